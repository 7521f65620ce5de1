"""The records of a table as columns of codes, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from threading import Lock
from typing import Protocol, TypeVar

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.cells import Cells, Numbers, Unlike, as_numbers, put_together, smallest
from clerestory.lake.codes.coding import Coded, code_cells
from clerestory.lake.codes.once import Check, Once, found_once, unchecked
from clerestory.lake.engine import Engine, evaluate
from clerestory.lake.measures import Key, key_sql

ONE_BLOCK = 1_000_000
"""A table with so few records is one block; a larger one has a block for each file, and blocks are worked on side by side."""
QUARTER = 15 * 60 * 1_000_000
BY_QUARTERS = 94_694_400_000_000
"""The beginning of 1973, in microseconds: before, clocks of some places differed by odd minutes and seconds."""
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Codes:
    """One column of a table: codes of each block, in the block's own numbers."""

    blocks: tuple[Coded, ...]

    def __post_init__(self) -> None:
        self.__dict__["_lock"] = Lock()

    @property
    def merged(self) -> tuple[Cells, list[Numbers | None]]:
        """The cells of all blocks in one list, and for each block the place in it of each of its own cells (None: the same)."""
        found: tuple[Cells, list[Numbers | None]] | None = self.__dict__.get("_merged")
        if found is None:
            # of millions of cells this takes seconds: one thread does it
            with self.__dict__["_lock"]:
                found = self.__dict__.get("_merged")
                if found is None:
                    found = self.__dict__["_merged"] = put_together([block.cells for block in self.blocks])
        return found

    @property
    def shared(self) -> bool:
        """Whether the cells of all blocks are in one list already, and the blocks have most of them in common."""
        return "_merged" in self.__dict__ and 4 * len(self.cells) < self.size

    @property
    def cells(self) -> Cells:
        """The cells of all blocks."""
        return self.merged[0]

    @found_once
    def size(self) -> int:
        """Cells of the blocks, those that several have counted for each."""
        return sum(len(block.cells) for block in self.blocks)

    @found_once
    def counts(self) -> Numbers:
        """How many records have each cell of the whole."""
        return self.gathered([block.counts for block in self.blocks])

    def together(self, truths: Sequence[Numbers]) -> Numbers:
        """For which cells of the whole something holds, told for the cells of each block."""
        cells, places = self.merged
        whole = np.zeros(len(cells), dtype=bool)
        for truth, place in zip(truths, places, strict=True):
            whole[np.flatnonzero(truth) if place is None else place[truth]] = True
        return whole

    def gathered(self, counts: Sequence[Numbers]) -> Numbers:
        """Counts of the whole from counts of each block."""
        cells, places = self.merged
        whole = np.zeros(len(cells), dtype=np.int64)
        for count, place in zip(counts, places, strict=True):
            if place is None:
                whole[: len(count)] += count
            else:
                whole[place] += count
        return whole


class Records(Protocol):
    """Records as columns of codes. What is made once is kept; several threads may ask."""

    sizes: tuple[int, ...]
    """Records of each block."""

    def codes(self, column: str, check: Check = unchecked) -> Codes:
        """A column. One that no record has consists of cells without value and state. Raises Unlike, and what ``check`` raises."""


class Files:
    """The records of some column files."""

    def __init__(self, load: Callable[[str, str], Coded], files: Sequence[tuple[str, int]], pool: Executor) -> None:
        self._load, self._files, self._pool = load, files, pool
        self._known = Once()
        rows = sum(number for _, number in files)
        self.whole = rows <= ONE_BLOCK
        self.sizes: tuple[int, ...] = (rows,) if self.whole else tuple(number for _, number in files)

    def codes(self, column: str, check: Check = unchecked) -> Codes:
        """See Records."""
        found = self._known.get(column, lambda: self._make(column, check), check)
        if isinstance(found, Unlike):
            raise found
        return found

    def _make(self, column: str, check: Check) -> Codes | Unlike:
        try:
            blocks = Crew(self._pool, not self.whole, check).each(lambda file: self._load(file[0], column), self._files)
            kinds = {block.cells.values.type for block in blocks if not pa.types.is_null(block.cells.values.type)}
            if len(kinds) > 1:
                return Unlike(column)
            return Codes((one_block(blocks),)) if self.whole else Codes(tuple(blocks))
        except Unlike as problem:
            return problem


def one_block(blocks: Sequence[Coded]) -> Coded:
    """Several blocks, one after the other, as one."""
    if len(blocks) == 1:
        return blocks[0]
    codes = Codes(tuple(blocks))
    cells, places = codes.merged
    numbers = [
        block.codes if place is None else smallest(place, len(cells))[block.codes] for block, place in zip(blocks, places, strict=True)
    ]
    return Coded(smallest(np.concatenate(numbers), len(cells)), cells, codes.counts)


@dataclass(frozen=True)
class Crew:
    """Works on several things, on all cores where they are large: numpy and the engine let other threads run meanwhile."""

    pool: Executor
    large: bool
    check: Check = unchecked
    """Asked before each of them, so that a question stops at its limit."""

    def each(self, work: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
        """What comes of each."""

        def one(each: Given) -> Made:
            self.check()
            return work(each)

        return list(self.pool.map(one, given) if self.large else map(one, given))


def stepped(codes: Codes, key: Key, engine: Engine) -> Codes:
    """A column in coarser form (days as months, numbers as classes): the engine is asked once for each different cell, and stops when it is to."""
    return Codes(tuple(_stepped(block, key, engine) for block in codes.blocks))


def _stepped(block: Coded, key: Key, engine: Engine) -> Coded:
    if pa.types.is_null(block.cells.values.type):
        return block
    values = _coarse(block.cells.values, key, engine)
    coarse = one_of_each(values, block.cells.states)
    counts = np.bincount(coarse.codes, weights=block.counts, minlength=len(coarse.cells)).astype(np.int64)
    return Coded(coarse.codes[block.codes], coarse.cells, counts)


def _coarse(values: pa.Array, key: Key, engine: Engine) -> pa.ChunkedArray:
    """Of moments only one in a quarter of an hour is asked for: since the clocks of all zones differ by quarters, the rest lie alike."""
    if not pa.types.is_timestamp(values.type):
        return evaluate(engine, pa.table({key.column: values}), [key_sql(key)], []).column(0)
    moments = as_numbers(values)
    quarters = np.where(moments < BY_QUARTERS, moments, moments - moments % QUARTER)
    starts = np.flatnonzero(np.diff(quarters, prepend=quarters[:1] - 1))
    found = evaluate(engine, pa.table({key.column: values.take(pa.array(starts))}), [key_sql(key)], []).column(0)
    spread = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(quarters)))
    spread = pa.array(spread, mask=~values.is_valid().to_numpy(zero_copy_only=False)) if values.null_count else pa.array(spread)
    return found.take(spread)


def one_of_each(values: pa.ChunkedArray, states: pa.Array | None) -> Coded:
    """Cells that may stand in a list several times, coded."""
    return code_cells(values, None if states is None else pa.chunked_array([states]))

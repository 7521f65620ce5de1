"""The records of a table as columns of codes, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Protocol, TypeVar

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.cells import Cells, Numbers, Unlike, as_numbers, put_together, smallest
from clerestory.lake.codes.coding import Coded, code_cells
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

    @cached_property
    def merged(self) -> tuple[Cells, list[Numbers | None]]:
        """The cells of all blocks in one list, and for each block the place in it of each of its own cells (None: the same)."""
        return put_together([block.cells for block in self.blocks])

    @property
    def cells(self) -> Cells:
        """The cells of all blocks."""
        return self.merged[0]

    @cached_property
    def size(self) -> int:
        """Cells of the blocks, those that several have counted for each."""
        return sum(len(block.cells) for block in self.blocks)

    @cached_property
    def counts(self) -> Numbers:
        """How many records have each cell of the whole."""
        return self.gathered([block.counts for block in self.blocks])

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

    def codes(self, column: str) -> Codes:
        """A column. One that no record has consists of cells without value and state. Raises Unlike."""


class Files:
    """The records of some column files."""

    def __init__(self, load: Callable[[str, str], Coded], files: Sequence[tuple[str, int]], pool: Executor) -> None:
        self._load, self._files, self._pool = load, files, pool
        self._known: dict[str, Codes | Unlike] = {}
        self._lock = RLock()
        rows = sum(number for _, number in files)
        self.whole = rows <= ONE_BLOCK
        self.sizes: tuple[int, ...] = (rows,) if self.whole else tuple(number for _, number in files)

    def codes(self, column: str) -> Codes:
        """See Records."""
        found = self._known.get(column)
        if found is None:
            with self._lock:
                found = self._known.get(column) or self._make(column)
                self._known[column] = found
        if isinstance(found, Unlike):
            raise found
        return found

    def _make(self, column: str) -> Codes | Unlike:
        try:
            blocks = side_by_side(self._pool, lambda file: self._load(file[0], column), self._files, large=not self.whole)
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


def side_by_side(pool: Executor, work: Callable[[Given], Made], given: Iterable[Given], *, large: bool) -> list[Made]:
    """Work on several things, on all cores where they are large: numpy and the engine let other threads run meanwhile."""
    return list(pool.map(work, given) if large else map(work, given))


def stepped(codes: Codes, key: Key, engine: Engine) -> Codes:
    """A column in coarser form (days as months, numbers as classes): the engine is asked once for each different cell."""
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

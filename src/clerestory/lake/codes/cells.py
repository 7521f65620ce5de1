"""The different cells of a column, sorted; a code is a place in this list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.lake.codes.once import found_once

Numbers = npt.NDArray[Any]
"""One number a row, or one a cell."""
LISTED = 4096
"""Up to so many cells are kept as Python's own values too."""


class Unlike(Exception):
    """The files of a table hold a column under types that cannot be put together here; the engine can. Caught inside ``lake``."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Each different pair of value and state once, by value, then state; cells without a value last, as the engine sorts."""

    values: pa.Array
    states: pa.Array | None = None
    """None where no cell of the column has a state."""

    def __len__(self) -> int:
        return len(self.values)

    @found_once
    def _listed(self) -> tuple[list[Any], list[Any]] | None:
        """Values and states, when there are few."""
        if len(self) > LISTED:
            return None
        return self.values.to_pylist(), [None] * len(self) if self.states is None else self.states.to_pylist()

    def shown(self, code: int, what: str) -> Any:
        """The value (``value``) or state (``state``) of one cell."""
        if self._listed is not None:
            return self._listed[what != "value"][code]
        if what == "value":
            return self.values[code].as_py()
        return None if self.states is None else self.states[code].as_py()

    @found_once
    def valued(self) -> int:
        """How many cells have a value: they come first."""
        return len(self.values) - int(self.values.null_count)

    @found_once
    def places(self) -> Numbers | None:
        """For each cell the place of its value among the different values, None standing last; None where that is the code itself."""
        if self.states is None:
            return None
        ranks = ranked(self.values)
        return None if len(ranks) == ranks[-1] + 1 else ranks

    @found_once
    def groups(self) -> Numbers | None:
        """For each cell the group under which it is counted: its value, or the state where there is none. None: each by itself."""
        places = self.places
        if places is None:
            return None
        groups = places.copy()
        groups[self.valued :] = groups[self.valued - 1] + 1 if self.valued else 0
        assert self.states is not None
        groups[self.valued :] += ranked(pc.fill_null(self.states[self.valued :], "not_exported"))
        # cells of unwritten state stand last, and their name does not: the groups of states need not ascend
        return None if np.array_equal(groups, np.arange(len(groups))) else groups

    @found_once
    def named(self) -> list[tuple[Any, str | None]] | None:
        """(value, state) of each group, when there are few; see ``names``."""
        return self._names(range(self.group_count)) if self.group_count <= LISTED else None

    @found_once
    def group_count(self) -> int:
        """Number of groups."""
        return len(self) if self.groups is None else int(self.groups.max(initial=-1)) + 1

    @found_once
    def _firsts(self) -> Numbers | None:
        """First cell of each group."""
        return None if self.groups is None else np.unique(self.groups, return_index=True)[1]

    def firsts(self, groups: Numbers) -> Numbers:
        """The first cell of each of some groups."""
        return groups if self._firsts is None else np.asarray(self._firsts[groups])

    def names(self, groups: Sequence[int]) -> list[tuple[Any, str | None]]:
        """(value, state) of some groups; the state is None where there is a value."""
        if self.named is not None:
            return [self.named[group] for group in groups]
        return self._names(groups)

    def _names(self, groups: Sequence[int]) -> list[tuple[Any, str | None]]:
        places = self.firsts(np.asarray(groups, dtype=np.int64))
        values = self.values.take(pa.array(places)).to_pylist()
        states = [None] * len(values) if self.states is None else self.states.take(pa.array(places)).to_pylist()
        return [(value, None if value is not None else state or "not_exported") for value, state in zip(values, states, strict=True)]


def values_in(cells: Cells) -> int:
    """How many different values there are."""
    return cells.valued if cells.places is None else int(cells.places[cells.valued - 1]) + 1 if cells.valued else 0


def ranked(values: pa.Array) -> Numbers:
    """For each cell the place of its value among the different ones, from 0; without a value, the last."""
    if pa.types.is_null(values.type):
        return np.zeros(len(values), dtype=np.int64)
    if pa.types.is_string(values.type):
        return np.asarray(pc.rank(values, tiebreaker="dense").to_numpy(), dtype=np.int64) - 1
    numbers = as_numbers(values)
    if not values.null_count:
        return np.unique(numbers, return_inverse=True)[1].astype(np.int64)
    there = values.is_valid().to_numpy(zero_copy_only=False)
    found, inverse = np.unique(numbers[there], return_inverse=True)
    ranks = np.full(len(values), len(found), dtype=np.int64)
    ranks[there] = inverse
    return ranks


def as_numbers(values: pa.Array) -> Numbers:
    """Values that are no text as numbers that sort as they do; what stands where there is none is arbitrary. Raises Unlike."""
    kind = values.type
    if pa.types.is_boolean(kind):
        values = values.cast(pa.uint8())
    elif pa.types.is_date32(kind):
        values = values.cast(pa.int32())
    elif pa.types.is_timestamp(kind):
        values = values.cast(pa.int64())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        raise Unlike(str(kind))
    return np.asarray(pc.fill_null(values, 0).to_numpy(zero_copy_only=False))


def smallest(codes: Numbers, size: int) -> Numbers:
    """Codes below ``size`` in as few bytes as hold them."""
    kind = np.uint8 if size <= 1 << 8 else np.uint16 if size <= 1 << 16 else np.uint32
    return codes.astype(kind, copy=False)


def paired(ranks: Numbers, states: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """(code of each row, first row of each code) of the pairs of two numbers, the first one leading; ``width`` bounds the second."""
    key = ranks.astype(np.int64) * width + states
    size = int(key.max(initial=0)) + 1
    if size > 4 * len(key) + 1024:
        _, firsts, codes = np.unique(key, return_index=True, return_inverse=True)
        return codes, firsts
    firsts = np.full(size, -1, dtype=np.int64)
    firsts[key[::-1]] = np.arange(len(key) - 1, -1, -1)
    used = firsts >= 0
    return (np.cumsum(used) - 1)[key], firsts[used]


def put_together(several: Sequence[Cells]) -> tuple[Cells, list[Numbers | None]]:
    """One list out of several, and for each of them the new code of every old one (None: the same). Raises Unlike."""
    first = several[0]
    if len(several) == 1:
        return first, [None]
    kinds = {cells.values.type for cells in several if not pa.types.is_null(cells.values.type)}
    if len(kinds) > 1:
        raise Unlike(", ".join(map(str, kinds)))
    kind = kinds.pop() if kinds else pa.null()
    values = pa.concat_arrays([cells.values.cast(kind) for cells in several])
    if all(cells.states is None for cells in several):
        states, codes = None, ranked(values)
        _, firsts = np.unique(codes, return_index=True)
    else:
        whole = [pa.nulls(len(cells), pa.string()) if cells.states is None else cells.states for cells in several]
        states = pa.concat_arrays(whole)
        second = ranked(states)
        codes, firsts = paired(ranked(values), second, int(second.max(initial=0)) + 1)
    picked = pa.array(firsts)
    cells = Cells(values.take(picked), None if states is None else states.take(picked))
    ends = np.cumsum([len(each) for each in several])[:-1]
    return cells, [None if len(part) == len(cells) and _same(part) else smallest(part, len(cells)) for part in np.split(codes, ends)]


def _same(part: Numbers) -> bool:
    return bool((part == np.arange(len(part))).all())

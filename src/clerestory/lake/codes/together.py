"""The records of a table with those of one key put together, as codes (see ``schema.table.Distinct``)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.cells import Cells, Numbers, Unlike, smallest, values_in
from clerestory.lake.codes.coding import Coded, code_cells, coded
from clerestory.lake.codes.once import Check, Once, found_once, unchecked
from clerestory.lake.codes.records import Codes, Records
from clerestory.lake.slices import SUFFIX_STATE, SUFFIX_TEXT
from clerestory.lake.stage import GRID, RELEASE, ROW
from clerestory.schema.table import Distinct

MOST_RECORDS = 30_000_000
"""More are left to the engine: everything here is held in memory."""


def merged(codes: Codes) -> Numbers:
    """For each record of all blocks, one after the other, the place of its cell in the whole list."""
    cells, places = codes.merged
    parts = [
        block.codes if place is None else smallest(place, len(cells))[block.codes]
        for block, place in zip(codes.blocks, places, strict=True)
    ]
    return np.concatenate(parts).astype(np.int64)


def places_of(codes: Codes) -> Numbers:
    """For each record the place of its value among the different ones; without a value, the last."""
    places = codes.cells.places
    numbers = merged(codes)
    return numbers if places is None else places[numbers]


class Together:
    """One record a key: each value from the first record that has it; records without a key stay by themselves."""

    def __init__(self, records: Records, distinct: Distinct, masks: Sequence[Numbers | None]) -> None:
        if sum(records.sizes) > MOST_RECORDS:
            raise Unlike(distinct.of)
        self._records, self._distinct, self._masks = records, distinct, masks
        self._known = Once()
        self.sizes: tuple[int, ...] = (len(self._starts),)

    def codes(self, column: str, check: Check = unchecked) -> Codes:
        """See Records."""
        return self._known.get(column, lambda: Codes((self._make(column),)), check)

    @found_once
    def _sorted(self) -> tuple[Numbers, Numbers]:
        """(places of records, those of one key beside each other, the first one first; for each the number of its key)."""
        keys = self._records.codes(self._distinct.key)
        key = places_of(keys)
        lone = np.flatnonzero(key >= values_in(keys.cells))
        key[lone] = len(keys.cells) + np.arange(len(lone))
        order = np.lexsort([*(places_of(self._records.codes(column)) for column in (ROW, GRID, RELEASE)), key])
        if any(mask is not None for mask in self._masks):
            masks = zip(self._masks, self._records.sizes, strict=True)
            seen = np.concatenate([np.ones(size, dtype=bool) if mask is None else mask for mask, size in masks])
            order = order[seen[order]]
        key = key[order]
        return order, np.cumsum(np.diff(key, prepend=key[:1]) != 0)

    @property
    def _order(self) -> Numbers:
        return self._sorted[0]

    @property
    def _group(self) -> Numbers:
        return self._sorted[1]

    @found_once
    def _starts(self) -> Numbers:
        """Where in the order each key begins."""
        return np.flatnonzero(np.diff(self._group, prepend=-1))

    def _make(self, column: str) -> Coded:
        distinct = self._distinct
        if column == distinct.key or column in (distinct.key + SUFFIX_STATE, distinct.key + SUFFIX_TEXT):
            raise Unlike(column)
        if column == distinct.seen:
            return code_cells(pa.chunked_array([np.diff(self._starts, append=len(self._order))]), None)
        if distinct.clock and column in (distinct.first_seen, distinct.last_seen):
            return self._clock(np.minimum if column == distinct.first_seen else np.maximum)
        if column in (RELEASE, GRID, ROW):
            return self._picked(self._records.codes(column), self._starts)
        if column.endswith(SUFFIX_TEXT):
            chosen, valued = self._chosen(column.removesuffix(SUFFIX_TEXT))
            own, _ = self._chosen(column)
            return self._picked(self._records.codes(column), np.where(valued, chosen, own))
        return self._picked(self._records.codes(column), self._chosen(column)[0])

    def _picked(self, codes: Codes, chosen: Numbers) -> Coded:
        return coded(merged(codes)[self._order[chosen]], codes.cells)

    def _chosen(self, column: str) -> tuple[Numbers, Numbers]:
        """(for each key the place in ``_order`` of the record whose cell it takes, whether that cell has a value)."""
        codes = self._records.codes(column)
        numbers = merged(codes)[self._order]
        chosen = self._starts.copy()
        valued = numbers < codes.cells.valued
        if codes.cells.states is not None:
            stated = codes.cells.states.is_valid().to_numpy(zero_copy_only=False)
            self._first(chosen, np.flatnonzero(stated[numbers] & ~valued))
        return chosen, self._first(chosen, np.flatnonzero(valued))

    def _first(self, chosen: Numbers, places: Numbers) -> Numbers:
        """Let each key take the first of some places; tell which keys have one."""
        group = self._group[places]
        first = np.flatnonzero(np.diff(group, prepend=-1))
        chosen[group[first]] = places[first]
        has = np.zeros(len(chosen), dtype=bool)
        has[group[first]] = True
        return has

    def _clock(self, which: np.ufunc) -> Coded:
        codes = self._records.codes(self._distinct.clock)
        if pa.types.is_null(codes.cells.values.type):
            return coded(np.zeros(len(self._starts), dtype=np.int64), Cells(pa.nulls(1, pa.date32())))
        numbers = places_of(codes)[self._order]
        none = len(codes.cells)
        there = numbers < values_in(codes.cells)
        found = np.full(len(self._starts), none if which is np.minimum else -1, dtype=np.int64)
        which.at(found, self._group[there], numbers[there])
        firsts = (
            np.searchsorted(codes.cells.places, np.arange(values_in(codes.cells))) if codes.cells.places is not None else np.arange(none)
        )
        values = codes.cells.values[: codes.cells.valued].take(pa.array(firsts[: values_in(codes.cells)]))
        whole = pa.concat_arrays([values, pa.nulls(1, values.type)])
        missing = (found == none) | (found < 0)
        return code_cells(pa.chunked_array([whole.take(pa.array(np.where(missing, len(values), found)))]), None)

"""Which records of a table a question may look at: those of its releases, and of releases that replace each other the last."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.cells import Cells, Numbers, Unlike, values_in
from clerestory.lake.codes.coding import coded
from clerestory.lake.codes.once import Check, found_once, unchecked
from clerestory.lake.codes.records import Codes, Records
from clerestory.lake.codes.together import places_of
from clerestory.lake.slices import Latest
from clerestory.lake.stage import RELEASE
from clerestory.schema.table import Copies

Masks = list[Numbers | None]
"""For each block which records are looked at; None: all."""


def of_releases(records: Records, releases: Sequence[str]) -> Masks:
    """The records of some releases."""
    codes = records.codes(RELEASE)
    asked = set(releases)
    masks: Masks = []
    for block in codes.blocks:
        truth = np.array([name in asked for name in block.cells.values.to_pylist()], dtype=bool)
        masks.append(None if truth.all() else truth[block.codes])
    return masks


def last_ones(records: Records, latest: Latest, present: frozenset[str], masks: Masks) -> Masks:
    """Of each combination of values, the records of the last release of its group that has any."""
    releases = places_of(records.codes(RELEASE))
    names = records.codes(RELEASE).cells.values.to_pylist()
    ranks = {release: (group, rank) for group, several in enumerate(latest.groups) for rank, release in enumerate(several)}
    group, rank = (np.array([ranks.get(name, (-1, -1))[which] for name in names], dtype=np.int64)[releases] for which in (0, 1))
    for start, mask in zip(_starts(records), masks, strict=True):
        if mask is not None:
            rank[start : start + len(mask)][~mask] = -1
    key = group
    for column in latest.by:
        if column in present:
            key = combined(key, places_of(records.codes(column)))
    key = np.unique(key, return_inverse=True)[1]
    last = np.full(int(key.max(initial=-1)) + 1, -1, dtype=np.int64)
    np.maximum.at(last, key, rank)
    fits = (rank >= 0) & (rank == last[key])
    return [fits[start : start + size] for start, size in zip(_starts(records), records.sizes, strict=True)]


def combined(first: Numbers, second: Numbers) -> Numbers:
    """One number for each pair of two. Raises Unlike where they do not fit into one."""
    width = int(second.max(initial=0)) + 1
    if (int(first.max(initial=0)) + 1) * width >= 1 << 62:
        raise Unlike("pairs")
    return first * width + second


def _starts(records: Records) -> Numbers:
    return np.concatenate([[0], np.cumsum(records.sizes)[:-1]]).astype(np.int64)


class Marked:
    """Records with the column that says which of them are copies."""

    def __init__(self, records: Records, copies: Copies, present: frozenset[str], masks: Masks) -> None:
        self._records, self._copies, self._present, self._masks = records, copies, present, masks
        self.sizes = records.sizes

    def codes(self, column: str, check: Check = unchecked) -> Codes:
        """See Records."""
        return self._marks if column == self._copies.column else self._records.codes(column, check)

    @found_once
    def _marks(self) -> Codes:
        copies, records = self._copies, self._records
        found = np.zeros(sum(self.sizes), dtype=bool)
        if copies.key in self._present and set(copies.within) <= self._present:
            first = [records.codes(column) for column in copies.first if column in self._present]
            found = _copies(records, [records.codes(column) for column in (*copies.within, copies.key)], first, self._masks)
        cells = Cells(pa.array([False, True]))
        parts = zip(_starts(records), self.sizes, strict=True)
        return Codes(tuple(coded(found[start : start + size].view(np.uint8), cells) for start, size in parts))


def _copies(records: Records, told_by: Sequence[Codes], first: Sequence[Codes], masks: Masks) -> Numbers:
    """For each record whether another release holds it too and that one is the original (see ``schema.table.Copies``)."""
    releases = places_of(records.codes(RELEASE))
    width = len(records.codes(RELEASE).cells)
    if width < 2:
        return np.zeros(len(releases), dtype=bool)
    told = np.ones(len(releases), dtype=bool)
    for start, mask in zip(_starts(records), masks, strict=True):
        if mask is not None:
            told[start : start + len(mask)] &= mask
    same = np.zeros(len(releases), dtype=np.int64)
    for codes in told_by:
        places = places_of(codes)
        told &= places < values_in(codes.cells)
        same = combined(same, places)
    standing = np.zeros(len(releases), dtype=np.int64)
    for codes in first:
        standing = combined(standing, _empty_first(codes)[places_of(codes)])
    standing = combined(standing, releases)
    there = np.flatnonzero(told)
    same = np.unique(same[there], return_inverse=True)[1]
    least = np.full(int(same.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, same, standing[there])
    found = np.zeros(len(releases), dtype=bool)
    found[there] = releases[there] != least[same] % width
    return found


def _empty_first(codes: Codes) -> Numbers:
    """Places of values, with no value standing where the empty text stands."""
    values = values_in(codes.cells)
    empty = bool(codes.cells.valued) and pa.types.is_string(codes.cells.values.type) and codes.cells.values[0].as_py() == ""
    return np.append(np.arange(values) + (not empty), 0)

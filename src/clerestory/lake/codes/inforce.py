"""Which records of a table a question may look at: those of its releases, and of releases that replace each other the last."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.cells import Numbers, Unlike
from clerestory.lake.codes.records import Codes, Records
from clerestory.lake.codes.together import places_of
from clerestory.lake.slices import Latest
from clerestory.lake.stage import RELEASE

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


def copies(records: Records, key: Codes, within: Sequence[Codes], first: Sequence[Codes], masks: Masks) -> Numbers:
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
    for codes in (*within, key):
        places = places_of(codes)
        told &= places < _values(codes)
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


def _values(codes: Codes) -> int:
    """How many different values a column has."""
    cells = codes.cells
    return cells.valued if cells.places is None else int(cells.places[cells.valued - 1]) + 1 if cells.valued else 0


def _empty_first(codes: Codes) -> Numbers:
    """Places of values, with no value standing where the empty text stands."""
    values = _values(codes)
    empty = bool(codes.cells.valued) and pa.types.is_string(codes.cells.values.type) and codes.cells.values[0].as_py() == ""
    return np.append(np.arange(values) + (not empty), 0)

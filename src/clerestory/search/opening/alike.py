"""Records that two releases have alike, cell by cell, found by numbers: of most releases nearly all are, and only the rest is worth a closer look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.lake.codes.cells import Numbers
from clerestory.lake.slices import SUFFIX_STATE as STATE


def without_alike(before: pa.Table, after: pa.Table, columns: Sequence[str]) -> tuple[int, pa.Table, pa.Table]:
    """(how many records both have, the rest of each). As bags: two alike records before and one after are one that both have."""
    if not before.num_rows or not after.num_rows:
        return 0, before, after
    codes = np.zeros(before.num_rows + after.num_rows, dtype=np.int64)
    for name in columns:
        for full in (name, name + STATE):
            codes = _paired(codes, _numbered(before, after, full))
    old, new = codes[: before.num_rows], codes[before.num_rows :]
    kinds = int(codes.max()) + 1
    both = np.minimum(np.bincount(old, minlength=kinds), np.bincount(new, minlength=kinds))
    return int(both.sum()), before.filter(pa.array(_place(old) >= both[old])), after.filter(pa.array(_place(new) >= both[new]))


def says_one_thing(sides: Sequence[pa.Table], name: str) -> bool:
    """Whether a column says the same of every record of a release (its day, its publisher): it tells the releases apart, not their records."""
    return all(
        name not in side.column_names
        or (len(side[name].unique()) < 2 and (name + STATE not in side.column_names or len(side[name + STATE].unique()) < 2))
        for side in sides
    )  # fmt: skip


def _numbered(before: pa.Table, after: pa.Table, name: str) -> Numbers:
    """The cells of a column of both, as numbers that are equal where the cells are."""
    several = [side[name].combine_chunks() if name in side.column_names else pa.nulls(side.num_rows) for side in (before, after)]
    kinds = {each.type for each in several if not pa.types.is_null(each.type)}
    kind = kinds.pop() if len(kinds) == 1 else pa.string()
    whole = pa.chunked_array([each.cast(kind) for each in several])
    if name.endswith(STATE):
        whole = pc.fill_null(whole.cast(pa.string()), "value")
    found = whole.combine_chunks().dictionary_encode()
    return np.asarray(pc.fill_null(found.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False) + 1, dtype=np.int64)


def _paired(first: Numbers, second: Numbers) -> Numbers:
    if not second.any():
        return first
    return np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)[1].astype(np.int64)


def _place(codes: Numbers) -> Numbers:
    """Of each record the place among those that are alike, from 0, in their order."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    places = np.empty(len(codes), dtype=np.int64)
    places[order] = np.arange(len(codes)) - np.repeat(starts, np.diff(starts, append=len(codes)))
    return places

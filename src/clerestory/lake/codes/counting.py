"""Counting cells of picked records: a table of how often each code stands in a column."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from math import prod

import numpy as np

from clerestory.lake.codes.cells import Cells, Numbers, Unlike
from clerestory.lake.codes.coding import Coded
from clerestory.lake.codes.picking import Picked
from clerestory.lake.codes.records import Codes, side_by_side

STRIDE = 1 << 18
"""Records counted at once: their codes, widened, stay in the processor's cache."""
COMBINATIONS = 1 << 22
"""Up to so many combinations of several columns have a place each in one table; more are sorted."""


def tally(codes: Numbers, size: int) -> Numbers:
    """How often each number below ``size`` stands among some codes."""
    if len(codes) <= STRIDE or size > STRIDE >> 3:
        return np.bincount(codes, minlength=size)
    whole = np.zeros(size, dtype=np.int64)
    for start in range(0, len(codes), STRIDE):
        whole += np.bincount(codes[start : start + STRIDE], minlength=size)
    return whole


def counts(several: Sequence[Codes], picked: Sequence[Picked], totals: Sequence[Numbers], pool: Executor, *, large: bool) -> list[Numbers]:
    """How many picked records have each cell, for several columns. ``totals``: the same of all records that may be looked at."""
    number = sum(each.count for each in picked)
    if all(each.every for each in picked):
        return list(totals)
    allowed = int(totals[0].sum()) if totals else 0
    most = number > allowed // 2
    work = [(column, block) for column in range(len(several)) for block in range(len(picked))]

    def one(task: tuple[int, int]) -> Numbers:
        column, block = task
        places = picked[block].left if most else picked[block].places
        return _counted(several[column].blocks[block], places)

    if large:
        # each block's places once, not in two threads at a time
        side_by_side(pool, lambda each: each.left if most else each.places, picked, large=True)
    found = side_by_side(pool, one, work, large=large)
    width = len(picked)
    whole = [codes.gathered(found[place * width : (place + 1) * width]) for place, codes in enumerate(several)]
    return [total - count for total, count in zip(totals, whole, strict=True)] if most else whole


def _counted(block: Coded, places: Numbers | None) -> Numbers:
    if places is None:
        return block.counts
    size = len(block.cells)
    if size == 1:
        return np.array([len(places)])
    return tally(block.codes[places], size)


def grouped(cells: Cells, count: Numbers) -> Numbers:
    """Counts of each group of cells."""
    if cells.groups is None:
        return count
    return np.bincount(cells.groups, weights=count, minlength=cells.group_count).astype(np.int64)


def most_frequent(count: Numbers, limit: int) -> Numbers:
    """The groups with most records first, equal ones in their own order; those without records are none."""
    there = np.count_nonzero(count)
    limit = min(limit, int(there))
    if limit * 4 < len(count):
        least = np.partition(count, len(count) - limit)[len(count) - limit] if limit else 0
        above = np.flatnonzero(count > least) if limit else np.zeros(0, dtype=np.int64)
        level = np.flatnonzero(count == least)[: limit - len(above)] if limit else above
        candidates = np.concatenate([above, level])
        return candidates[np.lexsort((candidates, -count[candidates]))]
    return np.argsort(-count, kind="stable")[:limit]


def combinations(keys: Sequence[Codes], picked: Sequence[Picked], pool: Executor, *, large: bool) -> tuple[list[Numbers], Numbers]:
    """(group of each key, number of records) of every combination of several columns that some picked record has."""
    sizes = [codes.cells.group_count for codes in keys]
    product = prod(sizes)
    if product >= 1 << 62:
        raise Unlike("combinations")

    def one(block: int) -> Numbers:
        whole = np.zeros(picked[block].count, dtype=np.int64)
        for codes, size in zip(keys, sizes, strict=True):
            whole *= size
            whole += _groups(codes, block)[_at(codes.blocks[block].codes, picked[block].places)]
        return whole

    numbers = side_by_side(pool, one, range(len(picked)), large=large)
    if product <= COMBINATIONS:
        table = np.sum([tally(each, product) for each in numbers], axis=0)
        found = np.flatnonzero(table)
        count = table[found]
    else:
        found, count = np.unique(np.concatenate(numbers), return_counts=True)
    places = []
    for size in reversed(sizes):
        found, place = np.divmod(found, size)
        places.append(place)
    return places[::-1], count


def _at(codes: Numbers, places: Numbers | None) -> Numbers:
    return codes if places is None else codes[places]


def _groups(codes: Codes, block: int) -> Numbers:
    """For each cell of a block, its group in the whole."""
    cells, places = codes.merged
    groups = np.arange(len(cells)) if cells.groups is None else cells.groups
    own = places[block]
    return groups[: len(codes.blocks[block].cells)] if own is None else groups[own]

"""Counting cells of picked records: a table of how often each code stands in a column."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from clerestory.lake.codes.cells import Cells, Numbers, Unlike
from clerestory.lake.codes.coding import Coded
from clerestory.lake.codes.picking import Picked
from clerestory.lake.codes.records import Codes, Crew

STRIDE = 1 << 18
"""Records counted at once: their codes, widened, stay in the processor's cache."""
BLOCKS = 8
"""More blocks than these are counted one after the other, each with all columns: eight bytes for each record picked would be too much to hold."""
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


def counts(several: Sequence[Codes], picked: Sequence[Picked], totals: Sequence[Numbers], crew: Crew) -> list[Numbers]:
    """How many picked records have each cell, for several columns. ``totals``: the same of all records that may be looked at."""
    number = sum(each.count for each in picked)
    if all(each.every for each in picked):
        return list(totals)
    allowed = int(totals[0].sum()) if totals else 0
    most = number > allowed // 2
    found = _by_block(several, picked, crew, most=most) if len(picked) > BLOCKS else _by_column(several, picked, crew, most=most)
    whole = [codes.gathered(count) for codes, count in zip(several, found, strict=True)]
    return [total - count for total, count in zip(totals, whole, strict=True)] if most else whole


def _by_column(several: Sequence[Codes], picked: Sequence[Picked], crew: Crew, *, most: bool) -> list[list[Numbers]]:
    """Counts of each column and block: few blocks are shared out column by column, so that all cores have work to the end."""

    def one(task: tuple[int, int]) -> Numbers:
        column, block = task
        return _counted(several[column].blocks[block], picked[block].left if most else picked[block].places)

    if crew.large:
        # each block's places once, not in two threads at a time
        crew.each(lambda each: each.left if most else each.places, picked)
    width = len(picked)
    found = crew.each(one, [(column, block) for column in range(len(several)) for block in range(width)])
    return [found[place * width : (place + 1) * width] for place in range(len(several))]


def _by_block(several: Sequence[Codes], picked: Sequence[Picked], crew: Crew, *, most: bool) -> list[list[Numbers]]:
    """The same of many blocks: the places of one are held only while it is counted."""

    def one(block: int) -> list[Numbers]:
        places = picked[block].find_left() if most else picked[block].find()
        return [_counted(codes.blocks[block], places) for codes in several]

    found = crew.each(one, range(len(picked)))
    return [list(counts) for counts in zip(*found, strict=True)]


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


def combinations(keys: Sequence[Codes], picked: Sequence[Picked], crew: Crew) -> tuple[list[Numbers], Numbers]:
    """(group of each key, number of records) of every combination of several columns that some picked record has."""
    sizes = [codes.cells.group_count for codes in keys]
    product = prod(sizes)
    if product >= 1 << 62:
        raise Unlike("combinations")

    def one(block: int) -> Numbers:
        places = picked[block].places if len(picked) <= BLOCKS else picked[block].find()
        whole = np.zeros(picked[block].count, dtype=np.int64)
        for codes, size in zip(keys, sizes, strict=True):
            whole *= size
            whole += _groups(codes, block)[_at(codes.blocks[block].codes, places)]
        return whole

    numbers = crew.each(one, range(len(picked)))
    if product <= COMBINATIONS:
        table = np.sum([tally(each, product) for each in numbers], axis=0)
        found = np.flatnonzero(table)
        count = table[found]
    else:
        found, count = np.unique(np.concatenate(numbers), return_counts=True)
    groups = []
    for size in reversed(sizes):
        found, place = np.divmod(found, size)
        groups.append(place)
    return groups[::-1], count


def _at(codes: Numbers, places: Numbers | None) -> Numbers:
    return codes if places is None else codes[places]


def _groups(codes: Codes, block: int) -> Numbers:
    """For each cell of a block, its group in the whole."""
    cells, places = codes.merged
    groups = np.arange(len(cells)) if cells.groups is None else cells.groups
    own = places[block]
    return groups[: len(codes.blocks[block].cells)] if own is None else groups[own]

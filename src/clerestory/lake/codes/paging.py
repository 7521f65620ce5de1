"""The first records of an order, and records by their places: pages and streams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.cells import Numbers, ranked, values_in
from clerestory.lake.codes.coding import Coded
from clerestory.lake.codes.picking import Picked
from clerestory.lake.codes.records import Codes

FEW_SHOWN = 200
"""So few records are read cell by cell."""
FEW = 1 << 16
"""So few records are sorted as they are; of more, those that certainly come later are put aside first."""
Order = Sequence[tuple[Codes, bool]]
"""Columns and whether each falls."""


@dataclass(frozen=True, eq=False)
class Found:
    """Records: for each its block and its place there."""

    block: Numbers
    place: Numbers

    def __len__(self) -> int:
        return len(self.place)

    def take(self, order: Numbers) -> Found:
        """Some of them, in an order."""
        return Found(self.block[order], self.place[order])


def page(picked: Sequence[Picked], order: Order, limit: int, offset: int) -> Found:
    """The records of a page. No value comes last in either direction; records that no column of the order tells apart come as they lie."""
    wanted = limit + offset
    if not limit or not any(each.count for each in picked):
        return Found(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    blocks, places = [], []
    for number, each in enumerate(picked):
        # what all records of a block share puts none of them first; a log of one release is so told apart by its rows alone
        keys = [(codes.blocks[number], down) for codes, down in order if len(codes.blocks[number].cells) > 1]
        first = _first(each, keys, wanted) if each.count else np.zeros(0, dtype=np.int64)
        blocks.append(np.full(len(first), number))
        places.append(first)
    found = Found(np.concatenate(blocks), np.concatenate(places))
    return found.take(_sorted(found, order)[offset:wanted])


def _first(picked: Picked, keys: Sequence[tuple[Coded, bool]], wanted: int) -> Numbers:
    """Places of at least the first ``wanted`` records of one block, few others among them."""
    if picked.count <= max(wanted, FEW):
        return np.arange(picked.size) if picked.places is None else picked.places
    if not keys:
        return (np.arange(picked.size) if picked.places is None else picked.places)[:wanted]
    # Guess from all records of the block how far down the column's values the page reaches; look further where that was too near.
    block, down = keys[0]
    reach = wanted * picked.size // picked.count + 1
    while True:
        first, end = _reached(block, down, reach)
        found = _among(picked, block.codes, first, end)
        if len(found) >= wanted or (first, end) == (0, len(block.cells)):
            return _narrowed(found, keys, wanted)
        reach *= 4


def _among(picked: Picked, codes: Numbers, first: int, end: int) -> Numbers:
    """Places of picked records with codes from ``first`` up to ``end``."""
    if picked.at is not None:
        return picked.at[_within(codes[picked.at], first, end)]
    places = _within(codes, first, end)
    mask = picked.base if picked.mask is None else picked.mask
    return places if mask is None else places[mask[places]]


def _narrowed(places: Numbers, keys: Sequence[tuple[Coded, bool]], wanted: int) -> Numbers:
    """Of some places of one block those that may be among the first: many may share one value of the first column."""
    if len(places) <= max(wanted, FEW) or not keys:
        return places
    block, down = keys[0]
    standing = _standing(block, down)[block.codes[places]]
    last = np.partition(standing, wanted - 1)[wanted - 1]
    before, level = places[standing < last], places[standing == last]
    return np.concatenate([before, _narrowed(level, keys[1:], wanted - len(before))])


def _standing(block: Coded, down: bool) -> Numbers:
    """For each cell a number that rises in the order of the column."""
    cells = block.cells
    table = np.arange(len(cells)) if cells.places is None else cells.places.copy()
    if down:
        table[: cells.valued] = values_in(cells) - 1 - table[: cells.valued]
    return table


def _reached(block: Coded, down: bool, wanted: int) -> tuple[int, int]:
    """Codes of the first cells of an order that hold at least so many records of the block: from, and up to."""
    cells, valued = block.cells, block.cells.valued
    end = 0
    while end < valued:
        end = min(max(1, 2 * end), valued)
        first, last = (valued - end, valued) if down else (0, end)
        if block.counts[first:last].sum() >= wanted:
            # one value may stand in several cells, of several states: all of them or none
            places = cells.places
            while places is not None and down and first > 0 and places[first - 1] == places[first]:
                first -= 1
            while places is not None and not down and last < valued and places[last] == places[last - 1]:
                last += 1
            return first, last
    return 0, len(cells)


def _within(codes: Numbers, first: int, end: int) -> Numbers:
    """Places of the codes from ``first`` up to ``end``."""
    kind = codes.dtype.type
    if first == 0:
        return np.flatnonzero(codes < end) if end <= np.iinfo(kind).max else np.arange(len(codes))
    return np.flatnonzero(codes - kind(first) < end - first)


def _sorted(found: Found, order: Order) -> Numbers:
    if not order or not len(found):
        return np.arange(len(found))
    keys = []
    for codes, down in order:
        keys.append(_across(codes, found, down))
    return np.lexsort(keys[::-1])


def _across(codes: Codes, found: Found, down: bool) -> Numbers:
    """For some records of several blocks, numbers that rise in the order of a column."""
    if len(codes.blocks) > 1 and codes.size >= FEW:
        numbers = ranked(column(codes, found, "value"))
        valued = int(numbers.max(initial=-1)) + _all_valued(codes, found)
    else:
        cells, own = codes.merged
        table = np.arange(len(cells)) if cells.places is None else cells.places
        numbers = np.empty(len(found), dtype=np.int64)
        for block, coded, here in _parts(codes, found):
            place = own[block]
            numbers[here] = table[coded if place is None else place[coded]]
        valued = int(table[cells.valued - 1]) + 1 if cells.valued else 0
    return np.where(numbers < valued, valued - 1 - numbers, numbers) if down else numbers


def _all_valued(codes: Codes, found: Found) -> bool:
    return all((coded < codes.blocks[block].cells.valued).all() for block, coded, _ in _parts(codes, found))


def _parts(codes: Codes, found: Found) -> Iterator[tuple[int, Numbers, Numbers | slice]]:
    """(block, codes of the records found in it, where these stand among all)."""
    if len(codes.blocks) == 1:
        yield 0, codes.blocks[0].codes[found.place], slice(None)
        return
    for number, block in enumerate(codes.blocks):
        here = np.flatnonzero(found.block == number)
        if len(here):
            yield number, block.codes[found.place[here]], here


def listed(codes: Codes, found: Found, what: str) -> list[Any]:
    """Values (``value``) or states (``state``) of a few records."""
    told: list[Any] = []
    for number, place in zip(found.block.tolist(), found.place.tolist(), strict=True):
        block = codes.blocks[number]
        told.append(block.cells.shown(int(block.codes[place]), what))
    return told


def column(codes: Codes, found: Found, what: str) -> pa.Array:
    """Values (``value``) or states (``state``) of some records."""
    if len(codes.blocks) == 1:
        return _cells(codes.blocks[0], what).take(pa.array(codes.blocks[0].codes[found.place]))
    pieces, places = [], np.empty(len(found), dtype=np.int64)
    start = 0
    for number, coded, here in _parts(codes, found):
        pieces.append(_cells(codes.blocks[number], what).take(pa.array(coded)))
        places[here] = np.arange(start, start + len(coded))
        start += len(coded)
    if not pieces:
        return _cells(codes.blocks[0], what)[:0] if codes.blocks else pa.nulls(0)
    kind = next((piece.type for piece in pieces if not pa.types.is_null(piece.type)), pa.null())
    return pa.concat_arrays([piece.cast(kind) for piece in pieces]).take(pa.array(places))


def _cells(block: Coded, what: str) -> pa.Array:
    if what == "value":
        return block.cells.values
    return pa.nulls(len(block.cells), pa.string()) if block.cells.states is None else block.cells.states

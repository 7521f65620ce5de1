"""Batches of raw rows: put together, narrowed to some rows, and the cells of one column in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.formats.grid import Batch
from clerestory.schema.table import Column

STRING = pa.string()
NO_TEXT = pa.scalar(None, STRING)


def grouped(batches: Iterable[Batch], least: int) -> Iterator[Batch]:
    """Small batches put together until they have at least so many rows: what is done once a batch and once a distinct text is then done less often."""
    held: list[Batch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += len(batch.rows)
        if rows >= least:
            yield joined(held)
            held, rows = [], 0
    if held:
        yield joined(held)


def joined(batches: list[Batch]) -> Batch:
    """Several batches as one."""
    if len(batches) == 1:
        return batches[0]
    width = max(len(batch.columns) for batch in batches)
    columns = [pa.concat_arrays([cells_at(batch, place) for batch in batches]) for place in range(width)]
    links = {cell: link for batch in batches for cell, link in batch.links.items()}
    return Batch(pa.concat_arrays([batch.rows for batch in batches]), columns, links)


def cells_at(batch: Batch, place: int) -> pa.Array:
    """The cells at a place; null where no row reaches so far."""
    return batch.columns[place] if place < len(batch.columns) else pa.nulls(len(batch.rows), pa.string())


def share(cells: pa.Array, column: Column) -> pa.Array:
    """A column's share of cells that hold several values; null where the cell has fewer."""
    if column.pick is not None:
        return column.pick(cells)
    if not column.cut:
        return cells
    rest = cells
    for _ in range(column.piece):
        _, rest = _parted(rest, column.cut)
    first, _ = _parted(rest, column.cut)
    return pc.utf8_trim_whitespace(first)


def _parted(cells: pa.Array, cut: str) -> tuple[pa.Array, pa.Array]:
    """What stands before the first ``cut``, and what after it; null where there is none, as is the second of a cell without it."""
    places = pc.find_substring(cells, cut)
    usual = pc.max(places).as_py()
    if usual is None or usual < 0:
        return cells, pa.nulls(len(cells), STRING)
    if pc.min(places).as_py() == usual:
        # the rule: cells of one form, cut at one place
        whole = cells.view(pa.binary())
        after_cut = usual + len(cut.encode())
        longest = pc.max(pc.binary_length(cells)).as_py()
        return pc.binary_slice(whole, 0, usual).view(STRING), pc.binary_slice(whole, after_cut, longest).view(STRING)
    before, after = f"(?s){re.escape(cut)}.*$", f"^(?s:.*?){re.escape(cut)}"
    there = pc.if_else(pc.greater_equal(places, 0), cells, NO_TEXT)
    return pc.replace_substring_regex(cells, before, ""), pc.replace_substring_regex(there, after, "", max_replacements=1)


def kept(batch: Batch, keep: pa.Array) -> Batch:
    """The rows that are to be kept."""
    return Batch(pc.filter(batch.rows, keep), [pc.filter(column, keep) for column in batch.columns], batch.links)


def taken(batch: Batch, indexes: list[int]) -> Batch:
    """The rows at some positions."""
    at = pa.array(indexes, pa.int64())
    return Batch(batch.rows.take(at), [column.take(at) for column in batch.columns], batch.links)


def blank_rows(batch: Batch) -> pa.Array | None:
    """Which rows have no content in any cell; None when none is blank. Looks at further columns only while rows may be blank."""
    blank: pa.Array | None = None
    for column in batch.columns:
        if _all_begin_with_content(column):
            return None
        empty = pc.fill_null(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0), True)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return None
    return blank


def _all_begin_with_content(cells: pa.Array) -> bool:
    """Whether every cell certainly has content, because it begins with a visible sign of ASCII. False says nothing."""
    if cells.null_count or not len(cells):
        return False
    _, offsets, data = cells.buffers()
    places = np.frombuffer(offsets, dtype=np.int32, count=len(cells) + 1, offset=cells.offset * 4)
    if data is None or not (places[1:] > places[:-1]).all():
        return False
    first = np.frombuffer(data, dtype=np.uint8)[places[:-1]]
    return bool(((first > ord(" ")) & (first < 0x7F)).all())

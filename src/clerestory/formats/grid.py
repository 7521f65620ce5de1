"""What every reader gives: grids of raw strings that know their place in the original.

A reader knows nothing of meaning. It turns bytes into one or more grids; a grid is streamed as
batches of columns, so that memory stays flat when files grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa


@dataclass(frozen=True)
class Place:
    """Where a grid stands in the file that was obtained."""

    index: int
    """Ordinal of the grid in the file, from 0; part of every record id, so never reassigned."""
    member: str = ""
    """Path inside archives, outermost first, joined with ``!/``; empty when there is none."""
    part: str = ""
    """Sheet name, ``page 3``, ``table 2`` or JSON path as a person would name it; empty for a plain text table."""
    kind: str = "rows"
    """What one row number counts: ``rows`` (spreadsheet rows, CSV records, JSON lines) or ``lines`` (lines of a PDF page)."""
    hidden: bool = False
    """A sheet that a person with the original open does not see."""
    digest: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    """Gives the SHA-256 of the bytes that the grid was read from, unpacked; None where they are the file's own."""


@dataclass(frozen=True)
class Note:
    """Something that a reader had to do to get at the content, without quoting it."""

    what: str
    row: int | None = None


@dataclass(frozen=True)
class Batch:
    """Some consecutive rows of a grid.

    ``rows``: int64, the number a person with the original open would give each row, from 1 (a spreadsheet's row number,
    a CSV's record number with the header counted and line breaks inside cells not), strictly increasing. A format that keeps
    its labels outside the rows (Parquet, JSON objects) gives them as row 0, so that the first row is a header everywhere.
    Blank rows are present, not skipped; only a gap of more than 4,096 empty spreadsheet rows is left out.
    ``columns``: one ``pa.string()`` array per column, all as long as ``rows``. Null: the row has no such cell. Empty string: it has
    one and it is empty. The number of columns may grow from one batch to the next when a later row is longer, never shrink.
    ``links``: (row number, column index from 0) → hyperlink target of that cell, as written in the file.
    ``spans``: (row number, column index) → (rows, columns) that a merged cell covers; its value stands at the top left only.
    """

    rows: pa.Int64Array
    columns: list[pa.StringArray]
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    spans: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


class Grid(Protocol):
    """One table-shaped thing in a file."""

    place: Place
    format: str
    """Name of the reader: ``csv``, ``xlsx``, ``parquet``, …"""
    notes: list[Note]
    """Filled while batches are read."""

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in order. May be called again: it starts from the beginning."""
        ...

"""The contract of a source: how to know its files, where its tables stand in them, and what a release says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.kernel.dates import FISCAL_YEAR_START_MONTH, stamp_in_name
from clerestory.kernel.text import label_key
from clerestory.schema.table import Column, Table

Row = Sequence[str | None]
"""Cells of one raw row, left to right; None where the row has no such cell."""


@dataclass(frozen=True)
class Name:
    """How a file was called when it came: for reading dates and publishers out of it. Never stored as it stands."""

    path: str
    """Path below the folder that was added, with ``/``."""
    member: str = ""
    part: str = ""

    @property
    def file(self) -> str:
        """Last part of the path, or of the member inside an archive."""
        return (self.member.split("!/")[-1] or self.path).rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Head:
    """The start of a grid, for finding tables in it; the whole of it when ``complete``."""

    name: Name
    rows: list[Row]
    numbers: list[int]
    """The number that the original gives each of ``rows``."""
    complete: bool
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: bool = False
    """A sheet that the publisher hid: what stands in it may be left over from another release."""


@dataclass(frozen=True)
class Span:
    """A table that stands in a grid as rows under a header."""

    table: str
    columns: Mapping[str, int]
    """Column name → place of its cells from 0."""
    first: int
    """Number of the first row of data."""
    last: int | None = None
    """Number of the last row of data; None: to the end."""
    header: tuple[int, ...] = ()
    """Numbers of the header rows; empty when there is none."""
    labels: Mapping[int, str] = field(default_factory=dict)
    """Place → label as released, of every labelled column: the layout."""
    undeclared: Mapping[int, str] = field(default_factory=dict)
    """Place → label of the columns that no declared label fits."""
    links: Mapping[str, int] = field(default_factory=dict)
    """Column name → place of the cells whose hyperlink target is the value."""
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Column name → text that holds for every record of the span (a period in a title, a sheet's name)."""
    title: str = ""
    """Title text as found, where tables are found by their title."""


@dataclass(frozen=True)
class Records:
    """A table whose records are picked from a grid cell by cell (crosstabs placed by eye)."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[int, int | None, tuple[str | None, ...]]]
    """(row number, column number from 1 of the cell that is the record's value or None, raw texts in the order of ``columns``)."""
    title: str = ""
    used: frozenset[tuple[int, int]] = frozenset()
    """Cells (row number, column from 1) whose content went into records, titles or labels; the rest is reported as unmapped."""


@dataclass(frozen=True)
class Facts:
    """What one release says of itself, as far as the source can tell."""

    published: datetime | None = None
    covers_from: datetime | None = None
    covers_to: datetime | None = None
    publisher: str = ""
    """Where it differs from the source's."""
    universe: str = ""
    """Where it differs from the source's."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Column name → text that holds for every record of the release."""
    notes: tuple[str, ...] = ()
    """What a reader should know, for example that name and content disagree. In the source's own words: never a name or a cell."""


@dataclass(frozen=True)
class Computed:
    """A column worked out from others of the same record.

    ``make(columns)`` gets the typed columns by name (a column that the release lacks is absent) and gives the new column, or None when
    it cannot be worked out for this release. Of several for one name, the first that gives something counts.
    """

    name: str
    make: Callable[[Mapping[str, pa.Array]], pa.Array | None]


@dataclass(frozen=True)
class Correction:
    """A known error of a publisher, put right on the way in; the stored original text stays as released.

    Applies to cells of ``column`` whose text is ``found`` in releases published from ``since`` to ``until``.
    """

    table: str
    column: str
    found: str
    meant: str
    evidence: str
    since: datetime | None = None
    until: datetime | None = None


def no_facts(name: Name, heads: Sequence[Head]) -> Facts:
    """Facts of a source that says nothing more: the time stamp in the file's name."""
    return Facts(published=stamp_in_name(name.file))


@dataclass(frozen=True)
class Source:
    """A family of records with one publisher and one meaning."""

    id: str
    title: str
    publisher: str
    tables: tuple[Table, ...]
    find: Callable[[Source, Head], Iterable[Span | Records]]
    """Where the source's tables stand in a grid; nothing when the grid is none of the source's."""
    home: str = ""
    licence: str = ""
    universe: str = "national"
    release: Callable[[Name, Sequence[Head]], Facts] = no_facts
    recognise: Callable[[Name, Sequence[Head]], float] | None = None
    """How surely a file is the source's, 0 to 1, where the share of known labels does not tell it from another source's."""
    propose: Callable[[Name, Sequence[Head]], tuple[Table, ...]] | None = None
    """The tables themselves, made from each file, where none can be declared. The name it gets is screened; so may be used in theirs."""
    review: Callable[[Facts, Mapping[str, pa.Table]], Facts] | None = None
    """The facts again, now that all records of the release are there, table by table: what only the whole shows (a round number of rows,
    the last day on which something happened). Its day, what it covers and its notes may change; fixed values are in the records already."""
    computed: tuple[Computed, ...] = ()
    corrections: tuple[Correction, ...] = ()
    realign: Callable[[str, Row, Mapping[str, int]], Mapping[str, int] | None] | None = None
    """(table, row, columns) → other places for this row's cells, when a damaged row shows by its content that they moved; None: no.

    Asked for rows with a cell that does not fit its column's type. The answer may name columns that the header
    lacks. An empty one: no reading fits, the row is turned away."""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Table → columns one of which must have a readable value, else the row is quarantined (a total line, a footnote)."""
    notes: tuple[str, ...] = ()
    """What every reader of these records should know."""

    def table(self, name: str) -> Table:
        """The source's own declaration of a table."""
        return next(table for table in self.tables if table.name == name)


def year_of(name: str, column: str, *, fiscal: bool = True) -> Computed:
    """A column with the (fiscal) year of a date or timestamp column."""

    def make(columns: Mapping[str, pa.Array]) -> pa.Array | None:
        days = columns.get(column)
        if days is None or pa.types.is_null(days.type):
            return None
        year = pc.cast(pc.year(days), pa.int64())
        if not fiscal:
            return year
        return pc.add(year, pc.cast(pc.greater_equal(pc.month(days), FISCAL_YEAR_START_MONTH), pa.int64()))

    return Computed(name, make)


def column_labels(columns: Iterable[Column]) -> dict[str, tuple[str, ...]]:
    """Label key → names of the columns that it labels: one, or those that share its cells. A column's own name is a label too."""
    names: dict[str, tuple[str, ...]] = {}
    for column in columns:
        for label in (column.name, *column.seen_as):
            key = label_key(label)
            known = names.get(key, ())
            if not known or (column.shares and column.name not in known):
                names[key] = (*known, column.name)
    return names

"""Finding a table by the words of its header, wherever that stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clerestory.kernel.text import label_key
from clerestory.schema.table import Table
from clerestory.sdk.source import Head, Row, Source, Span, column_labels

SEARCHED_ROWS = 60
ENOUGH = 0.6
"""Share of a header's labels that a source must know to claim it."""


@dataclass(frozen=True)
class Match:
    """How well one row serves as the header of one table."""

    table: Table
    columns: Mapping[str, int]
    labels: Mapping[int, str]
    undeclared: Mapping[int, str]

    @property
    def score(self) -> float:
        """Known labels: their share weighs most, their number breaks ties."""
        total = len(self.columns) + len(self.undeclared)
        return len(self.columns) / total + len(self.columns) / 1000 if total else 0.0


def header_at(table: Table, row: Row, known: Mapping[str, tuple[str, ...]] | None = None) -> Match:
    """Read a row as a table's header. A label that comes twice serves the first time; the second is undeclared.

    ``known``: the table's labels (label key → column), for a caller who reads many rows.
    """
    known = column_labels(table.columns) if known is None else known
    columns: dict[str, int] = {}
    labels: dict[int, str] = {}
    undeclared: dict[int, str] = {}
    for place, cell in enumerate(row):
        text = (cell or "").strip()
        if not text:
            continue
        labels[place] = text
        names = [name for name in known.get(label_key(text), ()) if name not in columns]
        if not names:
            undeclared[place] = text
        columns.update(dict.fromkeys(names, place))
    return Match(table, columns, labels, undeclared)


def by_header(source: Source, head: Head, *, least: int = 2) -> Iterator[Span]:
    """The one table whose header fits best among the first rows of the grid; nothing when none fits.

    ``least``: how many labels must be known.
    """
    best: tuple[float, int, Match] | None = None
    labels = {table.name: column_labels(table.columns) for table in source.tables}
    for index, row in enumerate(head.rows[:SEARCHED_ROWS]):
        for table in source.tables:
            match = header_at(table, row, labels[table.name])
            enough = len(match.columns) >= least and len(match.columns) >= ENOUGH * (len(match.columns) + len(match.undeclared))
            if enough and (best is None or match.score > best[0]):
                best = (match.score, index, match)
    if best is None:
        return
    _, index, match = best
    number = head.numbers[index]
    yield Span(
        table=match.table.name, columns=match.columns, first=number + 1, header=(number,), labels=match.labels, undeclared=match.undeclared
    )

"""One box over everything: which tables, columns, sources and releases words name. Records that hold them are counted table by table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clerestory.lake.ledger import Ledger
from clerestory.schema.table import Column, Table
from clerestory.sdk.source import Source

MOST = 40
"""Of each kind, how many are named."""


@dataclass(frozen=True)
class NamedColumn:
    """A column that the words name."""

    table: str
    table_title: str
    name: str
    meaning: str


@dataclass(frozen=True)
class NamedRelease:
    """A release that the words name."""

    id: str
    source: str
    publisher: str
    name: str
    published: str


@dataclass(frozen=True)
class Found:
    """What words name in a workspace."""

    tables: tuple[Table, ...]
    columns: tuple[NamedColumn, ...]
    sources: tuple[Source, ...]
    releases: tuple[NamedRelease, ...]

    @property
    def anything(self) -> bool:
        """Whether they name anything."""
        return bool(self.tables or self.columns or self.sources or self.releases)


def find(words: str, held: Iterable[tuple[Table, Mapping[str, Column]]], sources: Iterable[Source], ledger: Ledger) -> Found:
    """What every one of the words stands in. ``held``: tables that hold records, with all their columns."""
    wanted = words.casefold().split()
    tables: list[Table] = []
    columns: list[NamedColumn] = []
    for table, all_columns in held:
        if _fits(wanted, table.name, table.title, table.unit):
            tables.append(table)
        columns += [
            NamedColumn(table.name, table.title or table.name, column.name, column.meaning)
            for column in all_columns.values()
            if not column.hidden and _fits(wanted, column.name, column.meaning, *column.seen_as)
        ]
    columns.sort(key=lambda column: not _fits(wanted, column.name))
    releases = [
        NamedRelease(row["id"], row["source"], row["publisher"], row["name"], (row["published"] or "")[:10])
        for row in ledger.rows(
            "SELECT id, source, publisher, name, published, sha256 FROM releases WHERE withdrawn IS NULL ORDER BY published DESC, name", ()
        )
        if _fits(wanted, row["name"], row["id"]) or wanted == [row["sha256"]]
    ]
    named = [source for source in sources if _fits(wanted, source.id, source.title, source.publisher)]
    return Found(tuple(tables[:MOST]), tuple(columns[:MOST]), tuple(named[:MOST]), tuple(releases[:MOST]))


def _fits(words: list[str], *texts: str) -> bool:
    text = " ".join(texts).casefold().replace("_", " ")
    return bool(words) and all(word.replace("_", " ") in text for word in words)

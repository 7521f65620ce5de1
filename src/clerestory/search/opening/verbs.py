"""The verbs that open a release and tell what it brought. The workbench has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from clerestory.schema.table import Column, Table
from clerestory.search.disclosure import Gate
from clerestory.search.leaving import Leaving
from clerestory.search.opening.changes import Changes
from clerestory.search.opening.news import Brought, News, brought, news
from clerestory.search.opening.release import ReleaseOpened, changes, open_release

Compared = tuple[str, Mapping[str, Any], Changes | None]
"""A table, the release before that has records of it, and how they differ; None when there are too many to compare."""


class Opening(Leaving):
    """Asks a lake, and opens its releases. Whoever has these verbs knows its tables and their columns too."""

    def table(self, name: str) -> Table:
        """A table by name."""
        raise NotImplementedError

    def columns(self, table: Table) -> dict[str, Column]:
        """All columns of a table."""
        raise NotImplementedError

    def open_release(self, source: str, release: str) -> ReleaseOpened:
        """A release with its parts, what was not let in and how its layout drifted."""
        return open_release(self.reader, Gate(self.settings), self.catalogue.tables, source, release)

    def changes(self, table: str, before: str, after: str) -> Changes | None:
        """How the records of a table differ between two releases; None when there are too many to compare."""
        found = self.table(table)
        return changes(self.reader, Gate(self.settings), replace(found, columns=tuple(self.columns(found).values())), before, after)

    def compared(self, opened: ReleaseOpened) -> list[Compared]:
        """A release against those before it, table by table, as far as its records may be compared."""
        return [(table, before, self.changes(table, before["id"], opened.facts["id"])) for table, before in opened.compared.items()]

    def news(self) -> News:
        """What came in last, and what was taken out."""
        return news(self.reader.ledger, self.catalogue.tables)

    def brought(self, source: str, release: str) -> Brought:
        """What a release brought against the one before, in numbers."""
        return brought(self.compared(self.open_release(source, release)))

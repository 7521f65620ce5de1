"""The verbs by which records leave: files, and SQL over public views. The workbench has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from clerestory.ingest.screening import file_name
from clerestory.lake.exports import Taken, note_export
from clerestory.lake.layout import Layout
from clerestory.schema.table import Catalogue
from clerestory.search import json, language
from clerestory.search.door import MOST_ROWS, Selected, columns_of, public, select
from clerestory.search.export.facts import Facts
from clerestory.search.export.write import Exported, Kind, Sent, check_kind, export, kind_of, send
from clerestory.search.query import Query
from clerestory.search.refusals import refuse_text
from clerestory.search.verbs import Verbs


class Leaving(Verbs):
    """Asks a lake, and lets records out. Whoever has these verbs has a catalogue too."""

    layout: Layout

    @property
    def catalogue(self) -> Catalogue:
        """Every table."""
        raise NotImplementedError

    def held(self, table: str) -> bool:
        """Whether any record of a table is here."""
        raise NotImplementedError

    def export_task(self, query: Query, kind: str) -> dict[str, Any]:
        """What a process beside the server is told to export all records of a query. Raises Refused for tables about persons, now."""
        query = replace(query, by=(), cursor="", limit=0)
        name = f"{query.table}{kind_of(f'.{kind}').suffix}"
        self.desk.gate.rows(self.plan(query).table)
        return {"table": query.table, "text": language.show(query), "query": json.write(query), "kind": kind, "name": name}

    def export(self, query: Query, output: Path, *, force: bool = False, on_rows: Callable[[int], None] = lambda rows: None) -> Exported:
        """All records of a query into a file, its citation beside it. Raises Refused for tables about persons."""
        check_kind(output, force=force)
        refuse_text(output.stem, query.table)
        records, facts = self.outgoing(query)
        records.on_rows = on_rows
        done = export(records, facts, output)
        self.taken(file_name(output.name), done, facts)
        return done

    def sender(self, query: Query, kind: Kind) -> Callable[[Any], None]:
        """What writes all records of a query to anything that has ``write``. Raises Refused for tables about persons, now."""
        records, facts = self.outgoing(query)
        return lambda sink: self.taken(f"{query.table}{kind.suffix} (sent)", send(records, facts, kind, sink), facts)

    def taken(self, name: str, sent: Sent, facts: Facts) -> None:
        """Remember that records went out under a name, so that a purge can tell who holds them."""
        note_export(self.layout, Taken(name, sent.sha256, sent.size, sent.rows, facts.table, facts.about["snapshot"]), sent.releases)

    def views(self) -> dict[str, list[str]]:
        """Views that SQL may ask, each with its columns: institutional tables that are held."""
        names = public(self.catalogue.tables, self.held)
        return {name: ["id", "release", *columns_of(self.desk, self.plan(Query(name)))] for name in names}

    def select(self, sql: str, limit: int = MOST_ROWS) -> Selected:
        """One SELECT over public views, in an engine that can reach nothing else. At most ``limit`` rows."""
        return select(self.desk, self.catalogue.tables, public(self.catalogue.tables, self.held), sql, limit)

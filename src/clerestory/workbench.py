"""The one object that front ends hold: a workspace with everything that can be done in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from clerestory import plugins
from clerestory.ingest.draft import draft
from clerestory.ingest.files import fetched, find_files
from clerestory.ingest.preview import Preview, preview
from clerestory.ingest.protect import Guard
from clerestory.ingest.read import Context
from clerestory.ingest.rescreen import Rescreened, rescreen
from clerestory.ingest.rescreen import preview as would_rescreen
from clerestory.ingest.run import Outcome, add, shared_screen
from clerestory.ingest.uploads import Uploads
from clerestory.ingest.verify import Verdict, damaged_files, verify
from clerestory.institutions.desk import Institutions
from clerestory.kernel.clock import today
from clerestory.lake.doctor import Finding, examine, mend
from clerestory.lake.layout import Layout, create
from clerestory.lake.purge import Held, held, purge
from clerestory.lake.read import Reader, Slice
from clerestory.lake.write import Writer
from clerestory.schema import proposed
from clerestory.schema.table import Catalogue, Column, Protection, Table
from clerestory.sdk.source import Source
from clerestory.search import listed
from clerestory.search.answers.count import Count
from clerestory.search.answers.mapped import kind_of
from clerestory.search.cite import FORMS as CITATIONS
from clerestory.search.cite import Citation, of_figure, of_record
from clerestory.search.completing import VALUES as MOST_LOOKED_AT
from clerestory.search.completing import Completion, complete
from clerestory.search.disclosure import Gate
from clerestory.search.drift import Change, drift
from clerestory.search.exploring import Exploration, explore
from clerestory.search.export import counts
from clerestory.search.export.write import KINDS
from clerestory.search.finding import Found, find
from clerestory.search.language import put_on, read
from clerestory.search.marks import SIGNS, in_words, signed
from clerestory.search.named import NamedQueries, NamedQuery, as_name
from clerestory.search.opening.record import History, history
from clerestory.search.opening.source import SourceOpened, open_source
from clerestory.search.opening.verbs import Opening
from clerestory.search.overview import Overview, overview
from clerestory.search.plan import Plan, plan
from clerestory.search.query import Query
from clerestory.search.refusals import points_at_person, refuse_text, refuse_words, unsaid
from clerestory.search.releases import release_named, table_named
from clerestory.search.why import Opened, open_record
from clerestory.settings import Settings, read_settings

__all__ = ["CITATIONS", "KINDS", "SIGNS", "Workbench", "counts", "in_words", "points_at_person", "signed", "today", "unsaid"]


class Workbench(Opening):
    """A workspace, opened. Belongs to one thread; open another for another."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder).check()
        self._settings = self.layout.settings
        self.settings: Settings = read_settings(self._settings)

    @classmethod
    def create(cls, folder: Path, notice: str = "") -> Workbench:
        """Make an empty workspace and open it. ``notice``: a sentence that every answer from it carries."""
        create(folder, notice)
        return cls(folder)

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the lake."""
        for name in ("desk", "reader"):
            held = self.__dict__.pop(name, None)
            if isinstance(held, Reader):
                held.close()

    def interrupt(self) -> None:
        """Stop the question that runs; the one thing that another thread may do. It fails, and so does all until ``ready``."""
        held = self.__dict__.get("reader")
        if held is not None:
            held.engine.stop()

    def ready(self) -> bool:
        """Be ready for the next question. False when the last one was stopped."""
        held = self.__dict__.get("reader")
        if held is None:
            return True
        held.still = False
        return bool(held.engine.ready())

    def is_current(self) -> bool:
        """Whether it still shows the workspace as it is; a new one must be opened when releases came or went, or settings changed.

        Until ``ready`` it shows what it found then.
        """
        now = self._now(self.reader.hold())
        return self._opened == now

    def _now(self, version: int | None = None) -> tuple[int, ...]:
        return (self._settings.stat().st_mtime_ns, *self.reader.ledger.stamp(version))

    @cached_property
    def _opened(self) -> tuple[int, ...]:
        return self._now()

    def mark(self) -> str:
        """Changes when any answer may: with the releases held and with the settings."""
        return " ".join(map(str, self._opened if self.reader.still else self._now()))

    @cached_property
    def reader(self) -> Reader:
        """The lake, for reading."""
        return Reader(self.layout)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source by id."""
        return plugins.all_of("sources")

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every table that sources declare, merged."""
        catalogue = Catalogue()
        for source in self.sources.values():
            for table in source.tables:
                catalogue.add(source.id, table)
        for row in self.reader.ledger.rows("SELECT source, declaration FROM proposed_tables ORDER BY name"):
            catalogue.add(row["source"], proposed.read(row["declaration"]))
        return catalogue

    def table(self, name: str) -> Table:
        """A table by name. Raises UnknownName with the nearest ones."""
        return table_named(name, self.catalogue.tables)

    def columns(self, table: Table) -> dict[str, Column]:
        """All columns of a table: declared ones, and undeclared ones that a release brought and the scan let in."""
        return self.reader.remembered(("columns", table.name), lambda: self._columns(table))

    def _columns(self, table: Table) -> dict[str, Column]:
        columns = dict(table.by_name)
        if table.distinct:
            of = self.table(table.distinct.of)
            columns = {**self.columns(of), **columns}
            if of.copies:
                del columns[of.copies.column]
        for row in self.reader.ledger.rows("SELECT name, label FROM extra_columns WHERE table_name = ? ORDER BY name", (table.name,)):
            extra = Column(row["name"], meaning="No source declares this column.", seen_as=(row["label"],), protection=Protection.SCREENED)
            columns.setdefault(row["name"], extra)
        return columns

    def held(self, table: str) -> bool:
        """Whether the workspace holds any record of a table."""
        base = self.table(table).distinct
        name = base.of if base else table
        return bool(
            self.reader.ledger.rows(
                "SELECT 1 FROM parts p JOIN releases r ON r.id = p.release"
                " WHERE p.table_name = ? AND p.records > 0 AND r.withdrawn IS NULL LIMIT 1",
                (name,),
            )
        )

    def overview(self) -> Overview:
        """The workspace at a glance: tables, sources, how fresh each is, what is overdue today."""
        day = today()
        if day not in self._overviews:
            self._overviews[day] = overview(self.reader.ledger, self.catalogue.tables, self.sources, day)
        return self._overviews[day]

    @cached_property
    def _overviews(self) -> dict[date, Overview]:
        return {}

    def explore(self, table: str, parameters: Iterable[tuple[str, str]]) -> Exploration:
        """Everything that a page shows of one question, asked by the parameters of an address."""
        found = self.table(table)
        return explore(self, found, self.columns(found), parameters)

    def complete(self, table: str, typed: str) -> list[Completion]:
        """Ways to go on with what is typed into the search box of a table."""
        columns = self.columns(self.table(table))
        return complete(typed, columns, lambda column: self.facet(Query(table), column, MOST_LOOKED_AT))

    def find(self, words: str) -> Found:
        """Tables, columns, sources and releases that words name. Raises Refused for words that point at a person."""
        refuse_words(words)
        held = [table for name, table in self.catalogue.tables.items() if self.held(name)]
        feeds = {source.id for source in self.overview().sources}
        found = find(
            words, [(table, self.columns(table)) for table in held], [self.sources[name] for name in sorted(feeds)], self.reader.ledger
        )
        refuse_words(words, names=not found.anything)
        return found

    def licences(self) -> dict[str, list[str]]:
        """The licences of each source's releases, as the releases say."""
        rows = self.reader.ledger.rows(
            "SELECT DISTINCT source, licence FROM releases WHERE withdrawn IS NULL AND licence != '' ORDER BY source, licence"
        )
        return {source: [row["licence"] for row in rows if row["source"] == source] for source in {row["source"] for row in rows}}

    def find_files(self, paths: Sequence[str]) -> list[Any]:
        """Files named, below folders named, or fitting patterns."""
        return find_files(paths)

    def fetched(self, paths: Sequence[str]) -> AbstractContextManager[list[Any]]:
        """Files as ``find_files`` has them; addresses of the web are fetched for as long as this is open, then removed."""
        return fetched(paths, self.layout.uploads)

    def add(
        self,
        jobs: Sequence[Any],
        *,
        source: str = "",
        again: bool = False,
        on_file: Callable[[Outcome], None] = lambda outcome: None,
        on_rows: Callable[[int], None] = lambda rows: None,
    ) -> list[Outcome]:
        """Add files to the workspace; purged ones only with ``again``."""
        return add(self.layout, jobs, source=source, again=again, on_file=on_file, on_rows=on_rows)

    def preview(self, job: Any) -> Preview:
        """What a file would be if it were added: read down to its first rows, nothing is kept."""
        return preview(job, Context(self.sources, Guard(shared_screen(), self.layout.key()), self.layout.works))

    @cached_property
    def uploads(self) -> Uploads:
        """Files on their way in."""
        return Uploads(self.layout.uploads)

    def sweep(self) -> None:
        """Remove what a stopped ingest left. Raises Busy beside another writer."""
        with Writer(self.layout):
            pass

    def draft_source(self, job: Any) -> str:
        """The text of a source file to edit, from what is proposed for one file that no source knows."""
        return draft(job.path, job.name, self.sources["generic"], shared_screen())

    def query(self, table: str, text: str, **changes: Any) -> Query:
        """A query from the search box's text; ``@name`` in place of a table: a named query, with more tests."""
        asked = read(table, text) if not table.startswith("@") else put_on(self.queries.one(table[1:]).query, text)
        return replace(asked, **{name: value for name, value in changes.items() if value})

    @property
    def queries(self) -> NamedQueries:
        """The named queries of the workspace."""
        return NamedQueries(self.layout, self.plan, shared_screen().text)

    @property
    def institutions(self) -> Institutions:
        """The institutions that names mean: the registry, what is resolved, what waits for somebody's word, decisions."""
        return Institutions(self.layout, lambda: self.reader, shared_screen().text, refuse_words)

    def save_query(self, name: str, query: Query, words: str = "", *, force: bool = False) -> NamedQuery:
        """Keep a question under a name, spaces and capitals put right; ``words`` are screened before they are kept."""
        refuse_text(name, query.table)
        name = as_name(name)
        self.plan(query)
        self.queries.save([NamedQuery(name, query, words)], force=force)
        return self.queries.one(name)

    def plan(self, query: Query) -> Plan:
        """What the lake is asked for a query."""
        table = self.table(query.table)
        return plan(self.reader, table, self.columns(table), query)

    def source(self, name: str) -> Source:
        """A source by id. Raises UnknownName with the nearest ones."""
        found: Source = plugins.load("sources", name)
        return found

    def releases(self, source: str = "") -> list[dict[str, Any]]:
        """Every release held, newest publication last."""
        sql = "SELECT * FROM releases WHERE withdrawn IS NULL"
        rows = self.reader.ledger.rows(
            sql + (" AND source = ?" if source else "") + " ORDER BY source, published, obtained, id", (source,) if source else ()
        )
        told = listed.releases(self.desk.gate, self.reader.ledger, self.catalogue.tables, rows)
        return [{**row, "notes": json.loads(row["notes"])} for row in told]

    def release(self, name: str) -> dict[str, Any]:
        """One release and its parts. Raises Gone with the reason when it was withdrawn, UnknownName when there never was one."""
        return release_named(self.reader.ledger, name, self.desk.gate, self.catalogue.tables)

    def why(self, record: str, originals: Path | None = None) -> Opened:
        """Where each value of a record stands in the original; beside it what the original says, when it is at hand."""
        return open_record(self.reader, Gate(self.settings), self.catalogue.tables, record, originals)

    def mappable(self) -> list[Table]:
        """The tables held whose records have places."""
        held = [self.table(table.name) for table in self.overview().tables]
        return [table for table in held if table.distinct is None and kind_of(table, self.columns(table))]

    def history(self, table: str, cells: Mapping[str, Any], release: Mapping[str, Any]) -> History:
        """What other releases say of the thing that a record is about, by the table's key."""
        return history(self.reader, Gate(self.settings), self.table(table), cells, release)

    def open_source(self, name: str) -> SourceOpened:
        """A source with its releases, gaps, eras and codebook."""
        source, gate = self.source(name), Gate(self.settings)
        fed = [table for table, feeds in self.catalogue.feeds.items() if name in feeds and self.table(table).distinct is None]
        tables = {table: replace(self.table(table), columns=tuple(self.columns(self.table(table)).values())) for table in fed}
        ids = tuple(release["id"] for release in self.releases(name))
        return open_source(self.reader.ledger, source, tables, lambda table: self.reader.states(Slice(table, ids)), gate.small)

    def figure(self, query: Query) -> tuple[Count, list[dict[str, Any]]]:
        """A count, and the releases and sheets it was asked of with the rows they hold: how to repeat it by hand."""
        answer, plan = self.count(query), self.plan(query)
        base = plan.table.distinct.of if plan.table.distinct else plan.table.name
        asked = set(plan.chosen.releases)
        rows = self.reader.ledger.rows(
            "SELECT r.id, r.source, r.publisher, r.name, r.sha256, r.published, p.name AS sheet, p.rows_in, p.records, p.quarantined"
            " FROM parts p JOIN releases r ON r.id = p.release WHERE p.table_name = ? ORDER BY r.published, r.name, p.part",
            (base,),
        )
        return answer, listed.sheets(self.desk.gate, plan.table, [row for row in rows if row["id"] in asked])

    def cite_record(self, record: str) -> Citation:
        """Citation of a record."""
        return of_record(self.why(record))

    def cite_figure(self, query: Query) -> Citation:
        """Citation of a count, and of what it was asked of."""
        answer, parts = self.figure(query)
        return of_figure(in_words(answer.count, answer.mark), answer.about, parts)

    def drift(self, source: str) -> list[Change]:
        """How the layouts of a source changed from release to release."""
        return drift(self.reader.ledger, plugins.load("sources", source).id)

    def quarantine(self, name: str = "") -> list[dict[str, Any]]:
        """What was not let in, by source or release: reason, where, how often. Raises UnknownName when there is neither."""
        if name and not self.reader.ledger.one("SELECT 1 FROM releases WHERE id = ?", (name,)):
            self.source(name)
        rows = self.reader.ledger.rows(
            "SELECT r.source, q.release, r.name, p.table_name, p.name AS sheet, q.reason, q.row, q.place, q.count FROM quarantine q JOIN releases r ON r.id = q.release"
            " LEFT JOIN parts p ON p.release = q.release AND p.part = q.part WHERE r.withdrawn IS NULL AND (? = '' OR r.source = ? OR r.id = ?)"
            " ORDER BY r.source, r.published, q.release, q.part, q.row",
            (name, name, name),
        )
        return listed.turned_away(self.desk.gate, self.catalogue.tables, rows)

    def unplaced(self) -> list[dict[str, Any]]:
        """Files that are not in, and why."""
        return [dict(row) for row in self.reader.ledger.rows("SELECT * FROM unplaced ORDER BY name")]

    def damaged_files(self) -> list[str]:
        """Column files of the lake that are not what was written."""
        return damaged_files(self.layout, self.reader.ledger)

    def verify(self, originals: Path, releases: Sequence[str] = ()) -> Iterator[Verdict]:
        """Read originals again and compare every record. Raises UnknownName for a release that is not held."""
        return verify(self.layout, self.reader.ledger, originals, tuple(releases))

    def would_purge(self, release: str) -> Held:
        """What ``purge`` would take. Raises UnknownName when there is no such release."""
        return held(self.reader.ledger, release)

    def purge(self, release: str, why: str) -> Held:
        """Withdraw a release for good; ``why`` is screened before it is kept."""
        with Writer(self.layout) as writer:
            return purge(writer, release, shared_screen().text(why))

    def rescreen(self, *, everything: bool = False, dry_run: bool = False) -> Rescreened:
        """Apply today's screening rules to what was stored under earlier ones."""
        guard = Guard(shared_screen(), self.layout.key())
        if dry_run:
            return would_rescreen(self.reader.ledger, self.layout.lake, guard, self._declared, everything=everything)
        with Writer(self.layout) as writer:
            return rescreen(writer, guard, self._declared, everything=everything)

    def _declared(self, table: str) -> dict[str, Column]:
        return self.columns(self.table(table))

    def examine(self) -> list[Finding]:
        """What is not as it should be in the workspace."""
        return examine(self.layout)

    def mend(self) -> list[Finding]:
        """Put right what can be, and give what is left."""
        return mend(self.layout)

"""A look at a file before it is added: what it is taken for, what would become of its columns, and its first records as they would be stored.

The file takes the way of every other file, down to the staging folder, from which everything here is read back: what is shown has been
protected. Only the first rows are read; the whole of each undeclared column is scanned when the file is added, so a column may
then be withheld that is proposed here, never the other way.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from clerestory.errors import BadFile
from clerestory.formats import grids
from clerestory.formats.grid import Batch, Grid
from clerestory.ingest.read import Context, Job, read_file
from clerestory.ingest.run import unforeseen
from clerestory.ingest.screening import file_name
from clerestory.lake.facts import Part, Release
from clerestory.lake.stage import staged_records
from clerestory.schema import proposed
from clerestory.schema.released import released_text
from clerestory.schema.table import Column, Grain, Protection, Table

ROWS = 2_000
GRIDS = 60
"""Sheets, pages or members that are looked at."""
SHOWN = 12


@dataclass(frozen=True)
class SeenColumn:
    """What would become of one column."""

    name: str
    labels: tuple[str, ...]
    type: str
    protection: str
    meaning: str
    declared: bool
    filled: int | None
    """Cells with a value among the rows looked at; None for tables about persons."""
    states: dict[str, int | None]
    """Cell state other than value → cells, with the same rule."""


@dataclass(frozen=True)
class SeenTable:
    """One table of a file. ``rows``: the first records, as texts after protection; none of tables about persons."""

    name: str
    title: str
    unit: str
    persons: bool
    records: int
    quarantined: int
    columns: tuple[SeenColumn, ...]
    rows: tuple[tuple[str | None, ...], ...]
    shown: tuple[str, ...]
    withheld: dict[str, int]
    """Reason → number of columns that are not let in."""
    turned: dict[str, int]
    """Reason → rows or cells that are not let in."""


@dataclass(frozen=True)
class Preview:
    """What a file would be. ``problem``: why it cannot be added as it is; the rest is then empty."""

    name: str
    size: int
    source: str = ""
    publisher: str = ""
    published: str = ""
    known: bool = False
    """Whether a declared source takes it; else the columns are proposals."""
    partial: bool = False
    """Whether more rows follow than were looked at."""
    tables: tuple[SeenTable, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def preview(job: Job, context: Context, *, rows: int = ROWS, shown: int = SHOWN, rest: bool = True) -> Preview:
    """Look at one file. With ``rest``, one that no source knows is looked at as the generic source would take it."""
    short = _Short(rows)
    name, size = file_name(job.name), job.path.stat().st_size
    with tempfile.TemporaryDirectory(dir=_made(context.staging), prefix="look-") as staging:
        looking = replace(context, staging=Path(staging), grids=short.open)
        known, tried = job.source != "generic", job
        try:
            try:
                releases = read_file(tried, looking, "0" * 64)
            except BadFile:
                if job.source or not rest:
                    raise
                known, tried = False, replace(job, source="generic")
                releases = read_file(tried, looking, "0" * 64)
            tables = tuple(table for release in releases for table in _tables(release, context, known, shown))
        except BadFile as problem:
            return Preview(name, size, problem=str(problem))
        except Exception as problem:  # one file's trouble stays its own
            return Preview(name, size, problem=str(unforeseen(problem)))
    first = releases[0]
    notes = tuple(dict.fromkeys(note for release in releases for note in release.notes))
    return Preview(name, size, first.source, first.publisher, first.published or "", known, short.cut, tables, notes)


class _Short:
    """Opens files so that each grid ends after some rows."""

    def __init__(self, rows: int) -> None:
        self.rows, self.cut = rows, False

    def open(self, path: Path, name: str) -> Iterator[Grid]:
        for number, grid in enumerate(islice(grids(path, name=name), GRIDS + 1)):
            if number == GRIDS:
                self.cut = True
                return
            yield _Beginning(grid, self)


class _Beginning:
    """The first rows of a grid."""

    def __init__(self, grid: Grid, short: _Short) -> None:
        self._grid, self._short = grid, short
        self.place, self.format, self.notes = grid.place, grid.format, grid.notes

    def batches(self) -> Iterator[Batch]:
        left = self._short.rows
        for batch in self._grid.batches():
            if len(batch.rows) > left:
                self._short.cut = True
                if left:
                    yield replace(batch, rows=batch.rows.slice(0, left), columns=[column.slice(0, left) for column in batch.columns])
                return
            left -= len(batch.rows)
            yield batch


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _tables(release: Release, context: Context, known: bool, shown: int) -> Iterator[SeenTable]:
    records = staged_records(release.fragments)
    declared = {table.name: table for table in _declared(release, context, known)}
    for name in dict.fromkeys(part.table for part in release.parts):
        parts = [part for part in release.parts if part.table == name]
        numbers = {part.part for part in parts}
        turned = [each for each in release.turned if each.part in numbers]
        lines: Counter[str] = Counter()
        for each in turned:
            lines.update({each.reason: each.count} if each.row is not None else {})
        held = records.get(name, pa.table({}))
        table = _with_extra(declared[name], release)
        persons = table.grain is Grain.PERSON_EVENT
        columns = tuple(
            _column(column, parts, held, persons, known and column.name in declared[name].by_name) for column in _met(table, parts)
        )
        visible = [] if persons else [column for column in columns if not table.by_name[column.name].hidden]
        yield SeenTable(
            name, table.title, table.unit, persons, sum(part.records for part in parts), sum(part.quarantined for part in parts), columns,
            () if persons else _rows(table, [column.name for column in visible], held.slice(0, shown), parts[0].forms),
            tuple(column.name for column in visible),
            dict(Counter(_kind(each.reason) for each in turned if each.row is None)),
            dict(lines),
        )  # fmt: skip


def _declared(release: Release, context: Context, known: bool) -> Iterable[Table]:
    return context.sources[release.source].tables if known else [proposed.read(text) for _, text in release.proposed]


def _with_extra(table: Table, release: Release) -> Table:
    """With the columns that nobody declared and the scan let in."""
    extra = [
        Column(name, meaning="No source declares this column.", seen_as=(label,), protection=Protection.SCREENED)
        for of, name, label in release.extra
        if of == table.name and name not in table.by_name
    ]
    return replace(table, columns=(*table.columns, *extra))


def _met(table: Table, parts: list[Part]) -> list[Column]:
    """The columns that the file has a place for, in its order."""
    met = dict.fromkeys(name for part in parts for _, _, name in part.layout if name)
    return [table.by_name[name] for name in met if name in table.by_name] or list(table.columns)


def _column(column: Column, parts: list[Part], held: pa.Table, persons: bool, declared: bool) -> SeenColumn:
    labels = tuple(dict.fromkeys(label for part in parts for _, label, name in part.layout if name == column.name))
    states = Counter(held[f"{column.name}__state"].to_pylist() if f"{column.name}__state" in held.column_names else ())
    filled = held.num_rows - held[column.name].null_count if column.name in held.column_names else 0
    told = {str(state): None if persons else count for state, count in states.items() if state not in (None, "value")}
    return SeenColumn(
        column.name, labels, column.type, column.protection.value, column.meaning, declared, None if persons else filled, told
    )


def _rows(table: Table, names: list[str], held: pa.Table, forms: dict[str, str]) -> tuple[tuple[str | None, ...], ...]:
    rows = []
    for record in held.to_pylist():
        cells = []
        for name in names:
            column, state = table.by_name[name], record.get(f"{name}__state")
            cells.append(released_text(column, record.get(name), state, record.get(f"{name}__text"), forms.get(name)))
        rows.append(tuple(cells))
    return tuple(rows)


def _kind(reason: str) -> str:
    """A reason without its numbers, so that columns turned away alike are counted together."""
    return reason.partition(" (")[0]

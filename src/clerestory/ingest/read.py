"""One file, from bytes to releases ready to be committed. Writes only protected records, only to the staging folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from clerestory.errors import BadFile
from clerestory.formats import grids
from clerestory.formats.grid import Batch, Grid, Note
from clerestory.ingest.conform import Conformer, Tally
from clerestory.ingest.cutoff import cutoffs
from clerestory.ingest.protect import Guard
from clerestory.ingest.recognise import head_of, recognise
from clerestory.ingest.screening import file_name, institutional, link, organisation
from clerestory.ingest.stricter import AS_PROPOSED, Stricter
from clerestory.ingest.undeclared import Decision, decide, without_personal_labels
from clerestory.kernel.hashing import file_sha256, release_id
from clerestory.lake.coded import Records as Batched
from clerestory.lake.facts import Fragment, Part, Release, Turned
from clerestory.lake.stage import COLUMN, ROW, TableWriter, staged_records
from clerestory.schema.proposed import written
from clerestory.sdk.source import Facts, Head, Name, Records, Source, Span

Piece = tuple[Grid, Span | Records]
NOT_IN = "not in: "
"""How the note begins that says which member of an archive gave no release, and why."""


@dataclass(frozen=True)
class Context:
    """What reading a file needs besides the file."""

    sources: Mapping[str, Source]
    guard: Guard
    staging: Path
    grids: Callable[[Path, str], Iterable[Grid]] = lambda path, name: grids(path, name=name)
    """How the tables of a file are opened; a look at the first rows opens them short."""
    on_rows: Callable[[int], None] = lambda rows: None
    """Told of the rows of a part that have been read so far."""
    when_read: Callable[[], None] = lambda: None
    """Called when all bytes of the file have been read; its last records are then still being written."""


@dataclass(frozen=True)
class Job:
    """A file to read. ``name``: its path below the folder that was added, as it was called."""

    path: Path
    name: str
    source: str = ""
    url: str = ""
    stricter: Stricter = AS_PROPOSED


def read_file(job: Job, context: Context, sha256: str = "") -> list[Release]:
    """Read one file into releases: one, or one for each table-bearing member of an archive.

    Raises BadFile when it cannot be read or no source takes it.
    """
    sha256 = sha256 or file_sha256(job.path)
    members: dict[str, list[tuple[Grid, Head]]] = {}
    for grid in context.grids(job.path, job.name):
        name = Name(job.name, grid.place.member, grid.place.part)
        members.setdefault(grid.place.member, []).append((grid, head_of(grid, name)))
    if not members:
        raise BadFile("the file holds no table", expected="at least one sheet, page or list with rows")
    releases: list[Release] = []
    problems: list[str] = []
    left_out: list[str] = []
    last = next(reversed(members))
    for member, found in members.items():
        try:
            releases.append(_release(job, context if member == last else replace(context, when_read=lambda: None), sha256, member, found))
        except BadFile as problem:
            problems.append(str(problem))
            left_out.append(f"{NOT_IN}{file_name(member)}: {problem}")
    if not releases:
        raise BadFile(
            problems[0].rstrip(".") if len(set(problems)) == 1 else f"none of {len(problems)} members could be placed: {problems[0]}"
        )
    return [replace(releases[0], notes=(*releases[0].notes, *left_out)), *releases[1:]]


def _release(job: Job, context: Context, sha256: str, member: str, found: Sequence[tuple[Grid, Head]]) -> Release:
    name = Name(job.name, member)
    heads = [head for _, head in found]
    if found[0][0].format == "unread":
        raise BadFile(found[0][0].notes[0].what)
    source = context.sources[job.source] if job.source else recognise(context.sources, name, heads)
    if source is None:
        raise BadFile(
            "no source knows this layout",
            expected="the labels of a declared source",
            do="add it with --source generic to look at the proposed columns, or write a source file",
        )
    if source.propose is not None:
        proposed = source.propose(Name(file_name(job.name), file_name(member)), heads)
        known = (without_personal_labels(table, context.guard.screen) for table in proposed)
        source = replace(source, tables=tuple(job.stricter.of(table) for table in known))
    pieces: list[Piece] = [(grid, piece) for grid, head in found for piece in source.find(source, head)]
    if not pieces:
        raise BadFile(f"the source {source.id} finds none of its tables in this file", do="leave out --source, or name another")
    facts = source.release(name, heads)
    reader = _ReleaseReader(job, context, source, facts, release_id(sha256, member))
    for piece in pieces:
        reader.read(*piece)
    context.when_read()
    fragments = reader.fragments()
    if source.review is not None:
        facts = source.review(facts, staged_records(fragments))
    screen = context.guard.screen
    return Release(
        id=reader.id,
        sha256=sha256,
        member=file_name(member) if member else "",
        name=file_name(job.name),
        size=job.path.stat().st_size,
        format=found[0][0].format,
        source=source.id,
        publisher=organisation(facts.publisher) or source.publisher,
        universe=_universe(facts.universe) or source.universe,
        licence=source.licence,
        published=facts.published.isoformat(timespec="seconds") if facts.published else None,
        covers_from=facts.covers_from.date().isoformat() if facts.covers_from else None,
        covers_to=facts.covers_to.date().isoformat() if facts.covers_to else None,
        url=link(job.url) if job.url else "",
        screen=screen.version,
        notes=(*map(institutional, facts.notes), *_notes(grid.notes for grid, _ in found), *cutoffs(reader.parts)),
        parts=tuple(reader.parts),
        turned=tuple(reader.turned),
        fragments=fragments,
        extra=tuple(reader.extra),
        proposed=tuple((table.name, written(table)) for table in source.tables) if source.propose else (),
        content=found[0][0].place.digest() if found[0][0].place.digest else sha256,
    )


def _universe(name: str) -> str:
    """A universe that a source read out of a name, screened; what stands before a colon is the source's own word for its kind."""
    kind, colon, body = name.rpartition(":")
    return f"{kind}{colon}{organisation(body)}"


class _ReleaseReader:
    """Collects what the pieces of one release give."""

    def __init__(self, job: Job, context: Context, source: Source, facts: Facts, release: str) -> None:
        self.id = release
        self.parts: list[Part] = []
        self.turned: list[Turned] = []
        self.extra: list[tuple[str, str, str]] = []
        self._job, self._context, self._source, self._facts = job, context, source, facts
        self._writers: dict[str, TableWriter] = {}

    def read(self, grid: Grid, piece: Span | Records) -> None:
        """Conform, protect and stage one piece."""
        table = self._source.table(piece.table)
        picked = piece if isinstance(piece, Records) else None
        span = piece if isinstance(piece, Span) else _as_span(piece)
        source_grid: Grid = _PickedGrid(grid, picked) if picked else grid
        tally = Tally()
        decision = (
            decide(grid, span, table, self._context.guard.screen, tally, self._job.stricter) if span.undeclared else Decision({}, (), {})
        )
        table = replace(table, columns=(*table.columns, *decision.declared))
        span = replace(span, columns={**span.columns, **decision.columns})
        publisher = self._facts.publisher or self._source.publisher
        conformer = Conformer(self._source, table, span, self._facts, self._context.guard, publisher)
        conformer.tally.reasons.extend(tally.reasons)
        writer = self._writers.setdefault(table.name, TableWriter(self._context.staging, table.name, self.id, table.order))
        number = len(self.parts)
        for records in conformer.batches(source_grid):
            writer.add(grid.place.index, _placed(records, picked))
            self._context.on_rows(conformer.tally.rows_in)
        self.extra.extend((table.name, name, label) for name, label in decision.labels.items())
        self._account(number, grid, piece, span, conformer)

    def _account(self, number: int, grid: Grid, piece: Span | Records, span: Span, conformer: Conformer) -> None:
        screen = self._context.guard.screen
        tally = conformer.tally
        by_place = {place: name for name, place in (*span.columns.items(), *span.links.items())}
        layout = tuple((place, screen.text(label), by_place.get(place)) for place, label in sorted(span.labels.items()))
        self.parts.append(
            Part(
                part=number,
                grid=grid.place.index,
                name=file_name(grid.place.part),
                table=piece.table,
                first_row=_true_row(piece, span.first),
                last_row=_true_row(piece, span.last) if span.last else None,
                header=span.header,
                layout=layout,
                forms=conformer.forms,
                title=screen.text(piece.title),
                kind=grid.place.kind,
                rows_in=tally.rows_in,
                records=tally.records,
                quarantined=tally.quarantined,
                furniture=tally.furniture,
            )
        )
        self.turned.extend(
            Turned(number, None if row is None else _true_row(piece, row), place, reason, count)
            for row, place, reason, count in tally.reasons
        )

    def fragments(self) -> tuple[Fragment, ...]:
        """The finished column files."""
        return tuple(fragment for writer in self._writers.values() for fragment in writer.finish())


class _PickedGrid:
    """Records picked cell by cell in the shape of a grid, numbered 1, 2, 3, so that they take the same way as rows under a header."""

    def __init__(self, grid: Grid, records: Records) -> None:
        self.place, self.format, self.notes = grid.place, grid.format, grid.notes
        self._records = records

    def batches(self) -> Iterator[Batch]:
        """All picked records at once."""
        rows = self._records.rows
        columns = [pa.array([texts[index] for _, _, texts in rows], pa.string()) for index in range(len(self._records.columns))]
        yield Batch(pa.array(range(1, len(rows) + 1), pa.int64()), columns)


def _as_span(records: Records) -> Span:
    columns = {name: place for place, name in enumerate(records.columns)}
    return Span(records.table, columns, first=1, last=len(records.rows))


def _true_row(piece: Span | Records, number: int) -> int:
    """The original's row number: of a picked record, that of its cell."""
    return piece.rows[number - 1][0] if isinstance(piece, Records) and piece.rows else number


def _placed(records: Batched, picked: Records | None) -> Batched:
    """Give picked records the row and column numbers of the original."""
    if picked is None:
        return records
    rows = records.columns[ROW]
    assert isinstance(rows, pa.Array)
    places = [picked.rows[number - 1] for number in rows.to_pylist()]
    true = {ROW: pa.array([row for row, _, _ in places], pa.int64()), COLUMN: pa.array([column for _, column, _ in places], pa.int32())}
    return Batched(records.count, {**records.columns, **true})


def _notes(notes: Iterable[list[Note]]) -> list[str]:
    """What the readers had to do, each said once."""
    return sorted({note.what for several in notes for note in several})

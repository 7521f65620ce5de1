"""What ingest hands to the lake: one file's releases, their parts, and the column files that hold the records."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """One piece of a release: a sheet, page or table, and what became of its rows."""

    part: int
    grid: int
    name: str
    table: str
    first_row: int = 1
    last_row: int | None = None
    header: tuple[int, ...] = ()
    layout: tuple[tuple[int, str, str | None], ...] = ()
    forms: dict[str, str] = field(default_factory=dict)
    title: str = ""
    kind: str = "rows"
    rows_in: int = 0
    records: int = 0
    quarantined: int = 0
    furniture: int = 0


@dataclass(frozen=True)
class Turned:
    """Something that was not let in."""

    part: int
    row: int | None
    place: int | None
    reason: str
    count: int = 1


@dataclass(frozen=True)
class Fragment:
    """One column file, still in the staging folder."""

    table: str
    path: Path
    rows: int
    bytes: int
    sha256: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Release:
    """One release, ready to be committed."""

    id: str
    sha256: str
    member: str
    name: str
    size: int
    format: str
    source: str
    publisher: str
    universe: str
    licence: str
    published: str | None
    covers_from: str | None
    covers_to: str | None
    url: str
    screen: str
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    turned: tuple[Turned, ...]
    fragments: tuple[Fragment, ...]
    extra: tuple[tuple[str, str, str], ...] = ()
    """(table, column, label) of undeclared columns that the scan let in."""
    proposed: tuple[tuple[str, str], ...] = ()
    """(table, declaration as text) of tables that no source declares."""
    content: str = ""
    """SHA-256 of the bytes that the records were read from, unpacked: the same for a file and for its copy inside an archive."""


@dataclass(frozen=True)
class Tombstone:
    """What is left of a purged release: when it went (UTC) and why."""

    at: str
    why: str

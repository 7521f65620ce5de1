"""What came into a workspace last, what it brought against the release before, and what was taken out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.lake.ledger import Ledger
from clerestory.schema.table import Grain, Table
from clerestory.search.opening.changes import Changes

MOST = 6
"""Sources whose newest release is named, and releases taken out."""


@dataclass(frozen=True)
class Arrived:
    """The newest release of a source, by publication; ``releases``: how many of the source came in on the same day (UTC) as it did."""

    source: str
    id: str
    name: str
    published: str
    at: str
    """When it came in, UTC."""
    releases: int
    records: int | None
    """Of institutional tables; None when it brought only tables about persons, whose counts the gate gives."""


@dataclass(frozen=True)
class TakenOut:
    """A release that was withdrawn. Its name went with it."""

    source: str
    id: str
    at: str
    why: str


@dataclass(frozen=True)
class News:
    """What changed here lately, the newest first."""

    arrived: tuple[Arrived, ...]
    taken_out: tuple[TakenOut, ...]


@dataclass(frozen=True)
class Brought:
    """How a release differs from the one before, over all its tables that can be compared."""

    before: str
    """Day of publication of the release before; empty when none was compared."""
    came: int
    gone: int
    changed: int
    same: int
    adds_up: bool
    """Whether releases of all these tables add up: nothing has vanished then."""
    left: tuple[str, ...]
    """Tables that were too large to compare."""


def news(ledger: Ledger, tables: Mapping[str, Table]) -> News:
    """Read it from the ledger; no record is touched."""
    persons = json.dumps([name for name, table in tables.items() if table.grain is Grain.PERSON_EVENT])
    arrived = ledger.rows(
        "SELECT source, id, name, published, at, releases, (SELECT sum(p.records) FROM parts p WHERE p.release = id AND p.table_name != ''"
        "  AND p.table_name NOT IN (SELECT value FROM json_each(?))) AS records FROM ("
        " SELECT r.source, r.id, r.name, coalesce(r.published, '') AS published, s.at, s.id AS snapshot,"
        "  row_number() OVER (PARTITION BY r.source ORDER BY r.published IS NULL, r.published DESC, r.added DESC) AS place,"
        "  count(*) OVER (PARTITION BY r.source, substr(s.at, 1, 10)) AS releases"
        " FROM releases r JOIN snapshots s ON s.id = r.added WHERE r.withdrawn IS NULL) WHERE place = 1"
        " ORDER BY substr(at, 1, 10) DESC, published DESC, snapshot DESC LIMIT ?",
        (persons, MOST),
    )
    gone = ledger.rows(
        "SELECT r.source, r.id, s.at, coalesce(r.withdrawn_why, '') AS why FROM releases r JOIN snapshots s ON s.id = r.withdrawn"
        " ORDER BY s.id DESC, r.id LIMIT ?",
        (MOST,),
    )
    return News(tuple(Arrived(**row) for row in map(dict, arrived)), tuple(TakenOut(**row) for row in map(dict, gone)))


def brought(compared: Sequence[tuple[str, Mapping[str, object], Changes | None]]) -> Brought:
    """The comparisons of a release's tables, put together. ``compared``: table, release before, how they differ (None: too many records)."""
    done = [changes for _, _, changes in compared if changes is not None]
    return Brought(
        max((str(before["published"])[:10] for _, before, changes in compared if changes is not None), default=""),
        sum(changes.come for changes in done),
        sum(changes.gone for changes in done),
        sum(changes.changed for changes in done),
        sum(changes.same for changes in done),
        bool(done) and all(changes.adds_up for changes in done),
        tuple(table for table, _, changes in compared if changes is None),
    )

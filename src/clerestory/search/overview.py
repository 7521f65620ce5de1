"""What a workspace holds at a glance: tables, sources, how fresh each is, and which release is overdue by the source's own habit."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from clerestory.lake.ledger import Ledger
from clerestory.schema.table import Grain, Table
from clerestory.sdk.source import Source

HABIT = 4
"""Publication days from which on a source has a habit that it can break."""
RECENT = 12
"""Gaps, counted from the newest, that make the habit: a publisher who changed its rhythm is held to the new one."""
LATE = 2
"""A release is overdue when this many usual gaps have gone by since the last one."""


@dataclass(frozen=True)
class HeldTable:
    """One table that holds records."""

    name: str
    title: str
    unit: str
    grain: str
    records: int | None
    """Records held in all releases; None for tables about persons, whose counts only the gate gives."""
    releases: int
    first: str
    newest: str
    """Days of the first and the newest publication; empty when no release says."""
    publishers: tuple[str, ...]
    sources: tuple[str, ...]
    columns: int
    distinct_of: str = ""
    compiled: bool = False
    """Whether only compilers feed it: somebody's reading of what a publisher published."""

    @property
    def about_persons(self) -> bool:
        """Whether it gives counts only."""
        return self.grain == Grain.PERSON_EVENT


@dataclass(frozen=True)
class HeldSource:
    """One source that has releases here."""

    id: str
    title: str
    publisher: str
    releases: int
    first: str
    newest: str
    obtained: str
    usual_gap: int | None
    """Days between two publications, as usual of late; None when too few say when they were published."""
    overdue_since: str
    """The day from which on the next release was overdue; empty when it is not."""


@dataclass(frozen=True)
class Overview:
    """The workspace at a glance."""

    tables: tuple[HeldTable, ...]
    sources: tuple[HeldSource, ...]
    records: int
    """Of institutional tables: how many there are about persons only the gate says."""
    releases: int
    quarantined: int
    """Of institutional tables too."""
    unplaced: int
    snapshot: int
    changed: str
    """Moment of the last change, in UTC; empty when nothing was ever added."""
    newest: str

    @property
    def overdue(self) -> tuple[HeldSource, ...]:
        """Sources whose next release is overdue, the longest overdue first."""
        return tuple(sorted((source for source in self.sources if source.overdue_since), key=lambda source: source.overdue_since))


def overview(ledger: Ledger, tables: Mapping[str, Table], sources: Mapping[str, Source], today: date) -> Overview:
    """Read it from the ledger; no record is touched."""
    held = _tables(ledger, tables)
    snapshot = ledger.one("SELECT id, at FROM snapshots ORDER BY id DESC LIMIT 1", ())
    totals = ledger.one(
        "SELECT count(DISTINCT r.id) AS releases,"
        " coalesce(sum(p.quarantined) FILTER (WHERE p.table_name NOT IN (SELECT value FROM json_each(?))), 0) AS quarantined"
        " FROM releases r LEFT JOIN parts p ON p.release = r.id WHERE r.withdrawn IS NULL",
        (json.dumps([name for name, table in tables.items() if table.grain is Grain.PERSON_EVENT]),),
    )
    unplaced = ledger.one("SELECT count(*) AS files FROM unplaced", ())
    assert totals is not None
    assert unplaced is not None
    return Overview(
        held,
        _sources(ledger, sources, today),
        sum(table.records or 0 for table in held),
        totals["releases"],
        totals["quarantined"],
        unplaced["files"],
        snapshot["id"] if snapshot else 0,
        snapshot["at"] if snapshot else "",
        max((table.newest for table in held), default=""),
    )


def _tables(ledger: Ledger, tables: Mapping[str, Table]) -> tuple[HeldTable, ...]:
    rows = ledger.rows(
        "SELECT p.table_name AS name, sum(p.records) AS records, count(DISTINCT r.id) AS releases, coalesce(min(substr(r.published, 1, 10)), '') AS first,"
        " coalesce(max(substr(r.published, 1, 10)), '') AS newest, json_group_array(DISTINCT r.publisher) AS publishers, json_group_array(DISTINCT r.source) AS sources"
        " FROM parts p JOIN releases r ON r.id = p.release WHERE r.withdrawn IS NULL AND p.table_name != '' AND p.records > 0 GROUP BY 1",
        (),
    )
    found = {row["name"]: row for row in rows}
    held = []
    for name, table in sorted(tables.items()):
        row = found.get(table.distinct.of if table.distinct else name)
        if row is None:
            continue
        counted = None if table.grain is Grain.PERSON_EVENT or table.distinct else row["records"]
        names = tuple(sorted(json.loads(row["sources"])))
        held.append(
            HeldTable(
                name, table.title, table.unit, table.grain.value, counted, row["releases"], row["first"], row["newest"],
                tuple(sorted(json.loads(row["publishers"]))), names, len(table.columns),
                table.distinct.of if table.distinct else "", all(source.startswith(("derived_", "reference_")) for source in names),
            )
        )  # fmt: skip
    return tuple(held)


def _sources(ledger: Ledger, sources: Mapping[str, Source], today: date) -> tuple[HeldSource, ...]:
    days: dict[str, set[date]] = defaultdict(set)
    counted: dict[str, int] = defaultdict(int)
    obtained: dict[str, str] = defaultdict(str)
    for row in ledger.rows("SELECT source, published, obtained FROM releases WHERE withdrawn IS NULL", ()):
        counted[row["source"]] += 1
        obtained[row["source"]] = max(obtained[row["source"]], row["obtained"])
        if row["published"]:
            days[row["source"]].add(date.fromisoformat(row["published"][:10]))
    found = []
    for name in sorted(counted):
        published = sorted(days[name])
        gap = usual_gap(published)
        due = published[-1] + timedelta(days=LATE * gap) if gap else None
        found.append(
            HeldSource(
                name,
                sources[name].title if name in sources else name,
                sources[name].publisher if name in sources else "",
                counted[name],
                published[0].isoformat() if published else "",
                published[-1].isoformat() if published else "",
                obtained[name],
                gap,
                due.isoformat() if due and due < today else "",
            )
        )
    return tuple(found)


def usual_gap(published: list[date]) -> int | None:
    """Days between two publications, as usual of late. ``published``: days in order, none twice."""
    if len(published) < HABIT:
        return None
    return max(1, round(median((after - before).days for before, after in pairwise(published[-RECENT - 1 :]))))

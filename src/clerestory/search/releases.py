"""Which releases a question is asked of: as of a snapshot, in force on a day, of one universe."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from clerestory.errors import UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.lake.ledger import Ledger
from clerestory.lake.read import Latest
from clerestory.schema.table import Table
from clerestory.search.query import Query, Term

ORIGIN_FIELDS = ("release", "source", "publisher", "universe", "published", "obtained")
"""Fields that every table has: where its records came from."""


@dataclass(frozen=True)
class Chosen:
    """The releases asked, and how they were chosen."""

    releases: tuple[str, ...]
    snapshot: int
    on: str
    universe: str
    other_universes: tuple[str, ...]
    published: str
    """Publication of the newest release asked; empty when none says."""
    latest: Latest | None = None
    """Set where the releases replace each other record by record, as the table's ``series_by`` says."""
    purged: tuple[str, ...] = ()
    """Releases that were held then and have been purged since: nothing brings their records back."""


def choose(ledger: Ledger, table: Table, query: Query, origin: list[Term]) -> Chosen:
    """Choose the releases of a table that a query is asked of."""
    snapshot = snapshot_of(ledger, query.as_of)
    base = table.distinct.of if table.distinct else table.name
    rows = ledger.rows(
        "SELECT DISTINCT r.* FROM releases r JOIN parts p ON p.release = r.id"
        " WHERE p.table_name = ? AND r.added <= ? AND (r.withdrawn IS NULL OR r.withdrawn > ?) ORDER BY r.published, r.obtained, r.id",
        (base, snapshot, snapshot),
    )
    gone = tuple(f"{row['id']} ({row['withdrawn_why'] or 'no reason given'})" for row in rows if row["withdrawn"] is not None)
    rows = [row for row in rows if row["withdrawn"] is None]
    for term in origin:
        rows = [row for row in rows if _fits(row, term)]
    universes = sorted({row["universe"] for row in rows})
    universe = query.universe or _usual(universes)
    if universe != "*":
        if query.universe and universe not in universes and rows:
            raise UnknownName(f"no release of {table.name} covers {universe!r}", expected=f"one of {', '.join(universes)}, or * for all")
        rows = [row for row in rows if row["universe"] == universe]
    on = query.on or ("latest" if table.series else "all")
    latest = None
    if on != "all":
        groups = _by_series(rows, on)
        if table.series_by:
            latest = Latest(table.series_by, tuple(tuple(row["id"] for row in group) for group in groups))
        rows = [row for group in groups for row in (group if table.series_by else group[-1:])]
    return Chosen(
        tuple(row["id"] for row in rows),
        snapshot,
        on,
        universe if rows else "",
        tuple(other for other in universes if universe not in ("*", other)),
        max((row["published"] or "" for row in rows), default=""),
        latest,
        gone,
    )


def _usual(universes: list[str]) -> str:
    """Counts never add two universes: the nation where there is one, else the only one, else the first by name."""
    if "national" in universes or not universes:
        return "national"
    return universes[0] if len(universes) == 1 else "*" if all(name.startswith("one:") for name in universes) else universes[0]


def _by_series(rows: list[Any], on: str) -> list[list[Any]]:
    """The releases of each source, publisher and universe published by the end of a day (or at all), each replacing the one before."""
    if on != "latest" and len(on) != 10:
        raise UsageError(f"on:{on} is no day", expected="on:2025-09-17, on:latest or on:all")
    last: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if row["published"] is not None and (on == "latest" or row["published"][:10] <= on):
            last[(row["source"], row["publisher"], row["universe"])].append(row)
    return list(last.values())


def _fits(row: Any, term: Term) -> bool:
    name = "id" if term.field == "release" else term.field
    value = row[name] or ""
    if term.operator == "any":
        found = bool(value)
    elif term.operator == "=":
        found = any(
            value.casefold() == text.casefold() or (term.field in ("published", "obtained", "release") and value.startswith(text))
            for text in term.values
        )
    elif term.operator == "range":
        low, high = term.values
        found = (low == "*" or value >= low) and (high == "*" or value[: len(high)] <= high)
    else:
        text = term.values[0]
        short = value[: len(text)]
        found = {"<": short < text, "<=": short <= text, ">": short > text, ">=": short >= text}.get(term.operator, False)
    return found != term.negated


def snapshot_of(ledger: Ledger, as_of: str) -> int:
    """Number of the snapshot that a text names: a number, a day or a moment. Raises UsageError when it is none."""
    if not as_of:
        return ledger.snapshot()
    if as_of.isdigit() and len(as_of) != 8:
        return min(int(as_of), ledger.snapshot())
    if len(as_of) < 10 or not as_of[:4].isdigit():
        raise UsageError(f"as-of:{as_of} is no moment", expected="a day (2026-01-31), a moment or a snapshot number")
    end = as_of if "T" in as_of else f"{as_of[:10]}T23:59:59.999999Z"
    row = ledger.one("SELECT coalesce(max(id), 0) AS id FROM snapshots WHERE at <= ?", (end,))
    return int(row["id"]) if row else 0


def table_named(name: str, tables: dict[str, Table]) -> Table:
    """A table by name. Raises UnknownName with the nearest ones."""
    if name not in tables:
        raise UnknownName(
            f"there is no table {name!r}", expected=f"one of {', '.join(nearest(name, tables)) or 'the tables of `clerestory sources`'}"
        )
    return tables[name]

"""Which releases a question is asked of: as of a snapshot, in force on a day, of one universe."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clerestory.errors import Gone, UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.lake.era import era_of
from clerestory.lake.ledger import Ledger
from clerestory.lake.read import Latest
from clerestory.schema.table import Table
from clerestory.search.disclosure import Gate
from clerestory.search.query import Query, Term

ORIGIN_FIELDS = ("release", "source", "publisher", "universe", "era", "published", "obtained")
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
    undated: int = 0
    """Releases left out because they do not say when they were published."""
    why_none: str = ""
    """Why no release is asked; empty when some is."""


def choose(ledger: Ledger, table: Table, query: Query, origin: list[Term]) -> Chosen:
    """Choose the releases of a table that a query is asked of."""
    snapshot = snapshot_of(ledger, query.as_of)
    base = table.distinct.of if table.distinct else table.name
    rows: list[Any] = ledger.rows(
        "SELECT DISTINCT r.* FROM releases r JOIN parts p ON p.release = r.id"
        " WHERE p.table_name = ? AND r.added <= ? AND (r.withdrawn IS NULL OR r.withdrawn > ?) ORDER BY r.published, r.obtained, r.id",
        (base, snapshot, snapshot),
    )
    gone = tuple(f"{row['id']} ({row['withdrawn_why'] or 'no reason given'})" for row in rows if row["withdrawn"] is not None)
    rows = held = [row for row in rows if row["withdrawn"] is None]
    if any(term.field == "era" for term in origin):
        rows = held = [{**dict(row), "era": era_of(ledger, row["id"])} for row in rows]
    for term in origin:
        _check_origin(term, held, table)
        rows = [row for row in rows if _fits(row, term)]
    universes = sorted({row["universe"] for row in rows})
    universe = query.universe or _usual(universes)
    if universe != "*":
        if query.universe and universe not in universes and rows:
            raise UnknownName(f"no release of {table.name} covers {universe!r}", expected=f"one of {', '.join(universes)}, or * for all")
        rows = [row for row in rows if row["universe"] == universe]
    on = _on(query.on) or ("latest" if table.series else "all")
    latest, asked = None, rows
    if on != "all":
        groups = _by_series(rows, on)
        if table.series_by:
            latest = Latest(table.series_by, tuple(tuple(row["id"] for row in group) for group in groups))
        whole = bool(table.series_by) or (not table.series and on != "latest")
        asked = [row for group in groups for row in (group if whole else group[-1:])]
    return Chosen(
        tuple(row["id"] for row in asked),
        snapshot,
        on,
        universe if asked else "",
        tuple(other for other in universes if universe not in ("*", other)),
        max((row["published"] or "" for row in asked), default=""),
        latest,
        gone,
        sum(row["published"] is None for row in rows) if on != "all" else 0,
        "" if asked else _why_none(ledger, table, query, held, rows, on),
    )


def _on(on: str) -> str:
    """The day, or ``latest`` or ``all``. Raises UsageError for what is none of them."""
    if on not in ("", "latest", "all") and not _is_day(on):
        raise UsageError(f"on:{on} is no day", expected="on:2025-09-17, on:latest or on:all")
    return on


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _why_none(ledger: Ledger, table: Table, query: Query, held: list[Any], fitting: list[Any], on: str) -> str:
    """Why no release is asked."""
    zero = "so this zero says nothing"
    if fitting:
        first = min((row["published"] for row in fitting if row["published"]), default="")
        if not first:
            return f"no release of {table.name} says when it was published, {zero} (on:all asks them all)"
        return f"no release of {table.name} was in force on {on}: the first one held was published on {first[:10]}, {zero}"
    if held:
        return f"no release of {table.name} fits what is asked of its origin, {zero}"
    base = table.distinct.of if table.distinct else table.name
    row = ledger.one(
        "SELECT min(s.at) AS at FROM snapshots s JOIN releases r ON r.added = s.id JOIN parts p ON p.release = r.id WHERE p.table_name = ?",
        (base,),
    )
    if query.as_of and row and row["at"]:
        return f"this workspace held no release of {table.name} then: the first one came on {row['at'][:10]}, {zero}"
    return f"this workspace holds no release of {table.name}, {zero}"


_DAYS = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.]*Z?)?)?)?|\*")


def _check_origin(term: Term, held: list[Any], table: Table) -> None:
    """Raises UnknownName for a source, publisher or release that no release has, UsageError for what is no day."""
    if term.field in ("published", "obtained"):
        for value in term.values:
            if not _DAYS.fullmatch(value):
                raise UsageError(f"{term.field} is compared with {value!r}", expected="a year, a month or a day: 2025, 2025-03, 2025-03-14")
        return
    if term.operator != "=" or not held:
        return
    known = {row["id" if term.field == "release" else term.field] for row in held}
    for value in term.values:
        if not any(each.casefold() == value.casefold() or (term.field == "release" and each.startswith(value)) for each in known):
            raise UnknownName(
                f"no release of {table.name} has {term.field}:{value!r}",
                expected=f"one of {', '.join(nearest(value, known) or sorted(known)[:5])}",
            )


def _usual(universes: list[str]) -> str:
    """Counts never add two universes: the nation where there is one, else the only one, else the first by name."""
    if "national" in universes or not universes:
        return "national"
    return universes[0] if len(universes) == 1 else "*" if all(name.startswith("one:") for name in universes) else universes[0]


def _by_series(rows: list[Any], on: str) -> list[list[Any]]:
    """The releases of each source, publisher and universe published by the end of a day (or at all), each replacing the one before."""
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
    if as_of.isascii() and as_of.isdigit() and len(as_of) != 8:
        return min(int(as_of), ledger.snapshot())
    if not _is_day(as_of[:10]) or (len(as_of) > 10 and as_of[10] != "T"):
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


def release_named(ledger: Ledger, name: str, gate: Gate, tables: Mapping[str, Table]) -> dict[str, Any]:
    """A release and its parts. Raises Gone with the reason when it was withdrawn, UnknownName when there never was one."""
    row = ledger.one("SELECT * FROM releases WHERE id = ?", (name,))
    if row is None:
        raise UnknownName(f"there is no release {name[:40]!r}", do="list them with `clerestory releases`")
    if row["withdrawn"] is not None:
        raise Gone(f"the release {name} was withdrawn: {row['withdrawn_why'] or 'no reason given'}", expected="a release that is held")
    parts = ledger.rows(
        "SELECT part, name, table_name, title, rows_in, records, quarantined, furniture FROM parts WHERE release = ? ORDER BY part", (name,)
    )
    told = [dict(part) for part in parts]
    for part in told:
        table = tables.get(part["table_name"])
        if table and gate.guards(table) and gate.small(part["records"]):
            part.update(rows_in=None, records=None, quarantined=None, furniture=None)
    return {**dict(row), "notes": json.loads(row["notes"]), "parts": told}

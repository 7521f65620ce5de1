"""Institutions in the ledger: the registry's facts, what names were resolved to, and decisions. And distinct names out of the lake."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass

from clerestory.kernel.clock import now
from clerestory.lake.conditions import AllOf
from clerestory.lake.engine import name as quoted
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger, written
from clerestory.lake.read import Reader, Slice
from clerestory.lake.stage import RELEASE


@dataclass(frozen=True)
class Fact:
    """One thing that one origin says of an institution. Days are ISO texts; empty: not dated."""

    institution: str
    what: str
    value: str
    origin: str
    release: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Resolved:
    """What the rules say of a name. ``mention``: JSON."""

    mention: str
    records: int
    tables: str
    outcome: str
    institution: str
    points: float
    why: str
    rules: str


@dataclass(frozen=True)
class Decision:
    """What somebody said of a name. ``undoes``: the row that it takes back."""

    id: int
    at: str
    who: str
    mention: str
    institution: str
    verdict: str
    why: str
    undoes: int | None = None


@dataclass(frozen=True)
class Name:
    """A distinct combination of columns, how many records have it, and the first and last day on which a release says so."""

    cells: tuple[str, ...]
    records: int
    since: str
    until: str
    release: str


def distinct_names(reader: Reader, table: str, columns: Sequence[str]) -> list[Name]:
    """Distinct values of some columns of a table over all releases held. A column that no release has is empty."""
    releases = {
        row["id"]: (row["published"] or "")[:10] for row in reader.ledger.rows("SELECT id, published FROM releases WHERE withdrawn IS NULL")
    }
    view = Slice(table, tuple(releases))
    present = reader.shape(view).present
    if not reader.shape(view).files or columns[0] not in present:
        return []
    cells = [f"coalesce(CAST({quoted(each)} AS VARCHAR), '')" if each in present else "''" for each in columns]
    picked = ", ".join([*cells, quoted(RELEASE), "count(*)"])
    tail = f"AND {quoted(columns[0])} IS NOT NULL GROUP BY ALL"
    found: dict[tuple[str, ...], Name] = {}
    for *values, release, records in reader.select(view, AllOf(()), picked, tail).fetchall():
        day, key = releases.get(release, ""), tuple(values)
        known = found.get(key)
        if known is None:
            found[key] = Name(key, records, day, day, release)
        else:
            later = (day, release) > (known.until, known.release)
            since = min(filter(None, (known.since, day)), default="")
            found[key] = Name(key, known.records + records, since, max(known.until, day), release if later else known.release)
    return [found[key] for key in sorted(found)]


def known_ids(ledger: Ledger) -> dict[str, str]:
    """What each institution was first known by → its id."""
    return {row["key"]: row["id"] for row in ledger.rows("SELECT key, id FROM institutions")}


def facts(ledger: Ledger, institution: str = "") -> list[Fact]:
    """All facts, or those of one institution, in a fixed order."""
    where = "WHERE institution = ?" if institution else ""
    rows = ledger.rows(
        f"SELECT * FROM institution_facts {where} ORDER BY institution, what, value, origin", (institution,) if institution else ()
    )
    return [Fact(*row) for row in rows]


def identifiers(ledger: Ledger) -> list[tuple[str, str, str]]:
    """(institution, scheme, number) of every identifier."""
    rows = ledger.rows("SELECT institution, substr(what, 4), value FROM institution_facts WHERE what LIKE 'id:%' ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


def resolved(ledger: Ledger, where: str = "1", values: tuple[str, ...] = ()) -> list[Resolved]:
    """What the rules say of names, those with most records first."""
    rows = ledger.rows(f"SELECT * FROM institution_names WHERE {where} ORDER BY records DESC, mention", values)
    return [Resolved(*row) for row in rows]


def names_of(ledger: Ledger, institution: str) -> list[Resolved]:
    """Names that the rules give to one institution."""
    return resolved(ledger, "institution = ?", (institution,))


def decisions(ledger: Ledger) -> list[Decision]:
    """Every decision and every undoing, oldest first."""
    return [Decision(*row) for row in ledger.rows("SELECT * FROM institution_decisions ORDER BY id")]


def keep_registry(layout: Layout, ids: dict[str, str], facts: Iterable[Fact], names: Iterable[Resolved]) -> None:
    """Put the registry and what names resolve to in place of what was there. Ids only ever come in."""
    with closing(Ledger(layout.ledger, write=True)) as ledger, written(), ledger.transaction() as db:
        stamp = now()
        db.executemany(
            "INSERT OR IGNORE INTO institutions(id, key, added) VALUES (?, ?, ?)", [(number, key, stamp) for key, number in ids.items()]
        )
        db.execute("DELETE FROM institution_facts")
        db.executemany("INSERT OR REPLACE INTO institution_facts VALUES (?, ?, ?, ?, ?, ?, ?)", map(astuple, facts))
        db.execute("DELETE FROM institution_names")
        db.executemany("INSERT INTO institution_names VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, names))


def add_decisions(layout: Layout, several: Iterable[Decision]) -> list[int]:
    """Add rows; all or none. Their numbers are given here; a row without a moment is stamped now."""
    with closing(Ledger(layout.ledger, write=True)) as ledger, written(), ledger.transaction() as db:
        return [_add(db, each) for each in several]


def _add(db: sqlite3.Connection, row: Decision) -> int:
    cursor = db.execute(
        "INSERT INTO institution_decisions(at, who, mention, institution, verdict, why, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row.at or now(), row.who, row.mention, row.institution, row.verdict, row.why, row.undoes),
    )
    return int(cursor.lastrowid or 0)

"""Withdrawing a release for good: its records, its names and what it turned away go; a tombstone with hash, day and reason stays."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.errors import UnknownName, UsageError
from clerestory.lake.ledger import Ledger, written
from clerestory.lake.rewrite import Replacement, delete, prepare, swap
from clerestory.lake.stage import RELEASE
from clerestory.lake.write import Writer


@dataclass(frozen=True)
class Held:
    """What a purge of one release would take, or took."""

    release: str
    source: str
    name: str
    published: str | None
    records: dict[str, int]
    """Table → its records of the release."""
    files: int
    """Column files that hold records of it, among others' perhaps: they are written again without them."""
    exports: tuple[dict[str, Any], ...]
    """Files taken out of the workspace that hold records of it: they are beyond its reach."""
    wiped: bool = False
    """Whether the ledger's journal was emptied too; not while another process reads."""


def find_release(ledger: Ledger, text: str) -> sqlite3.Row:
    """A release held, by its id or the start of it, or of its SHA-256. Raises UnknownName or UsageError."""
    start = text.strip().lower()
    if len(start) < 6 or not set(start) <= set("0123456789abcdef"):
        raise UnknownName("that is no release", expected="at least six digits of its id", do="copy it from `clerestory releases`")
    rows = ledger.rows(
        "SELECT r.*, s.at AS withdrawn_at FROM releases r LEFT JOIN snapshots s ON s.id = r.withdrawn"
        " WHERE substr(r.id, 1, length(?1)) = ?1 OR substr(r.sha256, 1, length(?1)) = ?1 ORDER BY r.id",
        (start,),
    )
    if not rows:
        raise UnknownName(f"no release begins with {start}", do="see `clerestory releases`")
    if len(rows) > 1:
        raise UsageError(
            f"{len(rows)} releases begin with {start}", expected="one", do=f"give more of it: {', '.join(row['id'] for row in rows[:4])}"
        )
    row: sqlite3.Row = rows[0]
    if row["withdrawn"] is not None:
        raise UsageError(
            f"the release {row['id']} was purged on {row['withdrawn_at'][:10]}: {row['withdrawn_why']}", expected="a release that is held"
        )
    return row


def held(ledger: Ledger, text: str) -> Held:
    """What a purge would take."""
    row = find_release(ledger, text)
    records = {
        part["table_name"]: part["records"]
        for part in ledger.rows(
            "SELECT table_name, sum(records) AS records FROM parts WHERE release = ? AND table_name <> '' GROUP BY table_name", (row["id"],)
        )
    }
    exports = ledger.rows(
        "SELECT e.at, e.name, e.sha256, e.table_name FROM exports e JOIN export_releases x ON x.export = e.id WHERE x.release = ? ORDER BY e.at",
        (row["id"],),
    )
    return Held(
        row["id"],
        row["source"],
        row["name"],
        row["published"],
        records,
        len(_fragments(ledger, row["id"])),
        tuple(dict(each) for each in exports),
    )


def purge(writer: Writer, text: str, why: str) -> Held:
    """Withdraw a release. All of it goes in one transaction; a kill before it changes nothing, a kill after it leaves files that the
    next writer deletes.
    """
    taken = held(writer.ledger, text)
    release = taken.release
    fragments = _fragments(writer.ledger, release)
    with written():
        replacements = [_without(writer, row["table_name"], row["path"], release) for row in fragments]
        with writer.ledger.transaction() as db:
            snapshot = writer.ledger.new_snapshot("purge")
            for replacement in replacements:
                swap(writer, replacement, keep=False)
            for statement in _FORGET:
                db.execute(statement, {"release": release})
            _forget_columns(db, release)
            db.execute(
                "UPDATE releases SET withdrawn = ?, withdrawn_why = ?, name = '', member = '', url = '', notes = '[]' WHERE id = ?",
                (snapshot, why, release),
            )
            writer.ledger.log("purge", {"release": release, "records": sum(taken.records.values())})
        delete(writer, [path for replacement in replacements for path in replacement.old])
        wiped = wipe(writer.ledger)
    return Held(**{**vars(taken), "wiped": wiped})


_FORGET = (
    "DELETE FROM quarantine WHERE release = :release",
    "UPDATE parts SET name = '', title = '', header = '[]', layout = '[]', forms = '{}' WHERE release = :release",
    "DELETE FROM unplaced WHERE sha256 = (SELECT sha256 FROM releases WHERE id = :release)",
)


def wipe(ledger: Ledger) -> bool:
    """Empty the journal, so that nothing deleted can be read in it; False while another process reads."""
    busy, _, _ = ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _fragments(ledger: Ledger, release: str) -> list[sqlite3.Row]:
    """Files with records of a release, those included that a later one replaced and that may still lie there."""
    return ledger.rows(
        "SELECT f.path, f.table_name, f.removed_at FROM fragments f JOIN fragment_releases fr ON fr.path = f.path"
        " WHERE fr.release = ? ORDER BY f.removed_at IS NOT NULL, f.path",
        (release,),
    )


def _without(writer: Writer, table: str, path: str, release: str) -> Replacement:
    row = writer.ledger.one("SELECT removed_at FROM fragments WHERE path = ?", (path,))
    if row is not None and row["removed_at"] is not None:
        return Replacement(table, (path,), None, "", {})

    def others(records: pa.Table) -> pa.Table:
        return records.filter(pc.not_equal(records[RELEASE].cast(pa.string()), release))

    return prepare(writer, table, [path], others)


def _forget_columns(db: sqlite3.Connection, release: str) -> None:
    """Undeclared columns that came with the release go, unless another one has them too."""
    rows = db.execute("SELECT table_name, name FROM extra_columns WHERE first_release = ?", (release,)).fetchall()
    for table, name in rows:
        other = next(
            (
                row["release"]
                for row in db.execute(
                    "SELECT p.release, p.layout FROM parts p JOIN releases r ON r.id = p.release"
                    " WHERE p.table_name = ? AND r.withdrawn IS NULL",
                    (table,),
                )
                if any(column == name for _, _, column in json.loads(row["layout"]))
            ),
            None,
        )
        if other is None:
            db.execute("DELETE FROM extra_columns WHERE table_name = ? AND name = ?", (table, name))
        else:
            db.execute("UPDATE extra_columns SET first_release = ? WHERE table_name = ? AND name = ?", (other, table, name))

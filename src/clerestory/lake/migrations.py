"""Formats of the ledger, one numbered SQL file each, applied once in order in one transaction each."""

from __future__ import annotations

import sqlite3
from importlib import resources

from clerestory.errors import UsageError


def steps() -> list[tuple[int, str]]:
    """(number, SQL) of every format, in order."""
    files = [file for file in resources.files("clerestory.lake.sql").iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name.removesuffix(".sql")), file.read_text(encoding="utf-8")) for file in files)


def format_of(db: sqlite3.Connection) -> int:
    """Number of the ledger's format; 0 for an empty file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection) -> int:
    """Bring a ledger to the newest format; give the number of steps taken.

    Raises UsageError when the ledger is newer than this program.
    """
    at, all_steps = format_of(db), steps()
    newest = all_steps[-1][0]
    if at > newest:
        raise UsageError(
            f"the workspace has ledger format {at}",
            expected=f"at most {newest}, the newest that this version knows",
            do="use the version of Clerestory that wrote it, or a newer one",
        )
    due = [step for step in all_steps if step[0] > at]
    for number, sql in due:
        try:
            db.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version={number};\nCOMMIT;")
        except sqlite3.OperationalError:
            if db.in_transaction:
                db.execute("ROLLBACK")
            if format_of(db) < number:  # else another process took this step meanwhile
                raise
    return len(due)

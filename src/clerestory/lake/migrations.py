"""Formats of the ledger, one numbered SQL file each, applied once in order in one transaction each."""

from __future__ import annotations

import sqlite3
from importlib import resources

from clerestory.errors import UsageError


def steps() -> list[tuple[int, str]]:
    """(number, SQL) of every format, in order."""
    files = [file for file in resources.files("clerestory.lake.sql").iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name.removesuffix(".sql")), file.read_text(encoding="utf-8")) for file in files)


def newest_format() -> int:
    """Number of the newest format that this version knows."""
    return steps()[-1][0]


def format_of(db: sqlite3.Connection) -> int:
    """Number of the ledger's format; 0 for an empty file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def check_format(db: sqlite3.Connection) -> int:
    """Number of the ledger's format. Raises UsageError when it is newer than this program."""
    at, newest = format_of(db), newest_format()
    if at > newest:
        raise UsageError(
            f"the workspace has ledger format {at}",
            expected=f"at most {newest}, the newest that this version knows",
            do="use the version of Clerestory that wrote it, or a newer one",
        )
    return at


def migrate(db: sqlite3.Connection) -> int:
    """Bring a ledger to the newest format; give the number of steps taken.

    The format is looked at again inside each transaction, so two processes that open a ledger at once take each step once.
    Raises UsageError when the ledger is newer than this program.
    """
    if check_format(db) == newest_format():
        return 0
    taken = 0
    for number, sql in steps():
        db.execute("BEGIN IMMEDIATE")
        try:
            if format_of(db) < number:
                for statement in _statements(sql):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version={number:d}")
                taken += 1
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    return taken


def _statements(sql: str) -> list[str]:
    """The statements of a script; ``executescript`` would end the transaction that it stands in."""
    statements: list[str] = []
    held = ""
    for line in sql.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            statements.append(held)
            held = ""
    return statements

"""The one transactional store of control data: releases, parts, fragments, quarantine, snapshots."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clerestory.errors import NotWritten
from clerestory.kernel.clock import now
from clerestory.lake.migrations import check_format, migrate, newest_format

Row = sqlite3.Row
PATIENCE = 1000
"""How often a new ledger's journal is tried, 10 ms apart, while another process makes it."""


@contextmanager
def written() -> Iterator[None]:
    """What the system refuses to write becomes NotWritten."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as problem:
        raise NotWritten(
            f"the system would not write to the workspace: {getattr(problem, 'strerror', None) or problem}",
            expected="room on the disk and the right to write",
            do="make room and add it again; what was in stays in",
        ) from None


class Ledger:
    """A connection to the ledger. One a thread; any number read while one writes.

    For reading it never writes: an older format is brought up to date in memory, a ledger that is not there yet is empty.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        self.path = path
        self.db = _to_write(path) if write else _to_read(path)
        self._live = bool(self.db.execute("PRAGMA database_list").fetchone()["file"])
        self._writes = write
        self._stamped = (-1, (0,))

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:  # a full disk makes SQLite roll back by itself
                self.db.execute("ROLLBACK")
            raise

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Row]:
        """All rows of a query."""
        return self.db.execute(sql, values).fetchall()

    def one(self, sql: str, values: tuple[Any, ...] = ()) -> Row | None:
        """First row of a query, or None."""
        row: Row | None = self.db.execute(sql, values).fetchone()
        return row

    def snapshot(self) -> int:
        """The newest snapshot; 0 in an empty workspace."""
        row = self.one("SELECT coalesce(max(id), 0) AS id FROM snapshots")
        return int(row["id"]) if row else 0

    def version(self) -> int:
        """Changes when another connection has written anything at all; costs next to nothing to ask."""
        (version,) = self.db.execute("PRAGMA data_version").fetchone()
        return int(version)

    def stamp(self, version: int | None = None) -> tuple[int, ...]:
        """Changes when releases came or went since it was asked last, in another process too. ``version``: when that has just been asked."""
        if self._live:
            if self._writes:
                return (self.snapshot(),)
            version = self.version() if version is None else version
            if version != self._stamped[0]:
                self._stamped = (version, (self.snapshot(),))
            return self._stamped[1]
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in files)

    def new_snapshot(self, what: str) -> int:
        """Open a snapshot inside a transaction and give its id."""
        cursor = self.db.execute("INSERT INTO snapshots(at, what) VALUES (?, ?)", (now(), what))
        return int(cursor.lastrowid or 0)

    def log(self, what: str, detail: dict[str, Any]) -> None:
        """Write down that something was done. ``detail`` holds ids and numbers, never content."""
        self.db.execute("INSERT INTO log(at, what, detail) VALUES (?, ?, ?)", (now(), what, json.dumps(detail, sort_keys=True)))


def _to_write(path: Path) -> sqlite3.Connection:
    db = _connect(str(path))
    try:
        with written():
            _keep_journal(db)
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA foreign_keys=ON")
            # purged content must not stay readable on free pages
            db.execute("PRAGMA secure_delete=ON")
            migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _keep_journal(db: sqlite3.Connection) -> None:
    """Switch to a write-ahead journal, which is kept for good. For this one statement SQLite does not wait for others by itself."""
    for patience in range(PATIENCE, -1, -1):
        try:
            db.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not patience:
                raise
            time.sleep(0.01)
        else:
            return


def _to_read(path: Path) -> sqlite3.Connection:
    db = _opened(path) if path.is_file() else _connect(":memory:")
    if check_format(db) < newest_format():
        copy = _connect(":memory:")
        db.backup(copy)
        db.close()
        migrate(copy)
        db = copy
    db.execute("PRAGMA query_only=ON")
    return db


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that does not make the file, and does with a folder that may not be written to."""
    problem: sqlite3.OperationalError | None = None
    for mode in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        try:
            db = _connect(f"{path.absolute().as_uri()}?{mode}")
            db.execute("SELECT 1 FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as found:
            problem = found
        else:
            return db
    assert problem is not None
    raise problem


def _connect(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, isolation_level=None, timeout=30, uri=name.startswith("file:"))
    db.row_factory = sqlite3.Row
    return db

"""The one transactional store of control data: releases, parts, fragments, quarantine, snapshots."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clerestory.errors import NotWritten
from clerestory.kernel.clock import now
from clerestory.lake.migrations import migrate

Row = sqlite3.Row


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
    """A connection to the ledger. One a thread; any number read while one writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self.db.row_factory = sqlite3.Row
        try:
            with written():
                self.db.execute("PRAGMA journal_mode=WAL")
                self.db.execute("PRAGMA synchronous=FULL")
                self.db.execute("PRAGMA foreign_keys=ON")
                # purged content must not stay readable on free pages
                self.db.execute("PRAGMA secure_delete=ON")
                migrate(self.db)
        except BaseException:
            self.db.close()
            raise

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

    def new_snapshot(self, what: str) -> int:
        """Open a snapshot inside a transaction and give its id."""
        cursor = self.db.execute("INSERT INTO snapshots(at, what) VALUES (?, ?)", (now(), what))
        return int(cursor.lastrowid or 0)

    def log(self, what: str, detail: dict[str, Any]) -> None:
        """Write down that something was done. ``detail`` holds ids and numbers, never content."""
        self.db.execute(
            "INSERT INTO log(at, what, detail) VALUES (?, ?, ?)", (now(), what, json.dumps(detail, sort_keys=True))
        )

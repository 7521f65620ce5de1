"""The embedded engine. Only this folder imports it; a connection belongs to one thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from clerestory.errors import TookTooLong

Connection = duckdb.DuckDBPyConnection


def connect(*, memory: str = "2GB", threads: int | None = None, temporary: Path | None = None) -> Connection:
    """A private in-memory engine. It never fetches anything and loads no extension by itself."""
    config: dict[str, Any] = {
        "memory_limit": memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
    }
    if threads:
        config["threads"] = threads
    if temporary:
        config["temp_directory"] = str(temporary)
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone='UTC'")
    return connection


class Engine:
    """A connection whose running statements another thread may stop. What is asked of it is asked through cursors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursors: list[Connection] = []
        self._stopped = False

    def cursor(self) -> Connection:
        """A cursor of one's own: a new one for each statement. Raises TookTooLong once stopped."""
        self.check()
        cursor = self._connection.cursor()
        self._cursors.append(cursor)
        return cursor

    def check(self) -> None:
        """Raises TookTooLong once stopped: whoever works long without the engine asks now and then."""
        if self._stopped:
            raise TookTooLong("the question was stopped")

    @contextmanager
    def beside(self, other: Connection) -> Iterator[None]:
        """While another connection is asked: a stop reaches it too."""
        self.check()
        self._cursors.append(other)
        try:
            yield
        finally:
            self._cursors.remove(other)

    def stop(self) -> None:
        """From another thread: end every statement that runs, and let none begin until ``ready``."""
        self._stopped = True
        for cursor in list(self._cursors):
            cursor.interrupt()

    def ready(self) -> bool:
        """Be ready for the next question. False when the last one was stopped."""
        stopped, self._stopped = self._stopped, False
        self._cursors.clear()
        return not stopped

    def close(self) -> None:
        """Let go of the engine."""
        self._cursors.clear()
        self._connection.close()


def name(identifier: str) -> str:
    """An identifier quoted for SQL. Only names of the catalogue reach it; values are always bound."""
    return '"' + identifier.replace('"', '""') + '"'


def evaluate(engine: Engine, records: pa.Table, expressions: Sequence[str], values: Sequence[Any]) -> pa.Table:
    """Some expressions for each record of a table in memory, in its order. Values are bound."""
    cursor = engine.cursor()
    cursor.register("records", records)
    picked = ", ".join(f"{sql} AS e{place}" for place, sql in enumerate(expressions))
    return cursor.execute(f"SELECT {picked} FROM records", list(values)).to_arrow_table()

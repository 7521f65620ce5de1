"""The embedded engine. Only this folder imports it; a connection belongs to one thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

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


def name(identifier: str) -> str:
    """An identifier quoted for SQL. Only names of the catalogue reach it; values are always bound."""
    return '"' + identifier.replace('"', '""') + '"'


def evaluate(connection: Connection, records: pa.Table, expressions: Sequence[str], values: Sequence[Any]) -> pa.Table:
    """Some expressions for each record of a table in memory, in its order. Values are bound."""
    cursor = connection.cursor()
    cursor.register("records", records)
    picked = ", ".join(f"{sql} AS e{place}" for place, sql in enumerate(expressions))
    return cursor.execute(f"SELECT {picked} FROM records", list(values)).to_arrow_table()

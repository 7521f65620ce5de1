"""Whether ledger and lake of a workspace say the same. Reads both with other means than the program does."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def disagreements(workspace: Path) -> list[str]:
    """Everything in which they differ; empty when they agree."""
    with closing(sqlite3.connect(workspace / "ledger.sqlite")) as db:
        db.row_factory = sqlite3.Row
        if not db.execute("PRAGMA user_version").fetchone()[0]:
            # the ledger's tables were never made: then nothing may be there
            return [f"{path.name} is there before any ledger" for path in (workspace / "lake").rglob("*.parquet")]
        return [*_files(db, workspace / "lake"), *_releases(db), *_orphans(db, workspace)]


def _files(db: sqlite3.Connection, lake: Path) -> Iterator[str]:
    named = {row["path"]: row for row in db.execute("SELECT * FROM fragments")}
    there = {path.relative_to(lake).as_posix() for path in lake.rglob("*") if path.is_file()}
    for path in sorted(there - set(named)):
        yield f"{path} stands in no row"
    for path, row in named.items():
        if row["removed_at"] is not None:
            continue
        if path not in there:
            yield f"{path} is not there"
            continue
        body = (lake / path).read_bytes()
        if len(body) != row["bytes"] or hashlib.sha256(body).hexdigest() != row["sha256"]:
            yield f"{path} does not hold the bytes that were written"
        table = pq.read_table(lake / path)
        if table.num_rows != row["rows"] or table.column_names != json.loads(row["columns"]):
            yield f"{path} has other rows or columns"
        held = Counter(table["_release"].to_pylist())
        said = {each["release"]: each["rows"] for each in db.execute("SELECT * FROM fragment_releases WHERE path = ?", (path,))}
        if held != said:
            yield f"{path} holds {dict(held)}, not {said}"


def _releases(db: sqlite3.Connection) -> Iterator[str]:
    live = (
        "SELECT f.table_name, sum(fr.rows) AS rows FROM fragment_releases fr JOIN fragments f ON f.path = fr.path"
        " WHERE f.removed_at IS NULL AND fr.release = ? GROUP BY 1"
    )
    parts = "SELECT table_name, sum(records) AS rows FROM parts WHERE release = ? GROUP BY 1 HAVING rows > 0"
    for (release,) in db.execute("SELECT id FROM releases WHERE withdrawn IS NULL").fetchall():
        stored, told = (sorted(map(tuple, db.execute(sql, (release,)))) for sql in (live, parts))
        if stored != told:
            yield f"release {release}: {told} told, {stored} stored"
    for row in db.execute("SELECT * FROM parts WHERE rows_in <> records + quarantined + furniture"):
        yield f"part {row['part']} of {row['release']}: {row['rows_in']} rows in are not {row['records']} + {row['quarantined']} + {row['furniture']}"


def _orphans(db: sqlite3.Connection, workspace: Path) -> Iterator[str]:
    for table in ("parts", "quarantine", "fragment_releases"):
        for (release,) in db.execute(f"SELECT DISTINCT release FROM {table} WHERE release NOT IN (SELECT id FROM releases)"):
            yield f"{table} of {release}, which is no release"
    if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        yield "the ledger is damaged"
    staging = workspace / "staging"
    for path in staging.rglob("*") if staging.exists() else ():
        yield f"{path.name} is left in staging"


def content(workspace: Path) -> dict[str, Any]:
    """Everything that is held, without times, file names and the order in which things came."""
    with closing(sqlite3.connect(workspace / "ledger.sqlite")) as db:
        db.row_factory = sqlite3.Row
        found: dict[str, Any] = {
            "releases": _rows(db, "releases", ("obtained", "added")),
            "parts": _rows(db, "parts"),
            "quarantine": _rows(db, "quarantine"),
            "unplaced": _rows(db, "unplaced", ("at",)),
            "extra columns": _rows(db, "extra_columns"),
        }
        paths = db.execute("SELECT table_name, path FROM fragments WHERE removed_at IS NULL").fetchall()
    records: dict[str, list[Any]] = {}
    for table, path in paths:
        held = pq.read_table(workspace / "lake" / path)
        rows = [{name: value for name, value in row.items() if value is not None} for row in held.to_pylist()]
        records.setdefault(table, []).extend(rows)
    for table, rows in records.items():
        found[f"records of {table}"] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, default=str))
    return found


def _rows(db: sqlite3.Connection, table: str, without: tuple[str, ...] = ()) -> list[Any]:
    rows = [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
    kept = [{name: value for name, value in row.items() if name not in without} for row in rows]
    return sorted(kept, key=lambda row: json.dumps(row, sort_keys=True))

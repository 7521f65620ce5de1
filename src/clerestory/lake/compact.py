"""Many small column files become a few, without changing a record; purged records are left out for good."""

from __future__ import annotations

import uuid

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clerestory.kernel.clock import now
from clerestory.kernel.hashing import file_sha256
from clerestory.lake.facts import Fragment
from clerestory.lake.ledger import written
from clerestory.lake.stage import write_table
from clerestory.lake.write import Writer, insert_fragment

MOST_FRAGMENTS = 8
"""More small files than this in one table are put together."""
SMALL_BYTES = 32 << 20
MOST_BYTES = 256 << 20
"""A compacted file is not made larger than this from compressed pieces."""


def compact(writer: Writer) -> int:
    """Put small files of each table together; give the number of files replaced. Raises NotWritten on a full disk."""
    with written():
        return _compact(writer)


def _compact(writer: Writer) -> int:
    replaced = 0
    tables = writer.ledger.rows(
        "SELECT table_name, count(*) AS n FROM fragments WHERE removed_at IS NULL AND bytes < ? GROUP BY table_name HAVING n > ?",
        (SMALL_BYTES, MOST_FRAGMENTS),
    )
    for table in tables:
        small = writer.ledger.rows(
            "SELECT path, bytes, rows FROM fragments WHERE removed_at IS NULL AND bytes < ? AND table_name = ? ORDER BY added, path",
            (SMALL_BYTES, table["table_name"]),
        )
        group: list[str] = []
        size = 0
        for row in small:
            group.append(row["path"])
            size += row["bytes"]
            if size >= MOST_BYTES:
                replaced += replace_files(writer, table["table_name"], group)
                group, size = [], 0
        if len(group) > 1:
            replaced += replace_files(writer, table["table_name"], group)
    return replaced


def replace_files(writer: Writer, table: str, paths: list[str], without: str = "") -> int:
    """Write the records of some files into one, without those of the release ``without``, and enter it in their place."""
    lake = writer.layout.lake
    pieces = [pq.read_table(lake / path) for path in paths]
    whole = pa.concat_tables(pieces, promote_options="permissive")
    if without:
        whole = whole.filter(pc.not_equal(whole["_release"], without))
    marks = ", ".join("?" * len(paths))
    releases = {
        row["release"]: row["rows"]
        for row in writer.ledger.rows(
            f"SELECT release, sum(rows) AS rows FROM fragment_releases WHERE path IN ({marks}) AND release <> ? GROUP BY release",
            (*paths, without),
        )
    }
    fragment = path = None
    if whole.num_rows:
        writer.layout.staging.mkdir(exist_ok=True)
        staged = writer.layout.staging / f"{uuid.uuid4().hex}.parquet"
        write_table(whole, staged)
        fragment = Fragment(
            table, staged, whole.num_rows, staged.stat().st_size, file_sha256(staged), tuple(whole.column_names)
        )
        path = writer.move(fragment, "many")
    with writer.ledger.transaction() as db:
        snapshot = writer.ledger.snapshot()
        db.executemany("UPDATE fragments SET removed_at = ? WHERE path = ?", [(now(), old) for old in paths])
        if fragment and path:
            insert_fragment(writer.ledger, fragment, path, snapshot, releases)
        writer.ledger.log("compact", {"table": table, "files": len(paths), "rows": whole.num_rows})
    return len(paths)

"""Many small column files become a few, without changing a record."""

from __future__ import annotations

from clerestory.lake.ledger import written
from clerestory.lake.rewrite import prepare, swap
from clerestory.lake.write import Writer

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


def replace_files(writer: Writer, table: str, paths: list[str]) -> int:
    """Write the records of some files into one and enter it in their place."""
    replacement = prepare(writer, table, paths)
    with writer.ledger.transaction():
        swap(writer, replacement, keep=True)
        rows = replacement.fragment.rows if replacement.fragment else 0
        writer.ledger.log("compact", {"table": table, "files": len(paths), "rows": rows})
    return len(paths)

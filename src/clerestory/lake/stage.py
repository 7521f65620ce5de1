"""Writing protected records to column files in the staging folder, sorted when there are many."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clerestory.kernel.hashing import file_sha256
from clerestory.lake import engine
from clerestory.lake.facts import Fragment

RELEASE, GRID, ROW, COLUMN = "_release", "_grid", "_row", "_col"
SUFFIXES = ("__state", "__text")
MANY_ROWS = 400_000
"""From here on records are sorted by the engine instead of being held in memory."""
ROW_GROUP = 122_880
CODEC, LEVEL = "zstd", 1


class TableWriter:
    """Collects the records of one table of one release. Small ones stay in memory, many go to a file in their order."""

    def __init__(self, staging: Path, table: str, release: str, order: Sequence[str] = ()) -> None:
        self._staging, self._table, self._release, self._order = staging, table, release, order
        self._held: list[pa.RecordBatch] = []
        self._held_rows = 0
        self._writer: pq.ParquetWriter | None = None
        self._raw = staging / f"{uuid.uuid4().hex}.raw.parquet"
        self._seen: set[str] = set()
        self.rows = 0

    def add(self, grid: int, records: pa.RecordBatch) -> None:
        """Take a batch of one grid."""
        count = records.num_rows
        records = records.append_column(RELEASE, pa.repeat(pa.scalar(self._release), count))
        records = records.append_column(GRID, pa.repeat(pa.scalar(grid, pa.int32()), count))
        self.rows += count
        self._held.append(records)
        self._held_rows += count
        if self._held_rows >= MANY_ROWS:
            self._flush()

    def _flush(self) -> None:
        if not self._held:
            return
        held = _concat(self._held)
        self._seen.update(column for column in held.column_names if held[column].null_count < held.num_rows)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._raw, held.schema, compression=CODEC, compression_level=LEVEL)
        self._writer.write_table(held, row_group_size=ROW_GROUP)
        self._held, self._held_rows = [], 0

    def finish(self) -> Fragment | None:
        """The finished file, or None when there were no records."""
        if not self.rows:
            return None
        path = self._staging / f"{uuid.uuid4().hex}.parquet"
        if self._writer is None:
            whole = _concat(self._held)
            used = [column for column in whole.column_names if _used(column, whole[column].null_count < whole.num_rows)]
            whole = whole.select(used)
            write_table(whole, path)
        else:
            self._flush()
            self._writer.close()
            used = [column for column in self._writer.schema.names if _used(column, column in self._seen)]
            _sort(self._raw, path, used, self._order, self._staging)
            self._raw.unlink()
        return Fragment(self._table, path, self.rows, path.stat().st_size, file_sha256(path), tuple(used))


def _used(column: str, has_values: bool) -> bool:
    return has_values or not column.endswith(SUFFIXES)


def _concat(batches: Iterable[pa.RecordBatch]) -> pa.Table:
    return pa.concat_tables([pa.Table.from_batches([batch]) for batch in batches], promote_options="permissive")


def write_table(table: pa.Table, path: Path) -> None:
    """Write records as the lake keeps them."""
    pq.write_table(table, path, compression=CODEC, compression_level=LEVEL, row_group_size=ROW_GROUP)


def _sort(raw: Path, path: Path, columns: Sequence[str], order: Sequence[str], staging: Path) -> None:
    """Write a file again, sorted, so that a filter on the first columns of the order skips most of it."""
    names = ", ".join(engine.name(column) for column in columns)
    by = [column for column in order if column in columns] or [ROW]
    keys = ", ".join(engine.name(column) for column in by)
    connection = engine.connect(temporary=staging / "sort")
    try:
        connection.execute(
            f"COPY (SELECT {names} FROM read_parquet($source) ORDER BY {keys}) TO '{path}' "
            f"(FORMAT parquet, COMPRESSION {CODEC}, COMPRESSION_LEVEL {LEVEL}, ROW_GROUP_SIZE {ROW_GROUP})",
            {"source": str(raw)},
        )
    finally:
        connection.close()

"""Writing protected records to column files in the staging folder, in sorted runs of bounded size."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from clerestory.kernel.hashing import file_sha256
from clerestory.lake.coded import Coded, Records, Vocabulary
from clerestory.lake.columnfile import write_run
from clerestory.lake.facts import Fragment

RELEASE, GRID, ROW, COLUMN = "_release", "_grid", "_row", "_col"
RUN_ROWS = 2_500_000
"""Records that are held, sorted and written together: memory depends on this and not on the size of a file."""


class TableWriter:
    """Collects the records of one table of one release, and writes a file for each run of them.

    ``order``: columns by which a run is sorted, so that a filter on the first of them skips most of a file. While one run is written the
    next is collected; never more than two are held.
    """

    def __init__(self, staging: Path, table: str, release: str, order: Sequence[str] = ()) -> None:
        self._staging, self._table, self._order = staging, table, order
        self._name = Vocabulary([release])
        self._held: list[Records] = []
        self._held_rows = 0
        self._writing: list[Future[Fragment]] = []
        self._pool: ThreadPoolExecutor | None = None

    def add(self, grid: int, records: Records) -> None:
        """Take some records of one grid."""
        release = Coded(np.zeros(records.count, np.int8), self._name)
        grids = pa.repeat(pa.scalar(grid, pa.int32()), records.count)
        self._held.append(Records(records.count, {**records.columns, RELEASE: release, GRID: grids}))
        self._held_rows += records.count
        if self._held_rows >= RUN_ROWS:
            self._start_writing()

    def _start_writing(self) -> None:
        held, self._held, self._held_rows = self._held, [], 0
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1)
        if self._writing:
            self._writing[-1].result()
        self._writing.append(self._pool.submit(self._write, held))

    def _write(self, held: list[Records]) -> Fragment:
        path = self._staging / f"{uuid.uuid4().hex}.parquet"
        count, names = write_run(held, self._order, path)
        with path.open("rb") as file:  # here it costs nobody's time; the move to its place waits for it
            os.fsync(file.fileno())
        return Fragment(self._table, path, count, path.stat().st_size, file_sha256(path), names)

    def finish(self) -> list[Fragment]:
        """The finished files; none when there were no records."""
        if self._pool is None:
            return [self._write(self._held)] if self._held else []
        if self._held:
            self._start_writing()
        fragments = [future.result() for future in self._writing]
        self._pool.shutdown()
        return fragments


def staged_records(fragments: Sequence[Fragment]) -> dict[str, pa.Table]:
    """Records of staged files, table by table."""
    by_table: dict[str, list[pa.Table]] = {}
    for fragment in fragments:
        by_table.setdefault(fragment.table, []).append(pq.read_table(fragment.path))
    return {name: pa.concat_tables(several, promote_options="default") for name, several in by_table.items()}

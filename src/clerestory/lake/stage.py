"""Writing protected records to column files in the staging folder, in sorted runs of bounded size."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clerestory.kernel.hashing import file_sha256
from clerestory.lake.facts import Fragment

RELEASE, GRID, ROW, COLUMN = "_release", "_grid", "_row", "_col"
RUN_ROWS = 2_500_000
"""Records that are held, sorted and written together: memory depends on this and not on the size of a file."""
ROW_GROUP = 262_144
CODEC, LEVEL = "zstd", 1


class TableWriter:
    """Collects the records of one table of one release, and writes a file for each run of them.

    ``order``: columns by which a run is sorted, so that a filter on the first of them skips most of a file. While one run is written the
    next is collected; never more than two are held.
    """

    def __init__(self, staging: Path, table: str, release: str, order: Sequence[str] = ()) -> None:
        self._staging, self._table, self._release, self._order = staging, table, release, order
        self._held: list[pa.RecordBatch] = []
        self._held_rows = 0
        self._schema: dict[str, pa.DataType] = {}
        self._writing: list[Future[Fragment]] = []
        self._pool: ThreadPoolExecutor | None = None

    def add(self, grid: int, records: pa.RecordBatch) -> None:
        """Take a batch of one grid."""
        count = records.num_rows
        records = records.append_column(RELEASE, _constant(self._release, count))
        records = records.append_column(GRID, pa.repeat(pa.scalar(grid, pa.int32()), count))
        self._held.append(self._alike(records))
        self._held_rows += count
        if self._held_rows >= RUN_ROWS:
            self._start_writing()

    def _alike(self, records: pa.RecordBatch) -> pa.RecordBatch:
        """A column that one part holds as codes and another as texts is held as texts."""
        for index, field in enumerate(records.schema):
            first = self._schema.setdefault(field.name, field.type)
            if first != field.type:
                column = records.column(index)
                plain = column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column
                records = records.set_column(index, field.name, plain.cast(first))
        return records

    def _start_writing(self) -> None:
        held, self._held, self._held_rows = self._held, [], 0
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1)
        if self._writing:
            self._writing[-1].result()
        self._writing.append(self._pool.submit(self._write, held))

    def _write(self, held: list[pa.RecordBatch]) -> Fragment:
        tables = [pa.Table.from_batches([batch]) for batch in held]
        held.clear()
        table = pa.concat_tables(tables, promote_options="default").unify_dictionaries()
        del tables
        rows = permutation(table, self._order)
        if rows is not None:
            table = table.take(pa.array(rows))
        path = self._staging / f"{uuid.uuid4().hex}.parquet"
        write_table(table, path)
        size = path.stat().st_size
        return Fragment(self._table, path, table.num_rows, size, file_sha256(path), tuple(table.column_names))

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


def _constant(text: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), pa.array([text], pa.string()))


def write_table(table: pa.Table, path: Path) -> None:
    """Write records as the lake keeps them: texts that are held as codes stay codes in the file."""
    coded = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    for name in coded:
        table = table.set_column(table.schema.get_field_index(name), name, _only_used(table[name]))
    whole = [field.name for field in table.schema if pa.types.is_integer(field.type) or pa.types.is_timestamp(field.type)]
    pq.write_table(
        table,
        path,
        compression=CODEC,
        compression_level=LEVEL,
        row_group_size=ROW_GROUP,
        use_dictionary=coded,
        column_encoding=dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
        store_schema=False,
    )


def _only_used(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Codes without the texts that no record uses: those of rows that were turned away must not stay in the file."""
    chunks = []
    for chunk in column.chunks:
        size = len(chunk.dictionary)
        used = np.zeros(size + 1, dtype=bool)
        used[pc.fill_null(chunk.indices, size).to_numpy()] = True
        if used[:size].all():
            chunks.append(chunk)
            continue
        places = pa.array(np.cumsum(used[:size], dtype=np.int32) - np.int32(1))
        texts = chunk.dictionary.filter(pa.array(used[:size]))
        chunks.append(pa.DictionaryArray.from_arrays(places.take(chunk.indices), texts))
    return pa.chunked_array(chunks, column.type)


def permutation(table: pa.Table, order: Sequence[str]) -> npt.NDArray[np.int64] | None:
    """Row numbers in the order of some columns, ties as they stand; None when the table has none of the columns."""
    keys = [_ranks(table[column]) for column in order if column in table.column_names]
    if not keys or not table.num_rows:
        return None
    bits = [int(key.max()).bit_length() for key in keys]
    row_bits = table.num_rows.bit_length()
    if sum(bits) + row_bits > 64:
        return np.lexsort(keys[::-1]).astype(np.int64)
    # one 64-bit word a row, its number in the low bits: numpy sorts such words faster than anything else
    packed = np.arange(table.num_rows, dtype=np.uint64)
    shift = row_bits
    for key, width in zip(keys[::-1], bits[::-1], strict=True):
        packed |= key << np.uint64(shift)
        shift += width
    packed.sort()
    return (packed & np.uint64((1 << row_bits) - 1)).astype(np.int64)


def _ranks(column: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """A number for each cell that sorts as the cell does; nulls last."""
    cells = column.combine_chunks()
    if isinstance(cells, pa.ChunkedArray):
        cells = pa.concat_arrays(cells.chunks)
    if pa.types.is_string(cells.type) or pa.types.is_floating(cells.type):
        cells = cells.dictionary_encode()
    if isinstance(cells, pa.DictionaryArray):
        size = len(cells.dictionary)
        ranks = np.empty(size + 1, dtype=np.uint64)
        # several codes may stand for one text: two texts that were screened alike
        ranks[:size] = pc.rank(cells.dictionary, tiebreaker="dense").to_numpy()
        ranks[size] = size + 1
        return np.asarray(ranks[pc.fill_null(cells.indices, size).to_numpy()], dtype=np.uint64)
    kind = pa.int32() if pa.types.is_date32(cells.type) else pa.int64()
    numbers = pc.cast(cells.cast(kind), pa.int64())
    low = pc.min(numbers).as_py() or 0
    high = (pc.max(numbers).as_py() or 0) - low + 1
    return np.asarray(pc.fill_null(pc.subtract(numbers, low), high).to_numpy(), dtype=np.int64).view(np.uint64)

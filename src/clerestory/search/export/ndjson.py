"""NDJSON: a record a line; the last line, ``{"_about": …}``, says what the records are. A file without it was cut short."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec
import pyarrow as pa

from clerestory.search.export.csv import iso
from clerestory.search.export.facts import Facts
from clerestory.search.export.records import Records

SUFFIX, MEDIA = ".ndjson", "application/x-ndjson"
ABOUT = "_about"
ROWS = 5_000


def write(records: Records, sink: BinaryIO, facts: Facts) -> None:
    """Write all records. States and released texts stand only where they say something."""
    encoder = msgspec.json.Encoder()
    always = {"id", *records.columns}
    for batch in records:
        for start in range(0, batch.num_rows, ROWS):
            sink.write(encoder.encode_lines(_lines(batch.slice(start, ROWS), always)))
    sink.write(encoder.encode({ABOUT: facts.cited(records.releases, records.rows)}) + b"\n")


def _lines(batch: pa.RecordBatch, always: set[str]) -> list[dict[str, Any]]:
    names = [name for name in batch.schema.names if name in always or batch.column(name).null_count < batch.num_rows]
    columns = [plain(batch.column(name)) for name in names]
    optional = [name not in always for name in names]
    return [
        {name: value for name, value, left in zip(names, row, optional, strict=True) if value is not None or not left}
        for row in zip(*columns, strict=True)
    ]


def plain(column: pa.Array) -> list[Any]:
    """A column's values as JSON writes them."""
    values: list[Any] = (iso(column) if pa.types.is_temporal(column.type) else column).to_pylist()
    return values

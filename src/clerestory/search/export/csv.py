"""CSV: UTF-8, one header, ISO dates, no thousands marks. What it says of itself stands beside it: a comment inside would be a row to most readers."""

from __future__ import annotations

from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from clerestory.search.export.facts import Facts
from clerestory.search.export.harmless import harmless
from clerestory.search.export.records import Records

SUFFIX, MEDIA = ".csv", "text/csv; charset=utf-8"


def write(records: Records, sink: BinaryIO, facts: Facts) -> None:
    """Write all records."""
    schema = pa.schema([(field.name, pa.string() if pa.types.is_temporal(field.type) else field.type) for field in records.schema])
    with pyarrow.csv.CSVWriter(sink, schema) as writer:
        for batch in records:
            writer.write_batch(pa.RecordBatch.from_arrays([_plain(column) for column in batch.columns], schema=schema))


def _plain(column: pa.Array) -> pa.Array:
    return iso(column) if pa.types.is_temporal(column.type) else harmless(column)


def iso(column: pa.Array) -> pa.Array:
    """Days as 2025-01-31, moments as 2025-01-31T12:00:00Z; a fraction of a second only where there is one."""
    if pa.types.is_date(column.type):
        return column.cast(pa.string())
    told = pc.strftime(column.cast(pa.timestamp("us", "UTC")), format="%Y-%m-%dT%H:%M:%S")
    return pc.binary_join_element_wise(pc.replace_substring_regex(told, r"\.0+$", ""), "Z", "")

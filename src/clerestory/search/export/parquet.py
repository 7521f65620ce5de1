"""Parquet: what the file says of itself is in its metadata, under the key ``clerestory``."""

from __future__ import annotations

from typing import BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from clerestory.search.export.facts import Facts
from clerestory.search.export.records import Records

SUFFIX, MEDIA = ".parquet", "application/vnd.apache.parquet"
KEY = b"clerestory"


def write(records: Records, sink: BinaryIO, facts: Facts) -> None:
    """Write all records, a batch a group of rows."""
    # a dictionary of values that hardly ever come again costs time and room
    repeating = [field.name for field in records.schema if pa.types.is_string(field.type) and field.name != "id"]
    with pq.ParquetWriter(sink, records.schema, compression="zstd", use_dictionary=repeating) as writer:
        for batch in records:
            writer.write_batch(batch)
        writer.add_key_value_metadata({KEY: msgspec.json.encode(facts.cited(records.releases, records.rows))})

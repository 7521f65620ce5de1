"""Parquet: every column as raw strings. Labels come as row 0."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clerestory.errors import BadFile
from clerestory.formats import cells
from clerestory.formats.content import Content
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import Limits

_ROWS = 32_768


def read(content: Content, limits: Limits) -> Iterator[Grid]:
    """One grid. Raises BadFile when the footer cannot be read."""
    with _open(content):
        pass  # the footer is whole
    yield ParquetGrid(content)


class ParquetGrid:
    """A Parquet file; rows numbered from 1 in file order, labels as row 0, null as null."""

    format = "parquet"

    def __init__(self, content: Content) -> None:
        self.place = Place(0, content.member)
        self.notes: list[Note] = []
        self._content = content

    def batches(self) -> Iterator[Batch]:
        """Yield the labels as row 0, then the rows. Raises BadFile when a page is damaged."""
        with _open(self._content) as file:
            labels = file.schema_arrow.names
            if not labels:
                return
            yield Batch(pa.array([0], pa.int64()), [pa.array([label], pa.string()) for label in labels])
            first = 1
            for part in file.iter_batches(_ROWS):
                rows = cells.ordinals(first, part.num_rows)
                first += part.num_rows
                yield Batch(rows, [to_text(column) for column in part.columns])


def to_text(column: pa.Array) -> pa.StringArray:
    """One column as raw strings that lose nothing."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return to_text(column.dictionary_decode())
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "TRUE", "FALSE")
    if pa.types.is_floating(kind):
        return cells.numbers_to_text(column.cast(pa.float64()))
    if pa.types.is_timestamp(kind):
        return pc.replace_substring_regex(column.cast(pa.string()), r"\.0+(Z?)$", r"\1")
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([None if value is None else _json(value) for value in column.to_pylist()], pa.string())
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())


def _json(value: Any) -> str:
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.hex()
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


@contextmanager
def _open(content: Content) -> Iterator[pq.ParquetFile]:
    with content.any_order() as handle:
        try:
            yield pq.ParquetFile(handle, memory_map=False)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(error) from None


def _damaged(error: Exception) -> BadFile:
    return BadFile(
        f"a damaged Parquet file ({type(error).__name__})",
        expected="a whole Parquet file",
        do="obtain the file again and compare its size with the publisher's",
    )

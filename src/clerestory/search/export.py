"""Writing the records of a question to a file, batch by batch, with a citation beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clerestory.errors import UsageError

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the start of a formula."""
STATE = "__state"


@dataclass(frozen=True)
class Exported:
    """What was written."""

    rows: int
    citation: Path


def export(columns: list[str], batches: Iterator[pa.RecordBatch], output: Path, citation: dict[str, Any]) -> Exported:
    """Write records to ``output`` and their citation beside it; both appear only when they are whole.

    Raises UsageError for a kind of file that is not written.
    """
    writers: dict[str, Callable[[list[str], Iterable[pa.RecordBatch], Path], int]] = {
        ".csv": _csv,
        ".ndjson": _ndjson,
        ".parquet": _parquet,
    }
    writer = writers.get(output.suffix.lower())
    if writer is None:
        raise UsageError(
            f"{output.name} is no kind of file that is written", expected=f"a name that ends in {', '.join(writers)}"
        )
    draft = output.with_name(f".{output.name}.part")
    beside = output.with_name(f"{output.name}.citation.json")
    try:
        rows = writer(columns, batches, draft)
        beside.write_text(json.dumps({**citation, "rows": rows}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(rows, beside)


def _records(columns: list[str], batches: Iterable[pa.RecordBatch]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        for record in batch.to_pylist():
            tail = f"-{record['_col']}" if record.get("_col") is not None else ""
            out: dict[str, Any] = {"id": f"{record['_release']}-{record['_grid']}-{record['_row']}{tail}"}
            for name in columns:
                out[name] = record.get(name)
                out[name + STATE] = record.get(name + STATE)
            yield out


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet program would run gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else _text(value)


def _csv(columns: list[str], batches: Iterable[pa.RecordBatch], path: Path) -> int:
    rows = 0
    labels = ["id", *columns, *(name + STATE for name in columns)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(labels)
        for record in _records(columns, batches):
            writer.writerow([_harmless(record[name]) for name in labels])
            rows += 1
    return rows


def _ndjson(columns: list[str], batches: Iterable[pa.RecordBatch], path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        for record in _records(columns, batches):
            kept = {
                name: _text(value) for name, value in record.items() if not name.endswith(STATE) or value is not None
            }
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")
            rows += 1
    return rows


def _parquet(columns: list[str], batches: Iterable[pa.RecordBatch], path: Path) -> int:
    rows = 0
    writer: pq.ParquetWriter | None = None
    for batch in batches:
        kept = [
            name
            for name in batch.schema.names
            if name.removesuffix(STATE) in columns or name in ("_release", "_grid", "_row", "_col")
        ]
        table = pa.Table.from_batches([batch]).select(kept)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
        rows += table.num_rows
    if writer is None:
        pq.write_table(pa.table({name: pa.nulls(0, pa.string()) for name in columns}), path)
    else:
        writer.close()
    return rows

"""Writing the records of a question to a file, batch by batch, with a citation beside it."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clerestory.errors import UsageError
from clerestory.kernel.hashing import file_sha256
from clerestory.schema.cellstate import State

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the start of a formula."""
STATE, TEXT = "__state", "__text"
ORIGIN = ("_release", "_grid", "_row", "_col")


@dataclass(frozen=True)
class Exported:
    """What was written."""

    rows: int
    citation: Path
    sha256: str
    size: int
    releases: frozenset[str]
    """Releases that at least one of the records came from."""


@dataclass
class _Stream:
    """Batches on their way to a file; what they hold is counted in passing."""

    columns: Sequence[str]
    batches: Iterator[pa.RecordBatch]
    rows: int = 0
    releases: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        first = next(self.batches, None)
        self.batches = iter(()) if first is None else itertools.chain([first], self.batches)
        names = first.schema.names if first is not None else []
        self.labels = [full for name in self.columns for full in (name, name + STATE, name + TEXT) if full in names or full != name + TEXT]
        """Columns asked for, each with its states, and its released texts where some record has one beside its value."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in self.batches:
            self.rows += batch.num_rows
            self.releases.update(batch.column("_release").unique().to_pylist())
            yield batch

    def records(self) -> Iterator[dict[str, Any]]:
        for batch in self:
            for record in batch.to_pylist():
                tail = f"-{record['_col']}" if record.get("_col") is not None else ""
                told: dict[str, Any] = {"id": f"{record['_release']}-{record['_grid']}-{record['_row']}{tail}"}
                told.update((name, record.get(name)) for name in self.labels)
                for name in self.columns:
                    if told[name] is None and told[name + STATE] is None:
                        told[name + STATE] = State.NOT_EXPORTED.value
                yield told


def check_kind(output: Path, *, force: bool = False) -> None:
    """Raises UsageError for a kind of file that is not written, and for a file that would be overwritten without ``force``."""
    if output.suffix.lower() not in _WRITERS:
        raise UsageError(
            f"{output.suffix or 'a name without an ending'} is no kind of file that is written",
            expected=f"a name that ends in {', '.join(_WRITERS)}",
        )
    if not output.parent.is_dir():
        raise UsageError("the folder of the file to write is not there", do="make it first")
    if output.exists() and not force:
        raise UsageError(f"{output.name} is there already", expected="a new name", do="name another, or say --force to write over it")


def export(columns: Sequence[str], batches: Iterator[pa.RecordBatch], output: Path, citation: dict[str, Any]) -> Exported:
    """Write records to ``output`` and their citation beside it; both appear only when they are whole."""
    stream = _Stream(columns, batches)
    draft = output.with_name(f".{output.name}.part")
    beside = output.with_name(f"{output.name}.citation.json")
    try:
        _WRITERS[output.suffix.lower()](stream, draft)
        sha256, size = file_sha256(draft), draft.stat().st_size
        told = {"file": output.name, "sha256": sha256, "rows": stream.rows, **citation}
        told["releases"] = [release for release in citation["releases"] if release["id"] in stream.releases]
        beside.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(stream.rows, beside, sha256, size, frozenset(stream.releases))


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet program would run gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else _text(value)


def _csv(stream: _Stream, path: Path) -> None:
    labels = ["id", *stream.labels]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(labels)
        writer.writerows([_harmless(record[name]) for name in labels] for record in stream.records())


def _ndjson(stream: _Stream, path: Path) -> None:
    asked = {"id", *stream.columns}
    with path.open("w", encoding="utf-8") as file:
        for record in stream.records():
            kept = {name: _text(value) for name, value in record.items() if name in asked or value is not None}
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")


def _parquet(stream: _Stream, path: Path) -> None:
    writer: pq.ParquetWriter | None = None
    for batch in stream:
        kept = [name for name in (*ORIGIN, *stream.labels) if name in batch.schema.names]
        table = pa.Table.from_batches([batch]).select(kept)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is None:
        pq.write_table(pa.table({name: pa.nulls(0, pa.string()) for name in stream.columns}), path)
    else:
        writer.close()


_WRITERS: dict[str, Callable[[_Stream, Path], None]] = {".csv": _csv, ".ndjson": _ndjson, ".parquet": _parquet}

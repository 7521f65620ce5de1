"""Records on their way to a file: whole columns at a time, each batch told the same way, what they hold counted in passing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from queue import Queue
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.schema.cellstate import State

STATE, TEXT = "__state", "__text"
ORIGIN = ("_release", "_grid", "_row", "_col")
AHEAD = 3
"""Batches that are read while one is written."""


@dataclass
class Records:
    """Batches as they come from the lake, and the columns asked for."""

    columns: Sequence[str]
    batches: pa.RecordBatchReader
    rows: int = 0
    releases: set[str] = field(default_factory=set)
    """Releases that at least one of the records came from."""
    on_rows: Callable[[int], None] = lambda rows: None
    """Told how many records have passed, batch by batch."""

    def __post_init__(self) -> None:
        held = self.batches.schema
        self.schema = pa.schema(
            [
                pa.field("id", pa.string()),
                *(
                    pa.field(full, held.field(full).type if full in held.names else pa.string())
                    for name in self.columns
                    for full in (name, name + STATE, name + TEXT)
                    if full in held.names or full != name + TEXT
                ),
            ]
        )
        """``id``, then each column asked for with its states, and its released texts where some record has one beside its value."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in _ahead(self.batches):
            if batch.num_rows:
                self.rows += batch.num_rows
                self.releases.update(pc.unique(batch.column("_release")).to_pylist())
                yield self._told(batch)
                self.on_rows(self.rows)

    def _told(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        told: dict[str, Any] = {"id": _ids(batch)}
        for name in self.schema.names[1:]:
            told[name] = batch.column(name) if name in batch.schema.names else pa.nulls(batch.num_rows, self.schema.field(name).type)
        for name in self.columns:
            told[name + STATE] = _stated(told[name], told[name + STATE])
        return pa.RecordBatch.from_arrays(list(told.values()), schema=self.schema)


def _stated(values: Any, states: Any) -> Any:
    """Where there is neither a value nor a state, the release has no such column."""
    if not values.null_count:
        return states
    return pc.if_else(pc.and_(pc.is_null(values), pc.is_null(states)), State.NOT_EXPORTED.value, states)


def _ids(batch: pa.RecordBatch) -> Any:
    parts = [batch.column(name).cast(pa.string()) for name in ORIGIN[:3]]
    ids = pc.binary_join_element_wise(*parts, "-")
    if ORIGIN[3] not in batch.schema.names:
        return ids
    columns = batch.column(ORIGIN[3])
    return pc.if_else(pc.is_null(columns), ids, pc.binary_join_element_wise(ids, columns.cast(pa.string()), "-"))


def _ahead(batches: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The same batches, read by a thread of their own while earlier ones are written."""
    queue: Queue[Any] = Queue(AHEAD)
    done = threading.Event()

    def read() -> None:
        try:
            for batch in batches:
                queue.put(batch)
                if done.is_set():
                    return
            queue.put(None)
        except BaseException as problem:
            queue.put(problem)

    thread = threading.Thread(target=read, name="reading ahead", daemon=True)
    thread.start()
    try:
        while (found := queue.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        done.set()
        while thread.is_alive():
            while not queue.empty():
                queue.get_nowait()
            thread.join(0.01)

"""Coded columns kept beside the lake, so that a column of a file is coded once and not in every process.

A column file never changes, so neither do its codes: they are right as long as the file is there. What no ledger row names is deleted
by whoever deletes the file (``forget``). Only columns that a result may show are kept; the folder may be deleted at any time.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.cells import Cells
from clerestory.lake.codes.coding import Coded
from clerestory.lake.layout import Layout

LONGEST_NAME = 120
LEAST_RECORDS = 50_000
"""Codes of smaller files are made again: that takes less than opening files."""


def folder_of(layout: Layout, path: str) -> Path:
    """Where the codes of a column file lie; ``path`` is its path below the lake."""
    return layout.codes / path.removesuffix(".parquet")


def load(layout: Layout, path: str, column: str) -> Coded | None:
    """A kept column, its codes mapped from the disk; None when it is not there or not whole."""
    target = _target(layout, path, column)
    try:
        codes = np.load(f"{target}.npy", mmap_mode="r").view(np.ndarray)
        with pa.memory_map(f"{target}.arrow") as file:
            table = pa.ipc.open_file(file).read_all()
    except (OSError, EOFError, ValueError, pa.ArrowInvalid):
        return None
    # as it lies on the disk, not copied into memory
    arrays = {name: table[name].chunk(0) for name in table.column_names}
    counts = arrays["count"].to_numpy()
    # the counts are not added up: that would read all of a column of which a question needs the ends
    return Coded(codes, Cells(arrays["value"], arrays.get("state")), counts) if table.schema.metadata == _told(len(codes)) else None


def _told(records: int) -> dict[bytes, bytes]:
    return {b"records": str(records).encode()}


def keep(layout: Layout, path: str, column: str, coded: Coded) -> bool:
    """Write a column down. False where there is no room or no right to: then it is made again when it is needed."""
    target = _target(layout, path, column)
    if len(quote(column, safe="")) > LONGEST_NAME or len(coded.codes) < LEAST_RECORDS:
        return False
    arrays = {"value": coded.cells.values, "count": pa.array(coded.counts)}
    if coded.cells.states is not None:
        arrays["state"] = coded.cells.states
    table = pa.table(arrays).replace_schema_metadata(_told(len(coded.codes)))
    made = target.with_name(f".{uuid.uuid4().hex}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with pa.ipc.new_file(f"{made}.arrow", table.schema) as writer:
            writer.write_table(table)
        np.save(f"{made}.npy", coded.codes)
        for kind in ("arrow", "npy"):
            Path(f"{made}.{kind}").replace(f"{target}.{kind}")
    except OSError:
        for kind in ("arrow", "npy"):
            with suppress(OSError):
                Path(f"{made}.{kind}").unlink(missing_ok=True)
        return False
    return True


def forget(layout: Layout, paths: Iterable[str]) -> None:
    """Delete the codes of column files."""
    for path in paths:
        shutil.rmtree(folder_of(layout, path), ignore_errors=True)


def strangers(layout: Layout, named: Iterable[str]) -> list[str]:
    """Column files whose codes are kept although the ledger names them no more."""
    known = set(named)
    there = (f"{path.relative_to(layout.codes).as_posix()}.parquet" for path in sorted(layout.codes.glob("*/*")))
    return [path for path in there if path not in known]


def _target(layout: Layout, path: str, column: str) -> Path:
    return folder_of(layout, path) / quote(column, safe="")

"""Reading files the way `add` does, without a workspace: for tests of sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from clerestory import plugins
from clerestory.ingest.protect import Guard
from clerestory.ingest.read import Context, Job, read_file
from clerestory.ingest.run import shared_screen
from clerestory.lake.facts import Release
from clerestory.schema.proposed import read as proposed_table
from clerestory.schema.table import Column, Protection, Table
from clerestory.sdk import Source

KEY = bytes(range(32))
SUFFIXES = ("__state", "__text")


def read(path: Path, staging: Path, *, source: str = "", name: str = "") -> list[Release]:
    """Releases that a file gives; their column files lie in ``staging``."""
    staging.mkdir(parents=True, exist_ok=True)
    context = Context(plugins.all_of("sources"), Guard(shared_screen(), KEY), staging)
    return read_file(Job(path, name or path.name, source), context)


def records(release: Release) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, record as it lies in the lake) of every record of a release, in the order of the original."""
    for fragment in release.fragments:
        rows = pq.read_table(fragment.path).to_pylist()
        for row in sorted(rows, key=lambda row: (row["_grid"], row["_row"], row.get("_col") or 0)):
            yield fragment.table, row


def column_of(table: Table, name: str) -> Column:
    """A column, declared or not."""
    return table.by_name.get(name) or Column(name, protection=Protection.SCREENED)


def table_of(source: Source, release: Release, name: str) -> Table:
    """A table of a source, or the one that was proposed for a release."""
    proposed = dict(release.proposed)
    return proposed_table(proposed[name]) if name in proposed else source.table(name)

"""What was taken out of the workspace as files: kept so that a purge can name the files that still hold the records."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from clerestory.kernel.clock import now
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger, written


@dataclass(frozen=True)
class Taken:
    """One exported file. ``name``: screened, without its folder."""

    name: str
    sha256: str
    size: int
    rows: int
    table: str
    snapshot: int


def note_export(layout: Layout, taken: Taken, releases: Iterable[str]) -> None:
    """Write down an export. Raises NotWritten when the workspace cannot be written to."""
    with closing(Ledger(layout.ledger, write=True)) as ledger, written(), ledger.transaction() as db:
        number = db.execute(
            "INSERT INTO exports(at, name, sha256, bytes, rows, table_name, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (now(), taken.name, taken.sha256, taken.size, taken.rows, taken.table, taken.snapshot),
        ).lastrowid
        db.executemany("INSERT INTO export_releases VALUES (?, ?)", [(number, release) for release in sorted(releases)])

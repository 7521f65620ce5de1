"""Proof that the lake tells the truth: originals are read again, and every record is compared."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clerestory import plugins
from clerestory.errors import BadFile, UnknownName
from clerestory.ingest.originals import find_original
from clerestory.ingest.protect import Guard
from clerestory.ingest.read import Context, Job, read_file
from clerestory.ingest.run import shared_screen
from clerestory.ingest.stricter import chosen
from clerestory.kernel.hashing import file_sha256
from clerestory.kernel.text import nearest
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger
from clerestory.lake.stage import COLUMN, GRID, RELEASE, ROW


@dataclass(frozen=True)
class Verdict:
    """What became of one release. ``status``: ``same``, ``differs``, ``no original`` or ``unreadable``."""

    release: str
    name: str
    status: str
    records: int = 0
    detail: str = ""


def damaged_files(layout: Layout, ledger: Ledger) -> list[str]:
    """Column files that are not what was written: missing, or with other bytes."""
    bad = []
    for row in ledger.rows("SELECT path, sha256 FROM fragments WHERE removed_at IS NULL ORDER BY path"):
        path = layout.lake / row["path"]
        if not path.is_file() or file_sha256(path) != row["sha256"]:
            bad.append(str(row["path"]))
    return bad


def verify(layout: Layout, ledger: Ledger, folder: Path, releases: tuple[str, ...]) -> Iterator[Verdict]:
    """Compare releases (all, when none is named) with their originals under a folder.

    Of tables about persons only numbers are told, as of all others: no cell is ever printed. Raises UnknownName for a release not held.
    """
    rows = ledger.rows("SELECT * FROM releases WHERE withdrawn IS NULL ORDER BY source, published, id")
    known = [row["id"] for row in rows]
    for name in releases:
        if name not in known:
            close = ", ".join(nearest(name, known)) or "those of `clerestory releases`"
            raise UnknownName("one of the releases named is not held", do=f"try {close}")
    by_file: dict[str, list[Any]] = {}
    for row in rows:
        if not releases or row["id"] in releases:
            by_file.setdefault(row["sha256"], []).append(row)
    context_of = Guard(shared_screen(), layout.key())
    for sha256, held in by_file.items():
        path = find_original(folder, sha256, held[0]["size"])
        if path is None:
            yield from (Verdict(row["id"], row["name"], "no original") for row in held)
            continue
        with tempfile.TemporaryDirectory(dir=layout.root, prefix="verify-") as staging:
            context = Context(plugins.all_of("sources"), context_of, Path(staging))
            try:
                again = {release.id: release for release in read_file(_job(path, folder, held, ledger), context, sha256)}
            except BadFile as problem:
                yield from (Verdict(row["id"], row["name"], "unreadable", detail=str(problem)) for row in held)
                continue
            for row in held:
                fragments = again[row["id"]].fragments if row["id"] in again else ()
                yield _compare(layout, ledger, row, [(fragment.table, fragment.path) for fragment in fragments])


def _job(path: Path, folder: Path, held: list[Any], ledger: Ledger) -> Job:
    stricter = chosen(ledger, tuple(row["id"] for row in held))
    return Job(path, path.relative_to(folder).as_posix(), held[0]["source"], stricter=stricter)


def _compare(layout: Layout, ledger: Ledger, row: Any, fragments: list[tuple[str, Path]]) -> Verdict:
    tables = {table for table, _ in fragments}
    held = {
        found["table_name"]
        for found in ledger.rows("SELECT DISTINCT table_name FROM parts WHERE release = ? AND records > 0", (row["id"],))
    }
    if tables != held:
        return Verdict(row["id"], row["name"], "differs", detail="the original now gives other tables")
    records = 0
    for table in sorted(tables):
        fresh = _sorted(pa.concat_tables([pq.read_table(path) for name, path in fragments if name == table], promote_options="permissive"))
        stored = _sorted(_stored(layout, ledger, table, row["id"]))
        records += fresh.num_rows
        detail = _difference(stored, fresh)
        if detail:
            return Verdict(row["id"], row["name"], "differs", records, f"{table}: {detail}")
    return Verdict(row["id"], row["name"], "same", records)


def _stored(layout: Layout, ledger: Ledger, table: str, release: str) -> pa.Table:
    paths = ledger.rows(
        "SELECT f.path FROM fragments f JOIN fragment_releases r ON r.path = f.path WHERE f.removed_at IS NULL AND f.table_name = ? AND r.release = ?",
        (table, release),
    )
    pieces = []
    for found in paths:
        whole = pq.read_table(layout.lake / found["path"])
        pieces.append(whole.filter(pc.equal(whole[RELEASE], release)))
    return pa.concat_tables(pieces, promote_options="permissive") if pieces else pa.table({})


def _sorted(table: pa.Table) -> pa.Table:
    keys = [(name, "ascending") for name in (GRID, ROW, COLUMN) if name in table.column_names]
    return table.sort_by(keys) if keys else table


def _difference(stored: pa.Table, fresh: pa.Table) -> str:
    """In words, without a cell: which columns differ in how many records; empty when none does."""
    if stored.num_rows != fresh.num_rows:
        return f"{stored.num_rows:,} records are held, the original gives {fresh.num_rows:,}"
    wrong = []
    for name in sorted({*stored.column_names, *fresh.column_names}):
        left = stored[name] if name in stored.column_names else pa.chunked_array([pa.nulls(stored.num_rows, fresh[name].type)])
        right = fresh[name] if name in fresh.column_names else pa.chunked_array([pa.nulls(fresh.num_rows, left.type)])
        same = pc.fill_null(pc.equal(left, right.cast(left.type)), False)
        both_null = pc.and_(pc.is_null(left), pc.is_null(right))
        count = pc.sum(pc.cast(pc.invert(pc.or_(same, both_null)), pa.int64())).as_py() or 0
        if count:
            wrong.append(f"{name} in {count:,}")
    return f"differs: {', '.join(wrong)}" if wrong else ""

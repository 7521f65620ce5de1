"""Column files are never changed: new ones are written beside them and take their place in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clerestory.kernel.clock import now
from clerestory.kernel.hashing import file_sha256
from clerestory.lake.codes.kept import forget
from clerestory.lake.columnfile import write_table
from clerestory.lake.facts import Fragment
from clerestory.lake.stage import RELEASE
from clerestory.lake.write import Writer, insert_fragment


@dataclass(frozen=True)
class Replacement:
    """Column files, and the one that is to take their place; ``path`` empty when none of their records stays."""

    table: str
    old: tuple[str, ...]
    fragment: Fragment | None
    path: str
    releases: dict[str, int]


def read_coded(path: Path) -> pa.Table:
    """Records of a column file, texts as codes, so that they are written as codes again."""
    schema = pq.read_schema(path)
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    return pq.read_table(path, read_dictionary=texts, partitioning=None)


def prepare(
    writer: Writer, table: str, paths: Sequence[str], change: Callable[[pa.Table], pa.Table] = lambda records: records
) -> Replacement:
    """Write the records of some files, changed, into one new file. Nothing holds until ``swap``."""
    pieces = [read_coded(writer.layout.lake / path) for path in paths]
    whole = change(pa.concat_tables(pieces, promote_options="permissive").unify_dictionaries())
    del pieces
    if not whole.num_rows:
        return Replacement(table, tuple(paths), None, "", {})
    counted = pc.value_counts(whole[RELEASE].combine_chunks().cast(pa.string())).to_pylist()
    writer.layout.staging.mkdir(exist_ok=True)
    staged = writer.layout.staging / f"{uuid.uuid4().hex}.parquet"
    write_table(whole, staged)
    fragment = Fragment(table, staged, whole.num_rows, staged.stat().st_size, file_sha256(staged), tuple(whole.column_names))
    releases = {entry["values"]: entry["counts"] for entry in counted}
    return Replacement(table, tuple(paths), fragment, writer.move(fragment, "many"), releases)


def swap(writer: Writer, replacement: Replacement, *, keep: bool) -> None:
    """Inside a transaction: the new file takes the place of the old ones.

    ``keep``: readers that hold the older list may use the old files a while longer; else the ledger forgets them, so that they are
    deleted by ``delete`` or, after a kill, by the next writer.
    """
    db = writer.ledger.db
    old = [(path,) for path in replacement.old]
    if keep:
        db.executemany(f"UPDATE fragments SET removed_at = '{now()}' WHERE path = ?", old)
    else:
        db.executemany("DELETE FROM fragment_releases WHERE path = ?", old)
        db.executemany("DELETE FROM fragments WHERE path = ?", old)
    if replacement.fragment:
        snapshot = writer.ledger.snapshot()
        insert_fragment(writer.ledger, replacement.fragment, replacement.path, snapshot, replacement.releases)


def delete(writer: Writer, paths: Sequence[str]) -> None:
    """Delete files that the ledger no longer names, and the codes made of them."""
    forget(writer.layout, paths)
    for path in paths:
        (writer.layout.lake / path).unlink(missing_ok=True)

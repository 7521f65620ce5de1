"""Looking a workspace over: what is wrong with it, what can be done, and doing it."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from clerestory.errors import KeyMissing
from clerestory.kernel.hashing import file_sha256
from clerestory.lake import passing
from clerestory.lake.codes.kept import strangers
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger
from clerestory.lake.migrations import format_of, newest_format
from clerestory.lake.write import Writer

KEY_MODE = 0o600


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. ``fix``: what ``mend`` does about it; empty when the owner must."""

    what: str
    do: str = ""
    fix: str = ""
    severe: bool = True
    """False: worth knowing, nothing is wrong."""


def examine(layout: Layout) -> list[Finding]:
    """Everything that is found. Reads only."""
    found = [*_key(layout), *_format(layout), *_writer(layout)]
    ledger = Ledger(layout.ledger)
    try:
        return [
            *found,
            *_integrity(ledger),
            *_fragments(layout, ledger),
            *_orphans(layout, ledger),
            *_codes(layout, ledger),
            *_unplaced(ledger),
        ]
    finally:
        ledger.close()


def mend(layout: Layout) -> list[Finding]:
    """Do what can be done, and give what is left. Raises Busy beside another writer."""
    with suppress(OSError):
        layout.key_file.chmod(KEY_MODE)
    # entering brings the ledger to the newest format and sweeps what no ledger row names
    with Writer(layout) as writer:
        writer.ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for folder in layout.root.glob("verify-*"):
            shutil.rmtree(folder, ignore_errors=True)
    return [finding for finding in examine(layout) if finding.severe]


def _key(layout: Layout) -> Iterator[Finding]:
    try:
        layout.key()
    except KeyMissing as problem:
        yield Finding(problem.found, problem.do)
        return
    mode = stat.S_IMODE(layout.key_file.stat().st_mode)
    if mode & ~KEY_MODE:
        yield Finding(f"others may read the key (its mode is {mode:04o})", fix=f"set its mode to {KEY_MODE:04o}", do="run with --fix")


def _format(layout: Layout) -> Iterator[Finding]:
    if not layout.ledger.is_file():
        return
    db = sqlite3.connect(f"{layout.ledger.absolute().as_uri()}?mode=ro", uri=True)
    try:
        at, newest = format_of(db), newest_format()
    finally:
        db.close()
    if at < newest:
        yield Finding(
            f"the ledger has format {at}; this version writes {newest}",
            fix=f"bring it to format {newest}; an older version cannot open it afterwards",
            do="nothing: the next verb that writes does it",
            severe=False,
        )


def _writer(layout: Layout) -> Iterator[Finding]:
    """The lock itself never goes stale: the system lets go of it when its holder ends. Only what the holder left may lie there."""
    if _writing(layout):
        yield Finding("another process is writing to the workspace now", do="wait until it is done", severe=False)
        return
    left = [*layout.staging.glob("*"), *layout.root.glob("verify-*"), *passing.left(layout.uploads)]
    if left:
        yield Finding(
            f"{len(left)} files or folders of a run that was stopped lie in the workspace",
            fix="delete them",
            do="run with --fix, or leave it to the next verb that writes",
        )


def _writing(layout: Layout) -> bool:
    try:
        handle = os.open(layout.lock, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _integrity(ledger: Ledger) -> Iterator[Finding]:
    for (said,) in ledger.db.execute("PRAGMA integrity_check(3)").fetchall():
        if said != "ok":
            yield Finding("the ledger is damaged", "bring it back from your copy of the workspace")
            return
    counted = ledger.rows(
        "SELECT p.release, p.table_name, p.records, coalesce(f.rows, 0) AS rows FROM"
        " (SELECT release, table_name, sum(records) AS records FROM parts WHERE release IN (SELECT id FROM releases WHERE withdrawn IS NULL) GROUP BY release, table_name) p LEFT JOIN"
        " (SELECT fr.release, f.table_name, sum(fr.rows) AS rows FROM fragment_releases fr JOIN fragments f ON f.path = fr.path"
        "  WHERE f.removed_at IS NULL GROUP BY fr.release, f.table_name) f"
        " ON f.release = p.release AND f.table_name = p.table_name WHERE p.records <> coalesce(f.rows, 0)"
    )
    for row in counted:
        yield Finding(
            f"{row['table_name']}: the release {row['release']} gave {row['records']:,} records, the lake holds {row['rows']:,}",
            "purge it and add the original with --again",
        )


def _fragments(layout: Layout, ledger: Ledger) -> Iterator[Finding]:
    for row in ledger.rows("SELECT path, bytes, sha256 FROM fragments WHERE removed_at IS NULL ORDER BY path"):
        path = layout.lake / row["path"]
        if not path.is_file():
            what = "is missing"
        elif path.stat().st_size != row["bytes"] or file_sha256(path) != row["sha256"]:
            what = "is not what was written"
        else:
            continue
        named = ledger.rows("SELECT release FROM fragment_releases WHERE path = ? ORDER BY release", (row["path"],))
        releases = ", ".join(each["release"] for each in named[:4]) + (" …" if len(named) > 4 else "")
        yield Finding(
            f"lake/{row['path']} {what}; it holds records of {releases}",
            "bring it back from your copy of the workspace, or make a new workspace from the originals",
        )


def _orphans(layout: Layout, ledger: Ledger) -> Iterator[Finding]:
    named = {row["path"] for row in ledger.rows("SELECT path FROM fragments")}
    files = [path for path in layout.lake.glob("*/*") if path.relative_to(layout.lake).as_posix() not in named]
    if files:
        size = sum(path.stat().st_size for path in files)
        yield Finding(
            f"{len(files)} files of the lake ({size / 1e6:.1f} MB) belong to no release",
            fix="delete them",
            do="run with --fix, or leave it to the next verb that writes",
        )


def _codes(layout: Layout, ledger: Ledger) -> Iterator[Finding]:
    files = strangers(layout, (row["path"] for row in ledger.rows("SELECT path FROM fragments")))
    if files:
        yield Finding(
            f"codes of {len(files)} files that belong to no release lie in the workspace",
            fix="delete them",
            do="run with --fix, or leave it to the next verb that writes",
        )


def _unplaced(ledger: Ledger) -> Iterator[Finding]:
    row = ledger.one("SELECT count(*) AS n FROM unplaced")
    if row and row["n"]:
        yield Finding(f"{row['n']:,} files are not in", "see `clerestory quarantine` for the reasons", severe=False)

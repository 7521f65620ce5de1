"""Committing: a release is in whole or not at all. One writer at a time; readers go on with the snapshot they hold."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from clerestory.errors import BadFile, Busy, NotWritten
from clerestory.kernel.clock import before, now
from clerestory.lake import passing
from clerestory.lake.codes.kept import forget, strangers
from clerestory.lake.facts import Fragment, Release, Tombstone
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger, written
from clerestory.schema import proposed

GRACE_MINUTES = 60
"""How long a file that a later one replaced stays for readers that hold the older list."""


_AGAIN = "withdrawn = NULL, withdrawn_why = NULL, " + ", ".join(
    f"{column} = excluded.{column}"
    for column in (
        "member", "name", "size", "format", "source", "publisher", "universe", "licence", "published", "covers_from", "covers_to",
        "obtained", "url", "screen", "notes", "added", "content",
    )
)  # fmt: skip
"""A purged release that is added again tells everything anew; only its id and hash were kept."""


class Writer:
    """The one writer of a workspace. Raises Busy when another holds it. On entry, what a killed writer left behind is swept."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def __enter__(self) -> Writer:
        self._handle = os.open(self.layout.lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise Busy(
                f"another process is writing to {self.layout.root}",
                expected="one writer at a time",
                do="wait until it is done; reading goes on meanwhile",
            ) from None
        try:
            with written():
                self.ledger = Ledger(self.layout.ledger, write=True)
                self._sweep()
        except BaseException:
            os.close(self._handle)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        shutil.rmtree(self.layout.staging, ignore_errors=True)
        self.ledger.close()
        os.close(self._handle)

    def _sweep(self) -> None:
        """Delete what no ledger row names: files of a run that was killed, and files that a later one replaced."""
        shutil.rmtree(self.layout.staging, ignore_errors=True)
        self.layout.staging.mkdir(parents=True)
        passing.sweep(self.layout.uploads)
        known = {row["path"]: row["removed_at"] for row in self.ledger.rows("SELECT path, removed_at FROM fragments")}
        old = before(minutes=GRACE_MINUTES)
        for path in sorted(self.layout.lake.glob("*/*.parquet")):
            name = path.relative_to(self.layout.lake).as_posix()
            if name not in known or (known[name] is not None and known[name] < old):
                path.unlink()
        there = {path.relative_to(self.layout.lake).as_posix() for path in self.layout.lake.glob("*/*.parquet")}
        forget(self.layout, strangers(self.layout, there))

    def known(self, sha256: str) -> list[str]:
        """Ids of the releases that a file with these bytes gave before, also inside an archive."""
        rows = self.ledger.rows("SELECT id FROM releases WHERE (sha256 = ?1 OR content = ?1) AND withdrawn IS NULL", (sha256,))
        return [row["id"] for row in rows]

    def holder(self, content: str) -> tuple[str, str] | None:
        """(id, name) of the release that was read from these bytes; None when none is held."""
        row = self.ledger.one(
            "SELECT id, name, member FROM releases WHERE content = ? AND withdrawn IS NULL ORDER BY added, id LIMIT 1", (content,)
        )
        return (row["id"], "!/".join(filter(None, (row["name"], row["member"])))) if row else None

    def purged(self, sha256: str) -> Tombstone | None:
        """When and why a release of a file with these bytes, or of a copy of them inside an archive, was purged; None when it was not."""
        row = self.ledger.one(
            "SELECT s.at, r.withdrawn_why FROM releases r JOIN snapshots s ON s.id = r.withdrawn WHERE r.sha256 = ?1 OR r.content = ?1",
            (sha256,),
        )
        return Tombstone(row["at"], row["withdrawn_why"] or "") if row else None

    def commit(self, releases: list[Release]) -> None:
        """Let the releases of one file in, all or none."""
        moved: list[tuple[Release, Fragment, str]] = []
        try:
            with written():
                for release in releases:
                    for fragment in release.fragments:
                        moved.append((release, fragment, self.move(fragment, release.id)))
                with self.ledger.transaction():
                    snapshot = self.ledger.new_snapshot("add")
                    for release in releases:
                        self._insert(release, snapshot)
                    for release, fragment, path in moved:
                        insert_fragment(self.ledger, fragment, path, snapshot, {release.id: fragment.rows})
        except (BadFile, NotWritten):
            self._take_back([path for _, _, path in moved])
            raise

    def _take_back(self, paths: list[str]) -> None:
        """Delete files of a commit that failed. A commit may have come through although it was told otherwise: named files stay."""
        with suppress(sqlite3.Error, OSError):
            for path in paths:
                if self.ledger.one("SELECT 1 FROM fragments WHERE path = ?", (path,)) is None:
                    (self.layout.lake / path).unlink(missing_ok=True)

    def move(self, fragment: Fragment, prefix: str) -> str:
        """Bring a staged file to its place for good; give its path below the lake. Until the ledger names it, it is swept."""
        folder = self.layout.lake / fragment.table
        folder.mkdir(exist_ok=True)
        target = folder / f"{prefix}-{fragment.path.stem[:8]}.parquet"
        with fragment.path.open("rb") as file:
            os.fsync(file.fileno())
        fragment.path.replace(target)
        sync_folder(folder)
        return target.relative_to(self.layout.lake).as_posix()

    def _insert(self, release: Release, snapshot: int) -> None:
        db = self.ledger.db
        db.execute(
            "INSERT INTO releases VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,NULL,?)"
            f" ON CONFLICT(id) DO UPDATE SET {_AGAIN}",
            (
                release.id, release.sha256, release.member, release.name, release.size, release.format, release.source, release.publisher,
                release.universe, release.licence, release.published, release.covers_from, release.covers_to, now(), release.url,
                release.screen, json.dumps(release.notes), snapshot, release.content,
            ),
        )  # fmt: skip
        db.execute("DELETE FROM parts WHERE release = ?", (release.id,))  # of a purged release, the numbers are kept
        db.executemany(
            "INSERT INTO parts VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    release.id, part.part, part.grid, part.first_row, part.last_row, part.name, part.table,
                    json.dumps(part.header), json.dumps(part.layout), json.dumps(part.forms), part.title, part.kind, part.rows_in, part.records, part.quarantined, part.furniture,
                )
                for part in release.parts
            ],
        )  # fmt: skip
        db.executemany(
            "INSERT INTO quarantine VALUES (?,?,?,?,?,?)",
            [(release.id, turned.part, turned.row, turned.place, turned.reason, turned.count) for turned in release.turned],
        )
        db.executemany(
            "INSERT OR IGNORE INTO extra_columns VALUES (?,?,?,?)",
            [(table, column, label, release.id) for table, column, label in release.extra],
        )
        for name, text in release.proposed:
            known = self.ledger.one("SELECT declaration FROM proposed_tables WHERE name = ?", (name,))
            whole = (
                text if known is None else proposed.written(proposed.put_together(proposed.read(known["declaration"]), proposed.read(text)))
            )
            db.execute("INSERT OR REPLACE INTO proposed_tables VALUES (?,?,?)", (name, release.source, whole))
        db.execute("DELETE FROM unplaced WHERE sha256 = ?", (release.sha256,))

    def unplaced(self, sha256: str, name: str, size: int, reason: str) -> None:
        """Write down a file that is not in, and why."""
        with written(), self.ledger.transaction() as db:
            db.execute("INSERT OR REPLACE INTO unplaced VALUES (?,?,?,?,?)", (sha256, name, size, reason, now()))


def insert_fragment(ledger: Ledger, fragment: Fragment, path: str, snapshot: int, releases: dict[str, int]) -> None:
    """Enter a column file in the ledger, inside a transaction."""
    ledger.db.execute(
        "INSERT INTO fragments VALUES (?,?,?,?,?,?,?,NULL)",
        (path, fragment.table, fragment.rows, fragment.bytes, fragment.sha256, json.dumps(fragment.columns), snapshot),
    )
    ledger.db.executemany("INSERT INTO fragment_releases VALUES (?,?,?)", [(path, release, rows) for release, rows in releases.items()])


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""A workspace that an older version made opens, for reading without a byte written, for writing once and for all."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from clerestory.errors import UsageError
from clerestory.lake.ledger import Ledger
from clerestory.lake.migrations import newest_format, steps
from tests.conftest import ROOT

FORMATS = sorted((ROOT / "tests" / "lake" / "ledger_formats").glob("*.sqlite"))
ROWS = {
    "snapshots": 3, "releases": 2, "parts": 1, "quarantine": 1, "unplaced": 1, "fragments": 1, "fragment_releases": 1, "extra_columns": 1, "log": 1,
}  # fmt: skip


def _shape(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    found = db.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").fetchall()
    return [(kind, name, " ".join(sql.split())) for kind, name, sql in found]


def _bytes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture(params=FORMATS, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    folder.mkdir()
    shutil.copy(request.param, folder / "ledger.sqlite")
    return folder / "ledger.sqlite"


def test_the_first_format_is_kept_for_ever() -> None:
    assert FORMATS[0].stem == "0001"
    assert [number for number, _ in steps()] == list(range(1, newest_format() + 1))


def test_opened_to_write_it_has_the_newest_shape_and_all_its_rows(old: Path, tmp_path: Path) -> None:
    with closing(Ledger(old, write=True)) as ledger, closing(Ledger(tmp_path / "new.sqlite", write=True)) as new:
        assert ledger.db.execute("PRAGMA user_version").fetchone()[0] == newest_format()
        assert _shape(ledger.db) == _shape(new.db)
        assert {table: ledger.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ROWS} == ROWS
        assert ledger.db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_opened_to_read_it_answers_and_stays_as_it_is(old: Path) -> None:
    before = _bytes(old.parent)
    with closing(Ledger(old)) as ledger:
        assert [row["id"] for row in ledger.rows("SELECT id FROM releases WHERE withdrawn IS NULL")] == ["1" * 16]
        assert ledger.rows("SELECT * FROM exports") == []
        with pytest.raises(sqlite3.OperationalError):
            ledger.db.execute("DELETE FROM releases")
    assert _bytes(old.parent) == before


def test_a_ledger_that_is_not_there_is_empty_and_is_not_made(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        assert ledger.snapshot() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_newer_ledger_is_refused(old: Path) -> None:
    with closing(sqlite3.connect(old)) as db:
        db.execute(f"PRAGMA user_version={newest_format() + 1}")
    for write in (False, True):
        with pytest.raises(UsageError, match=f"ledger format {newest_format() + 1}"):
            Ledger(old, write=write)


def test_two_processes_that_open_it_at_once_take_each_step_once(old: Path) -> None:
    """Both wait at a pipe until both run, so that they start together."""
    program = (
        "import sys, pathlib; from clerestory.lake.ledger import Ledger; sys.stdout.write('.'); sys.stdout.flush(); sys.stdin.read(1);"
        " l = Ledger(pathlib.Path(sys.argv[1]), write=True); print(l.db.execute('PRAGMA user_version').fetchone()[0])"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(old)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT / "src")},
        )
        for _ in range(4)
    ]  # fmt: skip
    for each in both:
        assert each.stdout is not None
        assert each.stdout.read(1) == "."
    for each in both:
        assert each.stdin is not None
        each.stdin.write("x")
        each.stdin.flush()
    said = [each.communicate() for each in both]
    assert [err for _, err in said] == [""] * 4
    assert [out.strip() for out, _ in said] == [str(newest_format())] * 4
    with closing(Ledger(old)) as ledger:
        assert ledger.rows("SELECT count(*) FROM releases")[0][0] == 2


def test_a_step_that_fails_leaves_the_format_before_it(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [*steps(), (newest_format() + 1, "CREATE TABLE more (a TEXT) STRICT;\nCREATE TABLE more (a TEXT) STRICT;\n")]
    monkeypatch.setattr("clerestory.lake.migrations.steps", lambda: broken)
    with pytest.raises(Exception, match="more"):
        Ledger(old, write=True)
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == broken[-2][0]
        assert db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'more'").fetchone() is None

"""Each thing that can be wrong with a workspace is found, told, and put right where it can be."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from clerestory.errors import Busy
from clerestory.lake.doctor import examine, mend
from clerestory.lake.layout import Layout
from tests.conftest import ROOT
from tests.ingest.adding import add, program, table, workspace
from tests.lake.agreement import disagreements


@pytest.fixture
def held(tmp_path: Path) -> Path:
    folder = workspace(tmp_path / "w")
    (tmp_path / "list_09172025.csv").write_bytes(table())
    add(folder, tmp_path / "list_09172025.csv")
    return folder


def _fragment(folder: Path) -> Path:
    return next(path for path in (folder / "lake").rglob("*.parquet") if path.name != "orphan.parquet")


def _open_key(folder: Path) -> None:
    (folder / "key").chmod(0o644)


def _no_key(folder: Path) -> None:
    (folder / "key").unlink()


def _orphan(folder: Path) -> None:
    shutil.copy(_fragment(folder), folder / "lake" / "agreements_287g" / "orphan.parquet")


def _left(folder: Path) -> None:
    (folder / "staging" / "half").mkdir(parents=True)
    (folder / "staging" / "half" / "a.parquet").write_bytes(b"half")
    (folder / "verify-x1").mkdir()
    (folder / "verify-x1" / "a.parquet").write_bytes(b"half")


def _flipped(folder: Path) -> None:
    path = _fragment(folder)
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def _gone(folder: Path) -> None:
    _fragment(folder).unlink()


def _miscounted(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as db, db:
        db.execute("UPDATE parts SET records = records + 1")


WRONG: dict[str, tuple[Callable[[Path], None], str, bool]] = {
    "a key that others may read": (_open_key, "others may read the key", True),
    "no key": (_no_key, "the key of the workspace", False),
    "an orphan": (_orphan, "1 files of the lake", True),
    "leftovers": (_left, "2 files or folders of a run that was stopped", True),
    "a flipped bit": (_flipped, "is not what was written", False),
    "a missing file": (_gone, "is missing", False),
    "a wrong count": (_miscounted, "gave 4 records, the lake holds 3", False),
}


def test_a_workspace_as_it_should_be_is_well(held: Path) -> None:
    assert examine(Layout(held)) == []
    done = program(held, "doctor")
    assert (done.returncode, done.stdout) == (0, "The workspace is well.\n")


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_found_and_mended_where_it_can_be(what: str, held: Path) -> None:
    break_it, says, mendable = WRONG[what]
    break_it(held)
    found = examine(Layout(held))
    assert [says in finding.what for finding in found] == [True]
    assert all(finding.fix or finding.do for finding in found)
    left = mend(Layout(held))
    assert (not left) == mendable
    if mendable:
        assert examine(Layout(held)) == []
        assert not disagreements(held)


@pytest.mark.parametrize("what", WRONG)
def test_looking_changes_nothing(what: str, held: Path) -> None:
    WRONG[what][0](held)
    before = {path: path.read_bytes() for path in held.rglob("*") if path.is_file()}
    examine(Layout(held))
    assert {path: path.read_bytes() for path in held.rglob("*") if path.is_file()} == before


def test_an_old_ledger_is_said_and_brought_up(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    shutil.copy(ROOT / "tests" / "lake" / "ledger_formats" / "0001.sqlite", folder / "ledger.sqlite")
    assert any("the ledger has format 1" in finding.what and not finding.severe for finding in examine(Layout(folder)))
    mend(Layout(folder))
    assert not any("format" in finding.what for finding in examine(Layout(folder)))


def test_beside_a_writer_it_looks_but_does_not_mend(held: Path) -> None:
    handle = os.open(held / "writer.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _left(held)
        assert ["writing" in finding.what for finding in examine(Layout(held))] == [True]
        with pytest.raises(Busy):
            mend(Layout(held))
        assert (held / "staging" / "half").is_dir()
        assert (held / "verify-x1").is_dir()
    finally:
        os.close(handle)


def test_the_verb_fixes_and_tells_by_exit_code(held: Path) -> None:
    _orphan(held)
    _flipped(held)
    looked = program(held, "doctor", "--json")
    assert looked.returncode == 1
    assert len(json.loads(looked.stdout)["findings"]) == 2
    fixed = program(held, "doctor", "--fix")
    assert fixed.returncode == 1
    assert "done: delete them" in fixed.stdout
    assert not (held / "lake" / "agreements_287g" / "orphan.parquet").exists()
    assert "1 things are wrong" in fixed.stdout

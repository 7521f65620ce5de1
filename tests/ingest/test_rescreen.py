"""Stricter rules reach what was stored before them; nothing else changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from clerestory.ingest import cells, protect, read
from clerestory.ingest.screening import VERSION, Screen
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import HEADER, add, program, workspace
from tests.lake.agreement import content, disagreements

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"
NAMED = (
    'id,userId,searchDate,networkCount,reason\n'
    '"6f1c2d1e-0000-4000-8000-000000000001","***","2026-03-02T00:43:00.164Z","965","welfare check, call 202-555-0143"\n'
    '"6f1c2d1e-0000-4000-8000-000000000002","***","2026-03-02T00:44:00.164Z","n/a","stolen vehicle"\n'
)  # fmt: skip


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose releases came in under rules that let everything through."""
    folder = workspace(tmp_path / "w")
    audit = tmp_path / "examplea-xx-pd__2026-03-28__search_audit.csv"
    audit.write_text(NAMED)
    listed = tmp_path / "list requested by Jane Doe 09172025.csv"
    listed.write_text(HEADER + "GA,Alder County Sheriff jo@example.org,County,Alder,Jail,01/01/2025,LINK\n")
    with monkeypatch.context() as patch:
        patch.setattr(Screen, "text", lambda self, text: text)
        patch.setattr(cells, "safe_mask", lambda raw: raw.is_valid())
        patch.setattr(protect, "organisation", lambda text: text)
        patch.setattr(protect, "institutional", lambda text: text)
        patch.setattr(read, "file_name", lambda text: text)
        for path in (audit, listed):
            add(folder, path)
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as db, db:
        db.execute("UPDATE releases SET screen = '2025.01'")
    return folder


def _texts(folder: Path) -> str:
    """All that is stored, decoded."""
    tables = [pq.read_table(path).to_pylist() for path in sorted((folder / "lake").rglob("*.parquet"))]
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as db:
        return repr(tables) + "\n".join(db.iterdump())


PLANTED = ("202-555-0143", "jo@example.org", "Jane Doe")


def test_what_the_old_rules_let_through_is_masked(old: Path) -> None:
    assert all(planted in _texts(old) for planted in PLANTED)
    with Workbench(old) as bench:
        done = bench.rescreen()
    assert not any(planted in _texts(old) for planted in PLANTED)
    assert done.cells == {"alpr_sightings.reason": 1, "agreements_287g.agency": 1}
    assert done.names == 3  # two files, one label
    assert done.wiped
    assert not any(planted.encode() in path.read_bytes() for path in old.glob("ledger*") for planted in PLANTED)
    assert not disagreements(old)


def test_it_gives_what_adding_gives_today(old: Path, tmp_path: Path) -> None:
    fresh = workspace(tmp_path / "fresh")
    (fresh / "key").write_text((old / "key").read_text())
    for name in ("examplea-xx-pd__2026-03-28__search_audit.csv", "list requested by Jane Doe 09172025.csv"):
        add(fresh, tmp_path / name)
    with Workbench(old) as bench:
        bench.rescreen()
    assert content(old) == content(fresh)


def test_looking_first_writes_nothing_and_says_the_same(old: Path) -> None:
    before = _texts(old)
    with Workbench(old) as bench:
        planned = bench.rescreen(dry_run=True)
        assert _texts(old) == before
        bench.close()
        done = bench.rescreen()
    assert (planned.cells, planned.names, planned.releases) == (done.cells, done.names, done.releases)


def test_it_is_done_once(old: Path) -> None:
    with Workbench(old) as bench:
        bench.rescreen()
        bench.close()
        snapshot = bench.reader.ledger.snapshot()
        bench.close()
        again = bench.rescreen(everything=True)
        assert again.cells == {}
        assert again.files == 0
        assert bench.reader.ledger.one("SELECT what FROM snapshots WHERE id = ?", (snapshot,))["what"] == "rescreen"  # type: ignore[index]
        assert {row["screen"] for row in bench.releases()} == {VERSION}


def test_what_was_masked_stays_masked_under_laxer_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workspace(tmp_path / "w")
    audit = tmp_path / "examplea-xx-pd__2026-03-28__search_audit.csv"
    audit.write_text(NAMED)
    add(folder, audit)
    before = content(folder)
    monkeypatch.setattr(Screen, "text", lambda self, text: text)
    with Workbench(folder) as bench:
        assert bench.rescreen(everything=True).cells == {}
    assert content(folder) == before


def test_values_marks_and_written_forms_are_no_texts(tmp_path: Path) -> None:
    """The texts kept beside dates and numbers are ways to write them: screening would turn some into shapes."""
    folder = workspace(tmp_path / "w")
    add(folder, PERSONS)
    before = content(folder)
    with Workbench(folder) as bench:
        assert bench.rescreen(everything=True).cells == {}
    assert content(folder) == before


def test_the_verb_tells_and_asks(old: Path) -> None:
    looked = program(old, "rescreen", "--dry-run")
    assert "2 cells and 3 names change" in looked.stdout
    assert program(old, "rescreen").returncode == 2
    assert program(old, "rescreen", "--yes").returncode == 0
    assert "Nothing to do" in program(old, "rescreen").stdout

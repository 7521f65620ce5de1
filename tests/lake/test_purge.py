"""A purged release is gone: from the lake, the ledger, the journal, the past; and it does not come back by accident."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from clerestory.errors import UnknownName, UsageError
from clerestory.lake import compact, purge
from clerestory.lake.write import Writer
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import HEADER, add, count, program, workspace
from tests.lake.agreement import content, disagreements

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"


def _list(path: Path, county: str, rows: int = 4) -> Path:
    path.write_text(
        HEADER + "".join(f"GA,{county} County Sheriff {row},County,{county},Jail,01/0{row + 1}/2025,LINK\n" for row in range(rows))
    )
    return path


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three releases, put together in one column file; one of them holds a county that the others lack."""
    folder = workspace(tmp_path / "w")
    monkeypatch.setattr(compact, "MOST_FRAGMENTS", 1)
    for name, county in (("a_09012025.csv", "Alder"), ("b_09082025.csv", "Oakwood"), ("c_09152025.csv", "Cedar")):
        add(folder, _list(tmp_path / name, county))
    return folder


def _release(folder: Path, name: str) -> str:
    with Workbench(folder) as bench:
        return next(row["id"] for row in bench.releases() if row["name"] == name)


def _everything(folder: Path) -> bytes:
    """All bytes of the workspace, column files decoded."""
    raw = b"".join(path.read_bytes() + path.name.encode() for path in sorted(folder.rglob("*")) if path.is_file())
    tables = [pq.read_table(path).to_pylist() for path in sorted((folder / "lake").rglob("*.parquet"))]
    pages = [pq.read_table(path, read_dictionary=["county"])["county"].chunks for path in (folder / "lake").rglob("*.parquet")]
    return raw + repr(tables).encode() + repr(pages).encode()


def test_nothing_of_it_is_left_anywhere(held: Path) -> None:
    assert b"Oakwood" in _everything(held)
    assert b"b_09082025" in _everything(held)
    with Workbench(held) as bench:
        done = bench.purge(_release(held, "b_09082025.csv"), "sent in error")
    assert done.records == {"agreements_287g": 4}
    assert done.wiped
    assert b"Oakwood" not in _everything(held)
    assert b"b_09082025" not in _everything(held)
    assert not disagreements(held)
    assert count(held) == 8


def test_what_else_is_held_stays_as_it_was(held: Path, tmp_path: Path) -> None:
    other = workspace(tmp_path / "other")
    for name in ("a_09012025.csv", "c_09152025.csv"):
        add(other, tmp_path / name)
    with Workbench(held) as bench:
        bench.purge(_release(held, "b_09082025.csv"), "sent in error")
    left, never = content(held), content(other)
    assert left["records of agreements_287g"] == never["records of agreements_287g"]


def test_the_past_does_not_bring_it_back_and_says_so(held: Path) -> None:
    release = _release(held, "b_09082025.csv")
    with Workbench(held) as bench:
        before = bench.reader.ledger.snapshot()
        assert bench.count(bench.query("agreements_287g", "on:all")).count == 12
        bench.close()
        bench.purge(release, "sent in error")
        answer = bench.count(bench.query("agreements_287g", f"on:all as-of:{before}"))
        now = bench.count(bench.query("agreements_287g", "on:all"))
    assert answer.count == 8
    assert any(release in note and "sent in error" in note for note in answer.about.notes)
    assert not any(release in note for note in now.about.notes)


def test_the_same_bytes_are_refused_until_they_are_let_in_again(held: Path, tmp_path: Path) -> None:
    release = _release(held, "b_09082025.csv")
    before = content(held)
    with Workbench(held) as bench:
        bench.purge(release, "sent in error")
    (outcome,) = add(held, tmp_path / "b_09082025.csv")
    assert outcome.status == "failed"
    assert "sent in error" in outcome.reason
    assert b"b_09082025" not in (held / "ledger.sqlite").read_bytes()
    with Workbench(held) as bench:
        (outcome,) = bench.add(bench.find_files([str(tmp_path / "b_09082025.csv")]), again=True)
    assert outcome.releases == [release]
    assert not disagreements(held)
    assert content(held) == before


def test_a_kill_before_the_commit_changes_nothing(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(held)
    release = _release(held, "b_09082025.csv")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(purge, "_forget_columns", killed)
    with Workbench(held) as bench, pytest.raises(KeyboardInterrupt):
        bench.purge(release, "sent in error")
    with Writer(Workbench(held).layout):
        pass
    assert not disagreements(held)
    assert content(held) == before


def test_after_a_kill_behind_the_commit_the_next_writer_deletes_the_files(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = _release(held, "b_09082025.csv")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(purge, "delete", killed)
        with Workbench(held) as bench, pytest.raises(KeyboardInterrupt):
            bench.purge(release, "sent in error")
    assert b"Oakwood" in _everything(held)
    with Workbench(held) as bench:
        assert bench.mend() == []
    assert b"Oakwood" not in _everything(held)
    assert not disagreements(held)


def test_exports_that_hold_it_are_named(held: Path, tmp_path: Path) -> None:
    release = _release(held, "b_09082025.csv")
    with Workbench(held) as bench:
        bench.export(bench.query("agreements_287g", "on:all"), tmp_path / "all.csv")
        bench.export(bench.query("agreements_287g", "on:all county:Cedar"), tmp_path / "cedar.csv")
        assert [each["name"] for each in bench.would_purge(release).exports] == ["all.csv"]


def test_an_undeclared_column_goes_with_its_last_release(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    for name, county in (("a_09012025.csv", "Alder"), ("b_09082025.csv", "Oakwood")):
        path = _list(tmp_path / name, county)
        lines = path.read_text().splitlines()
        path.write_text("\n".join([lines[0] + ",EXTRA", *(line + ",priority" for line in lines[1:])]) + "\n")
        add(folder, path)
    for name, left in (("a_09012025.csv", 1), ("b_09082025.csv", 0)):
        with Workbench(folder) as bench:
            bench.purge(_release(folder, name), "sent in error")
        with closing(sqlite3.connect(folder / "ledger.sqlite")) as db:
            assert db.execute("SELECT count(*) FROM extra_columns").fetchone()[0] == left
    assert not disagreements(folder)


def test_a_release_about_persons_goes_the_same_way(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    add(folder, PERSONS)
    with Workbench(folder) as bench:
        bench.purge(bench.releases()[0]["id"], "sent in error")
        assert bench.releases() == []
    assert list((folder / "lake").rglob("*.parquet")) == []


def test_names_that_are_no_release_are_told_apart(held: Path) -> None:
    with Workbench(held) as bench:
        with pytest.raises(UnknownName, match="no release begins"):
            bench.would_purge("abcdef0123")
        with pytest.raises(UnknownName, match="that is no release"):
            bench.would_purge("b_09082025.csv")
        release = _release(held, "b_09082025.csv")
        bench.purge(release, "by Jane Doe's wish")
        with pytest.raises(UsageError, match="was purged on"):
            bench.would_purge(release)
        with closing(sqlite3.connect(held / "ledger.sqlite")) as db:
            (why,) = db.execute("SELECT withdrawn_why FROM releases WHERE id = ?", (release,)).fetchone()
    assert "Doe" not in why


def test_the_verb_asks_first(held: Path) -> None:
    release = _release(held, "b_09082025.csv")
    nobody = program(held, "purge", release, "--why", "sent in error")
    looked = program(held, "purge", release, "--why", "sent in error", "--dry-run")
    assert (nobody.returncode, looked.returncode) == (2, 0)
    assert "4 records of agreements_287g go" in looked.stdout
    assert count(held) == 12
    done = program(held, "purge", release[:8], "--why", "sent in error", "--yes")
    assert done.returncode == 0, done.stderr
    assert count(held) == 8

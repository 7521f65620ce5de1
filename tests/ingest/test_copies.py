"""The same bytes are in once, however they are packed; what holds them is told, and no record id changes."""

from __future__ import annotations

import gzip
import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from clerestory.workbench import Workbench
from tests.ingest.adding import add, count, program, table, workspace
from tests.ingest.test_bad_input import zipped

PACKED = {
    "a.csv": table(),
    "b.zip": zipped({"folder/a.csv": table()}),
    "c.zip": zipped({"inner.zip": zipped({"other name.csv": table()})}),
    "d.csv.gz": gzip.compress(table()),
    "e.zip": zipped({"packed.csv.gz": gzip.compress(table())}),
}


def _ids(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger:
        return {row[0] for row in ledger.execute("SELECT id FROM releases WHERE withdrawn IS NULL")}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in PACKED.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("names", list(itertools.pairwise([*PACKED, *PACKED][:6])), ids=" then ".join)
def test_whatever_they_are_packed_in(names: tuple[str, str], packed: Path, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (first,) = add(folder, packed / names[0])
    (second,) = add(folder, packed / names[1])
    assert (first.status, second.status) == ("added", "known")
    assert second.releases == first.releases == sorted(_ids(folder)), "the ids are those of what came first"
    assert count(folder) == 3


def test_all_of_them_at_once(packed: Path, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    outcomes = add(folder, packed)
    assert sorted(outcome.status for outcome in outcomes) == ["added", *["known"] * (len(PACKED) - 1)]
    assert count(folder) == 3


def test_an_archive_gives_what_is_new_in_it_and_says_what_is_not(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (tmp_path / "a.csv").write_bytes(table())
    (tmp_path / "z.zip").write_bytes(zipped({"a.csv": table(), "list.csv": table("Birch"), "list again.csv": table("Birch")}))
    add(folder, tmp_path / "a.csv")
    (outcome,) = add(folder, tmp_path / "z.zip")
    assert outcome.status == "added"
    assert (outcome.records, count(folder)) == (3, 6)
    assert "held already as a.csv" in outcome.reason
    assert "held already as list.csv" in outcome.reason
    assert [again.status for again in add(folder, tmp_path / "z.zip")] == ["known"]
    assert "in already" in program(folder, "add", str(tmp_path / "z.zip")).stdout


@pytest.mark.parametrize("names", [("a.csv", "b.zip"), ("b.zip", "a.csv"), ("d.csv.gz", "c.zip")], ids=" then ".join)
def test_what_was_purged_does_not_come_back_in_other_packing(names: tuple[str, str], packed: Path, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (first,) = add(folder, packed / names[0])
    with Workbench(folder) as bench:
        bench.purge(first.releases[0], why="court order")
    (refused,) = add(folder, packed / names[1])
    assert (refused.status, count(folder)) == ("failed", 0)
    assert "purged" in refused.reason
    assert "court order" in refused.reason
    with Workbench(folder) as bench:
        (back,) = bench.add(bench.find_files([str(packed / names[1])]), again=True)
    assert (back.status, count(folder)) == ("added", 3)


def test_a_ledger_of_before_knows_its_plain_files(packed: Path, tmp_path: Path) -> None:
    """Of what came out of archives under older versions, only the archive is known; of files, the bytes are."""
    folder = workspace(tmp_path / "w")
    add(folder, packed / "a.csv")
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as ledger, ledger:
        for table in ("institution_decisions", "institution_names", "institution_facts", "institutions"):
            ledger.execute(f"DROP TABLE {table}")
        ledger.execute("DROP INDEX releases_content")
        ledger.execute("ALTER TABLE releases DROP COLUMN content")
        ledger.execute("PRAGMA user_version=4")
    (outcome,) = add(folder, packed / "b.zip")
    assert (outcome.status, count(folder)) == ("known", 3)

"""Files of records: whole or not there, harmless, and with their citation."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from clerestory.errors import Refused, UsageError
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import add, program, table, workspace

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"


@pytest.fixture
def held(tmp_path: Path) -> Path:
    folder = workspace(tmp_path / "w")
    (tmp_path / "list_09172025.csv").write_bytes(table(rows=5) + b"GA,=HYPERLINK County Sheriff,,,Jail,01/01/2025,\n")
    add(folder, tmp_path / "list_09172025.csv", source="ice_287g")
    return folder


def _export(held: Path, output: Path, text: str = "") -> None:
    with Workbench(held) as bench:
        bench.export(bench.query("agreements_287g", text), output)


def test_csv_holds_every_record_with_its_states(held: Path, tmp_path: Path) -> None:
    _export(held, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"].rsplit("-", 1)[1] for row in rows] == ["2", "3", "4", "5", "6", "7"]
    assert rows[0]["signed"] == "2025-01-01"
    assert rows[0]["signed__state"] == ""
    assert (rows[5]["county"], rows[5]["county__state"]) == ("", "empty")


def test_no_cell_of_a_csv_is_a_formula(held: Path, tmp_path: Path) -> None:
    _export(held, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_the_three_kinds_agree(held: Path, tmp_path: Path) -> None:
    for kind in ("csv", "ndjson", "parquet"):
        _export(held, tmp_path / f"out.{kind}", "county:*")
    parquet = pq.read_table(tmp_path / "out.parquet").to_pylist()
    *lines, last = [json.loads(line) for line in (tmp_path / "out.ndjson").read_text().splitlines()]
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        sheet = list(csv.DictReader(file))
    agencies = [row["agency"] for row in parquet]
    assert len(agencies) == 5
    assert [row["agency"] for row in lines] == agencies
    assert [row["agency"] for row in sheet] == agencies
    assert [row["id"] for row in lines] == [row["id"] for row in sheet] == [row["id"] for row in parquet]
    assert last["_about"]["rows"] == 5


def test_citation_names_file_question_and_releases(held: Path, tmp_path: Path) -> None:
    _export(held, tmp_path / "out.ndjson", "state:GA")
    told = json.loads((tmp_path / "out.ndjson.citation.json").read_text())
    original = tmp_path / "list_09172025.csv"
    assert told["sha256"] == hashlib.sha256((tmp_path / "out.ndjson").read_bytes()).hexdigest()
    assert told["rows"] == 6
    assert (told["query"]["table"], told["query"]["text"], told["query"]["url"]) == ("agreements_287g", "state:GA", "state=GA")
    assert [each["sha256"] for each in told["releases"]] == [hashlib.sha256(original.read_bytes()).hexdigest()]


def test_the_ledger_remembers_which_releases_went_out(held: Path, tmp_path: Path) -> None:
    _export(held, tmp_path / "out.csv")
    _export(held, tmp_path / "none.csv", "state:TX")
    with closing(sqlite3.connect(held / "ledger.sqlite")) as db:
        found = db.execute(
            "SELECT e.name, e.rows, count(x.release) FROM exports e LEFT JOIN export_releases x ON x.export = e.id GROUP BY e.id"
        ).fetchall()
    assert found == [("out.csv", 6, 1), ("none.csv", 0, 0)]


def test_a_file_that_is_there_is_not_written_over(held: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        _export(held, tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_text() == "mine"
    with Workbench(held) as bench:
        bench.export(bench.query("agreements_287g", ""), tmp_path / "mine.csv", force=True)
    assert (tmp_path / "mine.csv").read_text().startswith('"id",')


def test_an_export_that_fails_leaves_nothing(held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.setattr("clerestory.search.export.csv.harmless", lambda column: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _export(held, tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_records_about_persons_are_refused_and_hidden_columns_stay(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    add(folder, PERSONS)
    with Workbench(folder) as bench, pytest.raises(Refused):
        bench.export(bench.query("ice_arrests", ""), tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_the_verb_refuses_by_exit_code(held: Path, tmp_path: Path) -> None:
    assert program(held, "export", "agreements_287g", "-o", str(tmp_path / "out.pdf")).returncode == 2
    done = program(held, "export", "agreements_287g", "-o", str(tmp_path / "out.csv"), "--json")
    assert json.loads(done.stdout)["rows"] == 6


@pytest.mark.parametrize("text", ["", "county:*", "-county:*", "signed:>=2025-01-01", "state:NV"])
def test_every_way_out_has_the_same_total(held: Path, tmp_path: Path, text: str) -> None:
    for kind in ("csv", "ndjson", "parquet", "xlsx"):
        _export(held, tmp_path / f"out.{kind}", text)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        sheet = sum(1 for _ in csv.DictReader(file))
    lines = sum("_about" not in json.loads(line) for line in (tmp_path / "out.ndjson").read_text(encoding="utf-8").splitlines())
    with closing(openpyxl.load_workbook(tmp_path / "out.xlsx", read_only=True)) as sheets:
        book = sum(1 for _ in sheets["data"].iter_rows()) - 1
    with Workbench(held) as bench:
        query = bench.query("agreements_287g", text)
        counted, paged = bench.count(query).count, len(bench.rows(query, 1000).as_json()["rows"])
    assert sheet == lines == book == pq.read_metadata(tmp_path / "out.parquet").num_rows == counted == paged

"""Real published files: every one is read, and nothing is lost against independent readers. Skipped where there are none."""

from __future__ import annotations

import csv
import gzip
import io
import time
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from clerestory.errors import BadFile
from clerestory.formats import grids
from tests.formats.reading import Table, read_all, read_one

MALFORMED = "FOIA 2018-ICFO-36170 Seattle Encounters Arrests and Removals.xlsx"


def shape(tables: list[Table]) -> list[tuple[str, int]]:
    return [(table.place.part, len(table.rows)) for table in tables]


def test_every_287g_workbook_with_its_links(shared_data: Path) -> None:
    files = sorted((shared_data / "ice_287g").rglob("*.xlsx"))
    assert len(files) > 1_000
    began = time.process_time()
    rows = links = 0
    for path in files:
        for grid in grids(path):
            for batch in grid.batches():
                rows += len(batch.rows)
                links += len(batch.links)
    assert time.process_time() - began < 25
    assert rows > 300_000
    assert links > 100_000


@pytest.mark.parametrize("folder", ["ice_287g/participating", "ice_detention_stats/raw"])
def test_workbooks_against_two_independent_readers(shared_data: Path, folder: str) -> None:
    files = sorted((shared_data / folder).glob("*.xlsx"))[::60]
    for path in files:
        ours = read_all(path)
        workbook = python_calamine.load_workbook(str(path))
        theirs = openpyxl.load_workbook(path, data_only=True)
        for table in ours:
            values = workbook.get_sheet_by_name(table.place.part).to_python(skip_empty_area=False)
            assert sum(cell is not None and cell != "" for row in table.rows for cell in row) >= sum(
                value not in ("", None) for row in values for value in row
            )
            sheet = theirs[table.place.part]
            for number, row in zip(table.numbers, table.rows, strict=True):
                for column, cell in enumerate(row):
                    value = sheet.cell(number, column + 1).value
                    if isinstance(value, str):
                        assert (cell or "") == value
                    assert (value is None) == (cell is None) or value == "" or cell == ""


def test_links_against_openpyxl(shared_data: Path) -> None:
    for path in sorted((shared_data / "ice_287g" / "participating").glob("*.xlsx"))[::100]:
        theirs = {
            (cell.row, cell.column - 1): cell.hyperlink.target
            for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()
            for cell in row
            if cell.hyperlink is not None and cell.hyperlink.target
        }
        ours = read_all(path)[0].links
        assert {place: ours[place].partition("#")[0] for place in theirs} == {
            place: target.partition("#")[0] for place, target in theirs.items()
        }


def test_a_workbook_that_one_reader_refuses(shared_data: Path) -> None:
    path = next((shared_data / "ice_person_events" / "foia_seattle").glob(MALFORMED))
    with pytest.raises(python_calamine.CalamineError):
        python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert [rows for _, rows in shape(read_all(path))] == [1416, 7835, 1273, 2662, 11718, 1923]


@pytest.mark.parametrize("pattern", ["**/*.csv", "**/*.csv.gz"])
def test_every_csv_against_the_csv_module(shared_data: Path, pattern: str) -> None:
    checked = 0
    for path in sorted(shared_data.glob(pattern)):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if len(data) > 40_000_000:
            continue
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        delimiter = max(",|\t;", key=text.split("\n", 1)[0].count)
        wanted = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        table = read_one(path)
        assert table.numbers == list(range(1, len(wanted) + 1)), path.name
        differing = [
            number for number, got, row in zip(table.numbers, table.plain, wanted, strict=True) if (got != row if row else any(got))
        ]
        assert not differing, f"{path.name} differs in {len(differing)} rows, first {differing[0]}"
        checked += 1
    assert checked > 10


def test_every_file_is_read_or_told_to_be_bad(shared_data: Path) -> None:
    bad = []
    for path in sorted(p for p in shared_data.rglob("*") if p.is_file() and "ice_287g" not in p.parts):
        try:
            assert sum(len(batch.rows) for grid in grids(path) for batch in grid.batches()) > 0
        except BadFile as error:
            bad.append((path.name, error.found))
    assert len(bad) <= 1, bad  # one JSON file there is not JSON

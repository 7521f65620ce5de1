"""The agency's own workbooks, read a second way (other readers, a third party's clean tables) and compared."""

from __future__ import annotations

import datetime
import importlib.util
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.reading import read, records

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "ice_detention_stats"
YEAR_END = {
    "FY19-detentionstats.xlsx": 267_258,
    "20231108035328-FY23_detentionStats10312023.xlsx": 142_580,
    "20241220175644-FY24_detentionStats.xlsx": 271_484,
}
"""Removals of the year, as ICE's annual reports print them."""
FILES, RECORDS = 76, 234_000


@pytest.fixture(scope="module")
def raw(shared_data: Path) -> Path:
    return shared_data / SOURCE / "raw"


def _sheet(path: Path, word: str) -> Any:
    book = openpyxl.load_workbook(path, data_only=True)
    return next(sheet for sheet in book.worksheets if word in sheet.title.casefold() and sheet.sheet_state == "visible")


def _tables(path: Path, tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    (release,) = read(path, tmp_path)
    assert release.source == SOURCE
    assert sum(part.quarantined for part in release.parts) == 0
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for table, record in records(release):
        found[table].append(record)
    return found


@pytest.mark.parametrize(("name", "published"), YEAR_END.items())
def test_year_end_removals_are_those_of_the_annual_reports(raw: Path, tmp_path: Path, name: str, published: int) -> None:
    sheet = _sheet(raw / name, "detention")
    title = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("ICE Removals"))
    below = [cell for row in sheet.iter_rows(title.row + 1, title.row + 3, title.column) for cell in row]
    assert max(cell.value for cell in below if isinstance(cell.value, int)) == published
    totals = [each["value"] for each in _tables(raw / name, tmp_path)["detention_removals"] if each["category"] == "Total"]
    assert totals == [published]


@pytest.mark.parametrize(
    "name", ["FY20-detentionstats.xlsx", "20220930022712-FY22_detentionStats09292022.xlsx", "FY26_detentionStats_02122026.xlsx"]
)
def test_every_figure_is_the_cell_that_it_says(raw: Path, tmp_path: Path, name: str) -> None:
    sheets = openpyxl.load_workbook(raw / name, data_only=True).worksheets
    checked = 0
    for table, found in _tables(raw / name, tmp_path).items():
        for record in found:
            if record.get("_col") is None or "value" not in record:
                continue
            cell = sheets[record["_grid"]].cell(record["_row"], record["_col"]).value
            if record["value"] is None:
                assert not isinstance(cell, int | float), (table, record["_row"])
                continue
            assert float(record["value"]) == pytest.approx(float(cell)), (table, record["_row"], record["_col"])
            checked += 1
    assert checked > 700


@pytest.mark.parametrize("name", ["FY19-detentionstats.xlsx", "FY26_detentionStats_02122026.xlsx"])
def test_facilities_are_all_rows_under_the_header(raw: Path, tmp_path: Path, name: str) -> None:
    rows = list(_sheet(raw / name, "facil").iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if row[0] == "Name")
    places = [row for row in rows[start + 1 :] if row[0] and row[3]]
    found = _tables(raw / name, tmp_path)["detention_facilities"]
    assert [record["name"] for record in found] == [str(row[0]).strip() for row in places]
    levels = [row[9:13] for row in places if all(isinstance(cell, int | float) for cell in row[9:13])]
    assert sum(record["adp"] for record in found if record["adp"] is not None) == pytest.approx(sum(map(sum, levels)))


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("list_detention_tables", ROOT / "tools" / "list_detention_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_every_number_of_every_workbook_lands_in_a_record(raw: Path) -> None:
    survey = _tool().survey(raw)
    assert survey.files == FILES
    assert set(survey.landed) == set(survey.numbers)
    for family, numbers in survey.numbers.items():
        assert survey.landed[family] >= 0.995 * numbers, family
    assert sum(survey.numbers.values()) - sum(survey.landed.values()) == len(survey.left)
    others = [entry for entry in survey.left if not 2018 <= entry.value <= 2026]
    assert [(entry.sheet, entry.row, entry.value) for entry in others] == [("Monthly Segregation", 389, 121)]


@pytest.mark.slow
def test_the_page_of_tables_is_current(raw: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "list_detention_tables.py"), "--check", str(raw)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# ---- a third party's reading of the same workbooks --------------------------------------------------------------------------------

Key = tuple[Any, ...]
TWO_WORKBOOKS = {
    datetime.date(2021, 2, 22),
    datetime.date(2021, 5, 3),
    datetime.date(2021, 5, 31),
    datetime.date(2021, 9, 27),
    datetime.date(2024, 5, 13),
}
"""Days that stand on the Facilities sheet of more than one workbook, one of them with a stale sheet: each side holds another one."""
AGREEING = {
    "detention_removals": 75,
    "detention_book_ins_by_agency": 2_700,
    "detention_by_criminality": 670,
    "detention_by_disposition": 760,
    "detention_book_outs_by_reason": 20_700,
    "detention_adp_by_agency": 2_700,
    "detention_facilities": 20_000,
}
SHIFTED = 64
"""Their family column from FY2024 to January 2025, which no workbook of the time has: the adults, one column to the left."""


@pytest.fixture(scope="module")
def ours(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[Key, set[float]]]:
    """Table → (fiscal year, day of the extract, …) → values: two workbooks may carry the same day."""
    found: dict[str, dict[Key, set[float]]] = defaultdict(lambda: defaultdict(set))
    total = 0
    for path in sorted(raw.glob("*.xlsx")):
        tables = _tables(path, tmp_path_factory.mktemp("staged"))
        total += sum(len(each) for each in tables.values())
        days = {record["iids_date"] for record in tables["detention_facilities"]}
        assert len(days) == 1
        for table, key, value in _keyed(tables):
            found[table][(key[0], next(iter(days)), *key[1:])].add(value)
    assert total > RECORDS
    return found


def _keyed(tables: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, Key, float]]:
    dimensions = {
        "detention_removals": ("category",),
        "detention_book_ins_by_agency": ("agency", "month"),
        "detention_by_criminality": ("criminality", "agency", "measure"),
        "detention_by_disposition": ("disposition", "facility_type"),
        "detention_book_outs_by_reason": ("reason", "criminality", "month"),
        "detention_adp_by_agency": ("agency", "criminality", "month"),
        "detention_bonds": ("measure", "month"),
    }
    for table, names in dimensions.items():
        for record in tables[table]:
            if record["value"] is not None and ("month" not in names or record["month"]):
                which = ("Family" if record[name] in ("FRC", "FSC") else record[name] for name in names)
                yield table, (record["fiscal_year"], *which), float(record["value"])
    for record in tables["detention_facilities"]:
        for level in ("level_a", "level_d"):
            if record[level] is not None:
                name = record["name"].casefold().split("[")[0].strip()
                yield "detention_facilities", (record["fiscal_year"], name, record["zip"], level), record[level]


def _theirs(folder: Path) -> Iterator[tuple[str, Key, float | None]]:
    """(table, key as ours, value) of every figure of theirs."""
    for file, table, dimensions in THEIRS:
        for row in pq.read_table(folder / f"{file}.parquet").to_pylist():
            if file.startswith("adp") and not row["agency"].strip().endswith("Average"):
                continue
            for which, value in dimensions(row):
                yield table, (row["fiscal_year"], row["pull_date"], *which), value


def _columns(label: str, **columns: str | tuple[str, str]) -> Any:
    """Their wide tables: the label's column, then one of theirs for each of our values."""
    return lambda row: [
        ((row[label], *([name] if isinstance(of, str) else [name, of[1]])), row[of if isinstance(of, str) else of[0]])
        for name, of in columns.items()
    ]


def _facility(row: dict[str, Any]) -> list[tuple[Key, float | None]]:
    name = row["name"].casefold().split("[")[0].strip()
    return [((name, row["zip"], level), row[level]) for level in ("level_a", "level_d")]


THEIRS: tuple[tuple[str, str, Any], ...] = (
    ("removals", "detention_removals", lambda row: [(("Total",), row["removals"])]),
    (
        "book-ins-by-arresting-agency",
        "detention_book_ins_by_agency",
        lambda row: [((row["arresting_agency"].strip(), row["date"]), row["n_book_ins"])],
    ),
    (
        "currently-detained-by-criminality",
        "detention_by_criminality",
        _columns("criminality", ICE=("ice", "people"), CBP=("cbp", "people"), Total=("total", "people")),
    ),
    (
        "currently-detained-by-disposition",
        "detention_by_disposition",
        _columns("disposition", Family="fsc_frc", Adult="adult", Total="total"),
    ),
    (
        "book-outs-by-reason",
        "detention_book_outs_by_reason",
        lambda row: [((row["release_reason"], row["criminality"] or "Total", row["date"]), row["n_book_outs"])],
    ),
    (
        "adp-by-agency-criminality",
        "detention_adp_by_agency",
        lambda row: [((row["agency"].replace("Average", "").strip() or "Total", "Total", row["date"]), row["adp"])],
    ),
    ("facilities", "detention_facilities", _facility),
)


@pytest.mark.slow
def test_a_third_partys_reading_agrees_outside_the_years_that_it_got_wrong(
    shared_data: Path, ours: dict[str, dict[Key, set[float]]]
) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    differing: dict[str, list[tuple[float, Key]]] = defaultdict(list)
    shifted: set[Key] = set()
    days = {table: {key[:2] for key in found} for table, found in ours.items()}
    for table, key, value in _theirs(shared_data / SOURCE / "ddp_clean"):
        if key[:2] not in days[table]:
            counts[table]["workbook not held"] += 1
        elif value is None:
            counts[table]["none of theirs"] += 1
        elif key not in ours[table]:
            counts[table]["not among ours"] += 1
            shifted.add(key)
        elif any(abs(value - one) <= 1e-6 * max(1.0, abs(one)) for one in ours[table][key]):
            counts[table]["same"] += 1
        else:
            counts[table]["other"] += 1
            differing[table].append((value, key))
    days_differing = {key[1] for each in differing.values() for _, key in each}
    assert days_differing <= TWO_WORKBOOKS
    assert {(key[-1], key[0]) for key in shifted} == {("Family", 2024), ("Family", 2025)}
    assert max(key[1] for key in shifted) < datetime.date(2025, 2, 1)
    assert set(counts) == set(AGREEING)
    for table, least in AGREEING.items():
        assert counts[table]["same"] >= least, (table, counts[table])
        assert counts[table]["not among ours"] == (SHIFTED if table == "detention_by_disposition" else 0), table

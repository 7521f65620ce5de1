"""Published figures out of the real files, each counted a second way by a reader that is not ours. Counts are compared, never rows."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from clerestory.workbench import Workbench

FOIA, SEATTLE = "ice_person_events/foia_fy16_18", "ice_person_events/foia_seattle"
PUBLISHED = {
    ("ice_arrests", 2016): 110_104,
    ("ice_arrests", 2017): 143_470,
    ("ice_arrests", 2018): 158_581,
    ("ice_encounters", 2016): 368_645,
    ("ice_encounters", 2017): 439_903,
    ("ice_removals", 2016): 240_255,
    ("ice_removals", 2017): 226_119,
    ("ice_removals", 2018): 256_085,
}
FILES = {"ice_arrests": "EROArrests", "ice_encounters": "EROEncounters", "ice_removals": "ICERemovals"}
AT_LARGE = {2016: 30_348, 2017: 40_066, 2018: 40_536}
PREAMBLE_AND_HEADER = 6


@pytest.fixture(scope="module")
def bench(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with Workbench.create(tmp_path_factory.mktemp("persons") / "workspace") as opened:
        folders = [str(shared_data / name) for name in ("ice_person_events", "detainers")]
        outcomes = opened.add(opened.find_files(folders))
        assert {outcome.status for outcome in outcomes} == {"added"}
        yield opened


def _count(bench: Workbench, table: str, text: str) -> int | None:
    return bench.count(bench.query(table, text)).count


@pytest.mark.parametrize(("table", "year"), PUBLISHED)
def test_yearly_files_give_the_published_totals(bench: Workbench, shared_data: Path, table: str, year: int) -> None:
    with gzip.open(shared_data / FOIA / f"{FILES[table]}_FY{year}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        independent = sum(1 for _ in csv.reader(file, delimiter="|")) - PREAMBLE_AND_HEADER
    assert _count(bench, table, f"release_fiscal_year:{year}") == PUBLISHED[table, year] == independent


@pytest.mark.parametrize("year", AT_LARGE)
def test_at_large_arrests_by_the_agencys_definition(bench: Workbench, year: int) -> None:
    methods = '"Located","Non-Custodial Arrest","Probation and Parole"'
    assert _count(bench, "ice_arrests", f"fiscal_year:{year} apprehension_method:{methods}") == AT_LARGE[year]


@pytest.mark.filterwarnings("ignore:Unknown extension")
def test_detainers(bench: Workbench, shared_data: Path) -> None:
    book = openpyxl.load_workbook(next((shared_data / "detainers").glob("*.xlsx")), read_only=True)
    independent = sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) if any(row)) - 1
    assert _count(bench, "ice_detainers", "") == 79_053 == independent


def _summary(shared_data: Path) -> dict[tuple[str, int], int]:
    """The 16 control totals, read with another reader."""
    path = next(path for path in (shared_data / SEATTLE).glob("*.xlsx") if path.name.startswith("UW"))
    totals: dict[tuple[str, int], int] = {}
    table = ""
    for row in openpyxl.load_workbook(path, read_only=True, data_only=True)["Summary"].iter_rows(values_only=True, max_row=60):
        label = str(row[0] or "")
        if "Administrative Arrests" in label:
            table = "ice_arrests"
        elif "Book Ins" in label:
            table = "ice_book_ins"
        elif "Removals" in label:
            table = ""
        elif label.startswith("FY") and table and isinstance(row[1], int):
            totals[table, int(label[2:6])] = row[1]
    return totals


def test_the_seattle_control_totals(bench: Workbench, shared_data: Path) -> None:
    totals = _summary(shared_data)
    assert len(totals) == 16
    ours = {key: _count(bench, key[0], f"universe:seattle_aor fiscal_year:{key[1]}") for key in totals}
    assert ours == totals
    stated = {
        (f"ice_{row['event'].replace('-', '_')}", row["fiscal_year"]): row["total"]
        for row in bench.rows(bench.query("ice_control_totals", ""), limit=100).records.to_pylist()
        if row["event"] in ("arrests", "book-ins")
    }
    assert stated == totals


def test_seattle_totals_and_copies(bench: Workbench) -> None:
    assert _count(bench, "ice_arrests", "universe:seattle_aor") == 32_549
    assert _count(bench, "ice_book_ins", "") == 36_811
    assert _count(bench, "ice_removals", "universe:seattle_aor removal_kind:expedited") == 6_529
    assert _count(bench, "ice_removals", "universe:seattle_aor removal_kind:other") == 20_384
    assert _count(bench, "derived_seattle_other_removals", "on:all") == 20_384
    # two generations of one release: asked by themselves, never added unless asked
    assert _count(bench, "derived_seattle_arrests", "on:all publisher:UWCHR") == 32_549


def test_two_universes_are_never_added_unasked(bench: Workbench) -> None:
    answer = bench.count(bench.query("ice_arrests", ""))
    assert answer.count == 110_104 + 143_470 + 158_581
    assert answer.about.universe == "national"
    assert "seattle_aor" in answer.about.other_universes


def test_every_row_is_accounted_for(bench: Workbench) -> None:
    for row in bench.reader.ledger.rows("SELECT rows_in, records, quarantined, furniture FROM parts"):
        assert row["rows_in"] == row["records"] + row["quarantined"] + row["furniture"]

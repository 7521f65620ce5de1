"""The lists as published: every row is accounted for, and figures come out as an independent reader counts them."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from clerestory.lake.facts import Release
from clerestory.workbench import Workbench
from tests.reading import read, records


def _rows(path: Path) -> list[list[str]]:
    """All rows of a text file, by Python's own reader."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    delimiter = max(",\t|", key=text.partition("\n")[0].count)
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]


def _in(release: Release) -> int:
    return sum(part.records + part.quarantined for part in release.parts)


@pytest.fixture(scope="module")
def agreements(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A workspace with the 287(g) lists of some days."""
    wanted = (
        "ParticipatingEntities-20250104041613", "participatingAgencies-20250308103021", "participatingAgencies-20250403231027",
        "participatingAgencies05162025am", "participatingAgencies06042025am", "participatingAgencies07082025pm",
        "participatingAgencies08282025am", "participatingAgencies08282025pm", "participatingAgencies09032025am",
        "participatingAgencies09032025pm", "participatingAgencies09172025am", "participatingAgencies09172025pm",
        "participatingAgencies09222025pm", "pendingAgencies09222025am", "pendingAgencies09222025pm", "participatingAgencies09242025am",
        "participatingAgencies09252025am", "participatingAgencies10222025am", "participatingAgencies10222025mid",
        "participatingAgencies10222025pm", "participatingAgencies11252025am", "participatingAgencies11252025pm",
        "participatingAgencies01062025pm", "participatingAgencies01142026am", "participatingAgencies01272026am",
        "participatingAgencies02132026am", "pendingAgencies01062025pm", "combined_result_deduped",
    )  # fmt: skip
    folder = shared_data / "ice_287g"
    files = [str(path) for path in sorted(folder.rglob("*.xlsx")) if path.stem in wanted]
    assert len(files) >= len(wanted)
    with Workbench.create(tmp_path_factory.mktemp("agreements") / "w") as bench:
        outcomes = bench.add(bench.find_files(files))
        assert {outcome.status for outcome in outcomes} <= {"added", "known"}
        yield bench


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2025-01-04", 135), ("2025-03-08", 318), ("2025-04-03", 444), ("2025-05-16", 571), ("2025-06-04", 641), ("2025-07-08", 807),
        ("2025-08-28", 897), ("2025-09-03", 957), ("2025-09-17", 1000), ("2025-09-24", 1035), ("2025-09-25", 1035), ("2025-10-22", 1097),
        ("2025-11-25", 1188), ("2026-01-14", 1317), ("2026-01-27", 1372), ("2026-02-13", 1414),
    ],
)  # fmt: skip
def test_agreements_in_force_on_a_day(agreements: Workbench, day: str, count: int) -> None:
    assert agreements.count(agreements.query("agreements_287g", f"on:{day}")).count == count


@pytest.mark.slow
def test_names_that_lie_do_not_move_a_list(agreements: Workbench, shared_data: Path) -> None:
    """A list of January 2026 says 2025; on 22 September 2025 two lists were put up under each other's name."""
    before = agreements.count(agreements.query("agreements_287g", "on:2025-01-08")).count
    assert before == 135
    assert agreements.count(agreements.query("agreements_287g", "on:2025-09-22")).count == _listed(
        shared_data / "ice_287g" / "pending" / "pendingAgencies09222025pm.xlsx"
    )
    assert agreements.count(agreements.query("agreements_287g_pending", "on:2025-09-22")).count == _listed(
        shared_data / "ice_287g" / "participating" / "participatingAgencies09222025pm.xlsx"
    )
    told = {release["name"]: release for release in agreements.releases("ice_287g")}
    swapped = next(release for name, release in told.items() if name.endswith("participatingAgencies09222025pm.xlsx"))
    assert any("its columns are those of the list of pending agencies" in note for note in swapped["notes"])
    early = next(release for name, release in told.items() if name.endswith("participatingAgencies01062025pm.xlsx"))
    assert early["published"] == "2026-01-06T17:00:00"
    assert any("taken as 2026" in note for note in early["notes"])


@pytest.mark.slow
def test_no_address_of_an_official_comes_in_with_a_link(agreements: Workbench) -> None:
    rows = agreements.rows(agreements.query("agreements_287g", "on:2026-02-13"), limit=2000).records.to_pylist()
    links = [row["moa"] for row in rows if row["moa"]]
    assert len(links) > 1000
    assert not [link for link in links if "@" in link or "%40" in link or "safelinks" in link or "?" in link]
    assert all(link.startswith(("https://www.ice.gov/", "http://www.ice.gov/")) for link in links)


def _listed(path: Path) -> int:
    """Filled rows under the header, by another reader."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return sum(any(str(cell or "").strip() for cell in row) for row in sheet.iter_rows(values_only=True)) - 1
    finally:
        book.close()


@pytest.mark.slow
def test_every_287g_workbook_gives_every_row(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / "ice_287g").rglob("*.xlsx"))
    assert len(files) == 1062
    # every workbook of the pending lists and of 2025 on, and every fifth of the long series before
    some = [path for at, path in enumerate(files) if "Entities-202" not in path.name or at % 5 == 0]
    tables: Counter[str] = Counter()
    for path in some:
        (release,) = read(path, tmp_path, name=path.name)
        assert _in(release) == _listed(path), path.name
        assert release.published or release.publisher == "unknown compiler", path.name
        tables[release.parts[0].table] += 1
        for file in tmp_path.iterdir():
            file.unlink()
    assert tables["derived_287g_combined"] == 4
    assert tables["agreements_287g_pending"] == 190


CONTRACTS = (
    *(f"CBP_ICE_FY{year}_Contract_Obligations.csv" for year in (2021, 2023, 2024, 2025, 2026)),
    *(f"tornapart_ice_fy{year}.csv" for year in (13, 14, 15, 16, 18)),
    *(f"fy2026_snapshots/{name}.csv" for name in ("2026-02-13_7f66b0a", "2026-03-16_c97a939", "2026-08-04_9f5e8ff", "2026-08-10_fe313d8")),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CONTRACTS)
def test_obligations_of_a_file_add_up(shared_data: Path, tmp_path: Path, name: str) -> None:
    path = shared_data / "contracts" / name
    rows = _rows(path)
    labels = ("Federal Action Obligation", "federal_action_obligation")
    headed = any(label in rows[0] for label in labels)
    place = next((rows[0].index(label) for label in labels if label in rows[0]), 7)
    amounts = [Decimal(row[place]) for row in rows[headed:]]
    (release,) = read(path, tmp_path, name=name)
    assert _in(release) == len(amounts)
    got = [record["federal_action_obligation"] for _, record in records(release)]
    assert abs(sum(map(Decimal, map(str, got))) - sum(amounts)) < Decimal("0.01")
    assert sum(amount < 0 for amount in got) == sum(amount < 0 for amount in amounts)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "cut"),
    [("CBP_ICE_FY2021_Contract_Obligations.csv", "CBP: exactly 5,100"), ("CBP_ICE_FY2023_Contract_Obligations.csv", "ICE: exactly 3,300"), ("CBP_ICE_FY2025_Contract_Obligations.csv", "")],
)  # fmt: skip
def test_a_pull_that_was_cut_off_is_told(shared_data: Path, tmp_path: Path, name: str, cut: str) -> None:
    (release,) = read(shared_data / "contracts" / name, tmp_path)
    told = [note for note in release.notes if "was cut off" in note]
    assert len(told) == bool(cut)
    assert not cut or told[0].startswith(cut)


@pytest.mark.slow
def test_contracts_hold_no_contact_and_stand_in_force_by_year(shared_data: Path, tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "w") as bench:
        outcomes = bench.add(bench.find_files([str(shared_data / "contracts")]))
        assert {outcome.status for outcome in outcomes} == {"added"}
        found = bench.rows(bench.query("contract_actions", "federal_action_obligation:29898236")).records.to_pylist()
        assert sorted(str(row["action_date"]) for row in found) == ["2025-04-11", "2025-09-25"]
        assert {row["award_id_piid"] for row in found} == {"70CTD022FR0000170"}
        # five fiscal years, each by its last pull
        lengths = [len(_rows(shared_data / "contracts" / name)) - 1 for name in CONTRACTS[:5]]
        assert bench.count(bench.query("contract_actions", "")).count == sum(lengths) == 48137
        march = len(_rows(shared_data / "contracts" / CONTRACTS[11])) - 1
        assert bench.count(bench.query("contract_actions", "fiscal_year:2026 on:2026-03-20")).count == march == 2727
        assert bench.count(bench.query("contract_awards", "")).count == 1369
        assert bench.count(bench.query("derived_contracts_thin", "")).count == 5515
        personal = ("recipient_phone_number", "recipient_address_line_1", "highly_compensated", "woman_owned")
        files = sorted((tmp_path / "w" / "lake").glob("contract_*/*.parquet"))
        assert files
        tables = [pq.read_table(path) for path in files]
    assert all(table["recipient_name"].null_count < table.num_rows for table in tables)
    for table in tables:
        for name in table.column_names:
            if name.startswith(personal) and not name.endswith(("__state", "__text")):
                assert table[name].null_count == table.num_rows, name


def test_headcounts_give_every_row(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "detention_headcount"
    ddp, uwchr = (folder / "ddp_facilities-daily-population-latest.parquet", folder / "uwchr_inc_headcount_fy12-24ytd.csv.gz")
    (first,) = read(ddp, tmp_path)
    table = pq.read_table(ddp)
    assert _in(first) == table.num_rows == 888_699
    assert first.published == "2026-03-10T00:00:00"
    (second,) = read(uwchr, tmp_path)
    assert _in(second) == len(_rows(uwchr)) - 1 == 928_231
    day = [row for row in table.select(["date", "n_detained_at_midnight"]).to_pylist() if str(row["date"]) == "2025-06-01"]
    got = [row for _, row in records(first) if str(row["day"]) == "2025-06-01"]
    assert sum(row["n_at_midnight"] or 0 for row in got) == sum(row["n_detained_at_midnight"] or 0 for row in day) == 51_403


@pytest.mark.parametrize(
    ("name", "count"),
    [("ice_287g/287gwatch_agreements.csv", 11_257), ("ice_287g/287gwatch_fbi_lee_latest.csv", 18_330), ("contracts/tornapart_data_dictionary.csv", 260)],
)  # fmt: skip
def test_reference_lists_give_every_row(shared_data: Path, tmp_path: Path, name: str, count: int) -> None:
    (release,) = read(shared_data / name, tmp_path)
    assert _in(release) == count - ("dictionary" in name)
    assert len(_rows(shared_data / name)) == count + ("dictionary" not in name) - ("dictionary" in name)


def test_lists_of_facilities_give_every_row(shared_data: Path, tmp_path: Path) -> None:
    told = {
        # by the lists' own words (“1685 Facilities”), or counted in a spreadsheet program
        "raw_09foia5638detentionfacilitylist.xls": {"Facility List": 275},
        "raw_2015IceDetentionFacilityListing.xlsx": {"Facility List - Main": 209},
        "raw_uwchr_2019-ICFO-31121.xlsx": {"2019-ICFO-31121": 214},
        "raw_uwchr_Highlighted_Copy_2019-ICFO-31806.xlsx": {"2019-ICFO-31806": 200},
        "raw_uwchr_dedicatedNonDedicatedFacilityList.xlsx": {"ICE Dedicated Facilities": 37, "ICE Non-Dedicated Facilities": 185},
    }  # fmt: skip
    folder = shared_data / "facilities"
    for name, sheets in told.items():
        (release,) = read(folder / name, tmp_path)
        assert {part.name: part.records for part in release.parts} == sheets, name
        assert not any(part.quarantined for part in release.parts), name
    (whole,) = read(folder / "raw_ICE_Facility_List_11-06-2017-web.xlsx", tmp_path)
    assert [(part.table, part.records) for part in whole.parts] == [
        ("facilities", 1685), ("facility_population", 1685), ("facility_lists", 215), ("facility_lists", 215), ("facility_lists", 29),
        ("facility_lists", 9), ("facility_lists", 4), ("facility_lists", 1), ("facility_lists", 24), ("facility_lists", 13),
    ]  # fmt: skip
    (areas,) = read(folder / "raw_Over72HourFacilities.xlsx", tmp_path)
    sheet = openpyxl.load_workbook(folder / "raw_Over72HourFacilities.xlsx").worksheets[0]
    listed = [row for row in sheet.iter_rows(values_only=True) if all(row[:4]) and row[0] != "Facility Name"]
    assert _in(areas) == len(listed)
    assert len({record["aor"] for _, record in records(areas)}) == len(areas.parts)


def test_what_others_made_of_them_gives_every_row(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "facilities"
    placed = 0
    for path in sorted(folder.iterdir()):
        if path.name.startswith("raw_") or path.suffix in (".md", ".json", ".xlsx"):
            continue
        (release,) = read(path, tmp_path, name=path.name)
        assert _in(release) == len(_rows(path)) - 1, path.name
        assert release.parts[0].table.startswith(("derived_", "reference_")), path.name
        placed += 1
    assert placed == 20


def test_cleaned_detention_statistics_give_every_row(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / "ice_detention_stats" / "ddp_clean").glob("*.parquet"))
    assert len(files) == 23
    for path in files:
        (release,) = read(path, tmp_path)
        assert release.parts[0].table == f"derived_ddp_{path.stem.replace('-', '_')}"
        assert _in(release) == pq.read_metadata(path).num_rows
        assert not any(part.quarantined for part in release.parts)

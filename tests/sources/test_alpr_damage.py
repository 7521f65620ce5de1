"""Damages of exports: what is read by content, what is turned away, and that no plate and no officer gets in by any of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from clerestory import plugins
from clerestory.lake.facts import Release
from clerestory.sdk import Name
from clerestory.sources.alpr_searches.kinds import kind_of, other_places, placed
from clerestory.sources.alpr_searches.shares import frame, offense_of
from tests.reading import read, records

SAMPLES = Path(__file__).parents[1] / "samples"
NETWORK = SAMPLES / "alpr_network_audit" / "in" / "Exampleville XX PD"
LOGS = [
    path
    for source in ("alpr_network_audit", "alpr_org_audit", "alpr_event_log", "alpr_portal_audit")
    for path in sorted((SAMPLES / source / "in").rglob("*"))
    if path.is_file()
]


def _one(name: str, staging: Path) -> Release:
    (release,) = read(NETWORK / name, staging, name=f"Exampleville XX PD/{name}")
    return release


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_no_plate_no_officer_no_address_is_stored(path: Path, tmp_path: Path) -> None:
    """Samples call every officer Fictus and put QQ into every plate; neither stands in any stored cell, label or note."""
    for release in read(path, tmp_path):
        stored = [str(value) for _, record in records(release) for value in record.values()]
        stored += [*release.notes, *(turned.reason for turned in release.turned), *(str(part.layout) for part in release.parts)]
        assert not [text for text in stored if any(word in text for word in ("Fictus", "QQ", "@", "555-010"))]


@pytest.mark.parametrize(
    ("name", "records_in", "turned_away", "moved"),
    [
        ("network_audit_moved_cells.csv", 6, 1, 4),
        ("network_audit_stacked.csv", 6, 1, 3),
        ("network_audit_2026_D.csv", 4, 1, 0),
        ("network_audit_headerless.csv", 6, 0, 0),
        ("network_audit_phantom_label.csv", 6, 0, 0),
    ],
)
def test_damaged_rows_are_read_or_turned_away(name: str, records_in: int, turned_away: int, moved: int, tmp_path: Path) -> None:
    release = _one(name, tmp_path)
    assert sum(part.records for part in release.parts) == records_in
    assert sum(part.quarantined for part in release.parts) == turned_away
    assert sum(turned.reason == "cells moved: read by their content" for turned in release.turned) == moved


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("network_audit_headerless.csv", "the file has no header"),
        ("network_audit_phantom_label.csv", "the label of search_key stands over no data"),
        ("network_audit_blank_label.csv", "the column is reason, search_type"),
        ("network_audit_H_split.xlsx", "day and time stand in two columns"),
    ],
)
def test_what_was_done_is_said(name: str, says: str, tmp_path: Path) -> None:
    assert any(says in note for note in _one(name, tmp_path).notes)


def test_pivot_sheets_give_no_record(tmp_path: Path) -> None:
    assert {part.name for part in _one("network_audit_months.xlsx", tmp_path).parts} == {"JANUARY", "APRIL "}


def _network_file(folder: Path, name: str, organisations: list[str]) -> Release:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Name", "Org Name", "Total Networks Searched", "Reason", "Search Time"])
        writer.writerows(["***", each, "3", "burglary", "03/01/2025, 03:04:05 AM UTC"] for each in organisations)
    (release,) = read(path, folder / "staging", name=name)
    return release


@pytest.mark.parametrize(
    ("name", "organisations", "source", "says"),
    [
        ("log.csv", ["A XX PD", "B XX PD"], "alpr_network_audit", "by the several organisations"),
        ("org_audit.csv", ["A XX PD", "B XX PD"], "alpr_network_audit", "though its name says organization audit"),
        ("network_audit.csv", ["A XX PD", "A XX PD"], "alpr_network_audit", "told by its name"),
        ("organization audit.csv", ["A XX PD"], "alpr_org_audit", "told by its name"),
        ("log.csv", ["A XX PD", "A XX PD"], "alpr_org_audit", "taken for an organization audit"),
    ],
)
def test_content_decides_before_the_name(name: str, organisations: list[str], source: str, says: str, tmp_path: Path) -> None:
    release = _network_file(tmp_path, name, organisations)
    assert release.source == source
    assert any(says in note for note in release.notes)


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("Exampleville XX PD/2025.csv", "Exampleville XX PD"),
        ("north-example-xx-so_network_audit.csv", "north-example-xx-so"),
        ("Request of Bo Fictus/audit.csv", ""),
        ("audit_2025.csv", ""),
    ],
)
def test_whose_log_it_is_is_never_guessed(name: str, agency: str) -> None:
    facts = plugins.load("sources", "alpr_network_audit").release(Name(name), [])
    assert facts.publisher == agency
    assert facts.values.get("agency", "") == agency
    assert any("unknown agency" in note for note in facts.notes) == (not agency)
    assert "Fictus" not in str(facts)


A = "02/01/2025, 03:04:05 AM UTC"
B = "03/01/2025, 03:04:05 AM UTC"


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        (f"{A}\n{B}", A, B),
        (f"{A}\r\n{B}", A, B),
        (f"{A} to {B}", A, B),
        ("2/1/2025, 3:04:05 AM UTC to 3/1/2025, 3:04:05 AM UTC", "2/1/2025, 3:04:05 AM UTC", "3/1/2025, 3:04:05 AM UTC"),
        ("***", "***", "***"),
        (A, A, None),
        ("", "", ""),
        (None, None, None),
    ],
)
@pytest.mark.parametrize("beside", [[], [f"{A}\n{B}"], [f"{A}\n{B}", "2/1/2025, 3:04:05 AM UTC\n3/1/2025, 3:04:05 AM UTC"]])
def test_time_frames_have_two_ends(cell: str | None, start: str | None, end: str | None, beside: list[str]) -> None:
    cells = pa.array([cell, *beside], pa.string())
    assert frame(first=True)(cells)[0].as_py() == start
    assert frame(first=False)(cells)[0].as_py() == end


@pytest.mark.parametrize(
    ("reason", "year", "offense", "detail"),
    [
        ("Welfare Check - neighbour called", 2026, "Welfare Check", "neighbour called"),
        ("Immigration (criminal) - HSI - request", 2026, "Immigration (criminal)", "HSI - request"),
        ("Other -", 2026, "Other", ""),
        ("Welfare Check - neighbour called", 2025, None, None),
        ("Welfare Check", 2026, None, None),
        ("stolen - from lot", 2026, None, None),
        (None, 2026, None, None),
    ],
)
def test_offences_are_read_only_where_the_form_had_a_list(reason: str | None, year: int, offense: str | None, detail: str | None) -> None:
    moments = pa.array([f"{year}-01-01T00:00:00", "2026-02-01T00:00:00"]).cast(pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))
    columns = {"reason": pa.array([reason, "Arson - x"], pa.string()), "searched_at": moments}
    made = [computed.make(columns) for computed in offense_of(("Welfare Check", "Other", "Immigration (criminal)", "Arson"))]
    assert [each[0].as_py() for each in made if each is not None] == [offense, detail]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("03/01/2025, 03:04:05 AM UTC", "moment"),
        ("3/1/2025, 3:04:05 PM UTC", "moment"),
        ("2025-03-01T03:04:05.123Z", "moment"),
        ("12/31/1969, 11:59:59 PM UTC\n03/05/2025, 03:04:05 AM UTC", "frame"),
        ("123.0", "int"),
        ("lookup - Mobile", "type"),
        ("——", "empty"),
        (" REDACTED", "empty"),
        ("7923.600 GC", "empty"),
        (None, "empty"),
        ("burglary at store", "text"),
    ],
)
def test_kinds_of_cells(cell: str | None, kind: str) -> None:
    assert kind_of(cell) == kind


def test_a_row_that_fits_is_left_alone() -> None:
    order = ("searcher", "organisation", "network_count", "reason", "searched_at")
    row = ["***", "A XX PD", "3", "x y", "03/01/2025, 03:04:05 AM UTC"]
    assert other_places(row, placed(order)) is None
    assert other_places(row[::-1], placed(order)) == {}


def test_an_agency_whose_name_is_masked_is_still_counted_with_the_others(tmp_path: Path) -> None:
    """Towns of people's names: the slug may be masked in the release's own facts, the kind of universe may not."""
    path = tmp_path / "maria-garcia__2026-03-10__search_audit.csv"
    path.write_text('"id","userId","searchDate","networkCount"\n"x","***","2026-03-01T01:00:00.000Z","3"\n')
    (release,) = read(path, tmp_path / "staging")
    assert release.universe.startswith("one:")
    assert "garcia" not in release.universe + release.publisher

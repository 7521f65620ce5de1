"""Figures of the real licence-plate-reader files, each worked out a second time with the csv and json modules alone."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clerestory.workbench import Workbench

Row = dict[str, str]
LONG = "portal_search_audit/ca_portals_a_to_m_2026-03_to_2026-04_screened_long.csv.gz"


def _rows(path: Path) -> list[Row]:
    return list(csv.DictReader(_text(path).splitlines(keepends=True)))


def _text(path: Path) -> str:
    whole = path.read_bytes()
    return (gzip.decompress(whole) if path.suffix == ".gz" else whole).decode("utf-8")


def _pages(folder: Path) -> list[dict[str, Any]]:
    path = folder / "portal_snapshots" / "ca_portal_snapshots_2026.jsonl.gz"
    return [json.loads(line) for line in _text(path).splitlines()]


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "alpr"


@pytest.fixture(scope="module")
def long(folder: Path) -> list[Row]:
    return _rows(folder / LONG)


@pytest.fixture(scope="module")
def own(folder: Path) -> list[Row]:
    """Rows of the agencies' own files, with agency and day out of the files' names."""
    rows = []
    for path in sorted((folder / "portal_search_audit" / "verbatim_no_free_text").glob("*.csv")):
        slug, day, _ = path.name.split("__")
        rows += [{**row, "slug": slug, "archived_date": day} for row in _rows(path)]
    return rows


@pytest.fixture(scope="module")
def bench(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with Workbench.create(tmp_path_factory.mktemp("alpr") / "w") as bench:
        outcomes = bench.add(bench.find_files([str(folder)]))
        failed = [outcome for outcome in outcomes if outcome.status != "added"]
        assert len(failed) == 2, [outcome.reason for outcome in failed]
        assert all("no source knows this layout" in outcome.reason for outcome in failed)
        assert sum(outcome.quarantined for outcome in outcomes) == 0
        yield bench


def _count(bench: Workbench, table: str, text: str = "") -> int | None:
    return bench.count(bench.query(table, text)).count


def _facet(bench: Workbench, table: str, column: str, text: str = "") -> dict[str, int | None]:
    groups = bench.facet(bench.query(table, text), column, 10_000).groups
    return {str(group.value): group.count for group in groups if group.state == "value"}


def test_every_row_of_every_file_is_a_sighting(bench: Workbench, long: list[Row], own: list[Row]) -> None:
    assert len(long) + len(own) == 80_194
    assert _count(bench, "alpr_sightings") == len(long) + len(own)
    assert _count(bench, "alpr_sightings", 'form:"compiled by a third party"') == len(long)
    assert _facet(bench, "alpr_sightings", "organisation") == dict(Counter(row["slug"] for row in long + own))


def test_rows_that_stand_in_both_forms_are_marked(bench: Workbench, long: list[Row], own: list[Row]) -> None:
    def keys(rows: list[Row]) -> set[tuple[str, str, str]]:
        return {(row["slug"], row["archived_date"], row["id"]) for row in rows}

    both = keys(long) & keys(own)
    assert len(both) == 7_242
    assert _count(bench, "alpr_sightings", "copy:true") == len(both)
    assert _count(bench, "alpr_sightings", 'copy:true form:"compiled by a third party"') == len(both)
    assert _count(bench, "alpr_sightings", "-copy:true") == len(keys(long) | keys(own)) == 72_952
    assert _facet(bench, "alpr_sightings", "agency", "copy:true") == dict(Counter(slug for slug, _, _ in both))


def test_distinct_searches_with_first_and_last_publication(bench: Workbench, long: list[Row], own: list[Row]) -> None:
    days: dict[str, list[str]] = {}
    for row in long + own:
        days.setdefault(row["id"], []).append(row["archived_date"])
    assert len(days) == 30_887
    assert _count(bench, "alpr_searches") == len(days)
    assert _facet(bench, "alpr_searches", "first_seen") == dict(Counter(min(each) for each in days.values()))
    assert _facet(bench, "alpr_searches", "last_seen") == dict(Counter(max(each) for each in days.values()))
    assert _facet(bench, "alpr_searches", "sightings") == dict(Counter(str(len(each)) for each in days.values()))


@pytest.mark.parametrize("column", ["reason", "case_number", "offense_type"])
def test_what_was_not_exported_is_neither_empty_nor_zero(column: str, bench: Workbench, long: list[Row], own: list[Row]) -> None:
    label = {"reason": "reason", "case_number": "caseNumber", "offense_type": "offenseType"}[column]
    without = sum(row[label] == "<not_exported>" for row in long) + sum(label not in row for row in own)
    assert without > 0
    assert _count(bench, "alpr_sightings", f"{column}.state:not_exported") == without
    assert _count(bench, "alpr_sightings", f"{column}.state:empty") == sum(row.get(label) == "" for row in long + own)


def test_accounts_are_masked_everywhere(bench: Workbench, long: list[Row], own: list[Row]) -> None:
    assert {row["userId"] for row in long + own} == {"***"}
    assert _count(bench, "alpr_sightings", "searcher.state:redacted") == len(long) + len(own)


def test_months_and_offences(bench: Workbench, long: list[Row], own: list[Row]) -> None:
    march = sum(row["searchDate"].startswith("2026-03") for row in long + own)
    assert _count(bench, "alpr_sightings", "searched_at:2026-03") == march
    offences = Counter(row["offenseType"] for row in long + own if row.get("offenseType", "<not_exported>") not in ("<not_exported>", ""))
    assert len(offences) > 40
    assert _facet(bench, "alpr_sightings", "offense_type") == dict(offences)


def test_the_counter_on_the_page_is_the_number_of_rows_of_its_audit(
    bench: Workbench, long: list[Row], own: list[Row], folder: Path
) -> None:
    """`Searches in the last 30 days` equals the rows of the search audit on the same page, wherever both are held here."""
    printed = {}
    for page in _pages(folder):
        if page["searches_30d"] is not None:
            printed[page["crawled_slug"], page["archived_date"]] = page["searches_30d"]
    held = {(row["slug"], row["archived_date"], row["id"]) for row in long + own}
    rows = Counter((slug, day) for slug, day, _ in held)
    pages = sorted(set(printed) & set(rows))
    assert len(pages) == 200
    assert [page for page in pages if printed[page] != rows[page]] == []
    slug, day = pages[0]
    asked = _count(bench, "alpr_sightings", f"agency:{slug} published_on:{day} copy:false")
    assert asked == printed[slug, day]
    assert _facet(bench, "alpr_portals", "searches_30d", f"agency:{slug} archived_on:{day}") == {str(asked): 1}


def test_the_inventory_counts_the_same_rows(bench: Workbench, long: list[Row], folder: Path) -> None:
    inventory = _rows(folder / "portal_search_audit" / "snapshot_inventory_a_to_m.csv")
    assert _count(bench, "reference_alpr_snapshots") == len(inventory) == 192
    counted = Counter((row["slug"], row["archived_date"]) for row in long)
    assert {(row["slug"], row["archived_date"]): int(row["rows_in_search_audit"]) for row in inventory} == dict(counted)


def test_snapshots_of_portals_and_sharing(bench: Workbench, folder: Path) -> None:
    edges = _rows(folder / "portal_snapshots" / "ca_portal_sharing_edges_2026.csv.gz")
    assert len(edges) == 193_420
    assert _count(bench, "alpr_sharing") == len(edges)
    assert _facet(bench, "alpr_sharing", "direction") == dict(Counter(edge["direction"] for edge in edges))
    assert _facet(bench, "alpr_sharing", "partner") == dict(Counter(edge["partner_name"] for edge in edges))
    pages = _pages(folder)
    assert len(pages) == 703
    assert _count(bench, "alpr_portals") == len(pages)
    for column in ("camera_count", "data_retention_days"):
        wanted = Counter(str(page[column]) for page in pages if page[column] is not None)
        assert _facet(bench, "alpr_portals", column) == dict(wanted)
        empty = sum(page[column] is None for page in pages)
        assert _count(bench, "alpr_portals", f"{column}.state:empty") == empty


def test_summaries_by_a_third_party(bench: Workbench, folder: Path) -> None:
    offences = _rows(folder / "portal_search_audit" / "offense_type_values.csv")
    reasons = _rows(folder / "portal_search_audit" / "reason_lexicon_ge3_portals.csv")
    assert _facet(bench, "reference_alpr_offense_types", "offense_type") == {row["offenseType_as_exported"]: 1 for row in offences}
    assert _facet(bench, "reference_alpr_reasons", "reason") == {row["reason_normalised"]: 1 for row in reasons}
    assert _count(bench, "reference_alpr_reasons", "portals:<3") == 0

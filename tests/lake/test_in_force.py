"""Releases that replace each other within a fiscal year: the year-end figures stay askable, and nothing is counted twice."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from clerestory.lake.by_engine import in_force
from clerestory.lake.engine import connect
from clerestory.lake.slices import Latest, Shape
from clerestory.search.answers.rows import Rows
from clerestory.workbench import Workbench

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "ice_detention_stats" / "in"
YEAR_END, STALE, LATER = sorted(path for path in SAMPLES.iterdir())
"""FY2031's last workbook; one of FY2032 with FY2031's figures to date left in; a later one of FY2032 that repeats FY2031's ATD sheet."""


@pytest.fixture(scope="module", params=list(permutations((YEAR_END, STALE, LATER))), ids=lambda files: " ".join(f.name[:8] for f in files))
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """The three workbooks, added in every order."""
    with Workbench.create(tmp_path_factory.mktemp("w") / "w") as bench:
        for path in request.param:
            assert [one.status for one in bench.add(bench.find_files([str(path)]))] == ["added"]
        yield bench


def _rows(bench: Workbench, table: str, text: str) -> Rows:
    return bench.rows(bench.query(table, text), limit=1000)


def _released(bench: Workbench, table: str, text: str) -> set[str]:
    names = {release["id"]: release["name"] for release in bench.releases()}
    return {names[each][:8] for each in _rows(bench, table, text).records.column("_release").to_pylist()}


def test_a_later_years_workbook_does_not_replace_the_year_end(bench: Workbench) -> None:
    removals = _rows(bench, "detention_removals", "category:Total").records.to_pylist()
    assert sorted((row["fiscal_year"], row["value"]) for row in removals) == [(2031, 55), (2032, 19)]


def test_of_one_year_the_last_workbook_that_has_it_counts_alone(bench: Workbench) -> None:
    assert _released(bench, "detention_facilities", "fiscal_year:2032") == {LATER.name[:8]}
    assert _released(bench, "detention_atd_aor", "fiscal_year:2031") == {LATER.name[:8]}
    assert bench.count(bench.query("detention_atd_aor", "fiscal_year:2031")).count == 8
    assert bench.count(bench.query("detention_atd_aor", "fiscal_year:2031 on:all")).count == 8 + 12


def test_on_a_day_the_workbooks_of_that_day_arein_force(bench: Workbench) -> None:
    assert _released(bench, "detention_facilities", "on:2031-10-31") == {YEAR_END.name[:8]}
    assert _released(bench, "detention_facilities", "on:2031-12-01") == {YEAR_END.name[:8], STALE.name[:8]}
    assert _released(bench, "detention_atd_aor", "fiscal_year:2031 on:2031-12-01") == {YEAR_END.name[:8]}
    assert _rows(bench, "detention_facilities", "on:2031-01-01").total == 0


def test_facets_and_streams_see_what_counts_see(bench: Workbench) -> None:
    query = bench.query("detention_facilities", "")
    facet = bench.facet(query, "fiscal_year")
    assert {(group.value, group.count) for group in facet.groups} == {(2031, 2), (2032, 2)}
    assert sum(batch.num_rows for batch in bench.stream(query)[1]) == 4 == bench.count(query).count


def test_the_answer_says_how_it_chose(bench: Workbench) -> None:
    about = bench.count(bench.query("detention_facilities", "")).about
    assert "of each fiscal_year, the records of the last release that has any" in about.notes
    everything = bench.count(bench.query("detention_facilities", "on:all")).about
    assert not any("last release" in note for note in everything.notes)


def test_what_was_left_behind_stands_apart(bench: Workbench) -> None:
    aside = bench.facet(bench.query("detention_set_aside", ""), "aside")
    assert {group.value for group in aside.groups} == {"hidden sheet", "an earlier year's figures to date, left in"}
    notes = {release["name"][:8]: release["notes"] for release in bench.releases("ice_detention_stats")}
    assert any("left in" in note for note in notes[STALE.name[:8]])
    assert any("hidden sheet" in note for note in notes[YEAR_END.name[:8]])


def test_a_list_without_years_is_replaced_as_a_whole(tmp_path: Path) -> None:
    labels = ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"]
    for day, agencies in (("09012031", ("Alder", "Birch")), ("10012031", ("Alder",))):
        with (tmp_path / f"participatingAgencies{day}am.csv").open("w", newline="") as file:
            rows = [["ZZ", f"{name} County Sheriff", "County", name, "Task Force", "1/1/2031", ""] for name in agencies]
            csv.writer(file).writerows([labels, *rows])
    with Workbench.create(tmp_path / "w") as bench:
        bench.add(bench.find_files([str(path) for path in tmp_path.glob("*.csv")]))
        counts = [bench.count(bench.query("agreements_287g", on)).count for on in ("", "on:2031-09-15", "on:all")]
    assert counts == [1, 2, 3]


def test_records_without_the_value_are_a_group_of_their_own() -> None:
    shape = Shape(("x",), ("_release", "year"))
    relation = "(VALUES ('a', NULL), ('b', NULL), ('a', 1), ('c', 1), ('d', 1)) AS t(_release, year)"
    values: list[object] = []

    def bind(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    sql = in_force(Latest(("year",), (("a", "b", "c"), ("d",))), shape, relation, bind)
    found = connect().execute(f"SELECT _release, year FROM {sql}", values).fetchall()
    assert sorted(found, key=str) == [("b", None), ("c", 1), ("d", 1)]

"""A number of people that is not exact is marked where it stands, in every way in. The records are made up, and counted here by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

import clerestory
from clerestory.cli.main import cli
from clerestory.mcp.tools import facet
from clerestory.search.query import Split
from clerestory.serve import application
from clerestory.workbench import Workbench
from tests.search.arrests import Row, opened, write

TABLE = "ice_arrests"
NAMES = ("area", "citizenship", "gender")
YEARS: dict[int, dict[Row, int]] = {
    2031: {("Alpha", "ARCADIA", "Male"): 295, ("Alpha", "ARCADIA", "Female"): 43, ("Bravo", "ARCADIA", "Male"): 41, ("Bravo", "UTOPIA", "Female"): 32, ("Charlie", "UTOPIA", "Unknown"): 4},
    2032: {("Alpha", "ARCADIA", "Male"): 110, ("Alpha", "UTOPIA", "Female"): 26, ("Bravo", "ATLANTIS", "Male"): 57, ("Charlie", "UTOPIA", "Female"): 31},
}  # fmt: skip
VALUES = [sorted({row[place] for rows in YEARS.values() for row in rows}) for place in range(3)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("marked")
    files = [write(made / f"arrests_{year}-10-05.csv", rows, year) for year, rows in YEARS.items()]
    # a file whose second year is so small that it is told together with the first
    two = write(made / "arrests_2035-10-05.csv", {("Alpha", "ARCADIA", "Male"): 60}, 2034, " and 2035")
    two.write_text(two.read_text(encoding="utf-8").replace("3/5/2034", "3/5/2035"), encoding="utf-8")
    opened(made, *files, two).close()
    return made / "workspace"


@pytest.fixture(scope="module")
def bench(folder: Path) -> Iterator[Workbench]:
    with Workbench(folder) as workbench:
        yield workbench


def _truth(tests: dict[int, tuple[str, ...]], by: tuple[int, ...]) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    for rows in YEARS.values():
        for row, number in rows.items():
            if all(row[place] in values for place, values in tests.items()):
                key = tuple(row[place] for place in by)
                found[key] = found.get(key, 0) + number
    return found


def _judge(told: int | None, true: int, mark: str) -> None:
    if told is None:
        return
    if mark == "":
        assert told == true
    elif mark == "at_least":
        assert told < true
    else:
        assert mark in ("about", "at_least_about")
        assert told <= true + 40, "two years, each within twice the threshold"
        assert told >= true - 40 or mark == "at_least_about"


@settings(max_examples=120, deadline=None)
@given(
    st.dictionaries(st.integers(0, 2), st.integers(0, 6), max_size=2),
    st.lists(st.integers(0, 2), min_size=1, max_size=2, unique=True).map(tuple),
)
def test_what_is_not_marked_is_exact(bench: Workbench, picked: dict[int, int], by: tuple[int, ...]) -> None:
    tests = {place: (VALUES[place][at % len(VALUES[place])],) for place, at in picked.items()}
    text = "fiscal_year:2031,2032 " + " ".join(f"{NAMES[place]}:{','.join(values)}" for place, values in tests.items())
    query = bench.query(TABLE, text)
    count = bench.count(query)
    _judge(count.count, sum(_truth(tests, ()).values()), count.mark)
    table = bench.crosstab(replace(query, by=tuple(Split(NAMES[place]) for place in by)))
    truth = _truth(tests, by)
    for key, number in table.cells.items():
        _judge(number, truth.get(tuple(value for value, _ in key), 0), table.marks.get(key, ""))
    for place, totals in enumerate(table.totals):
        for cell, number in totals.items():
            _judge(number, _truth(tests, (by[place],)).get((cell[0],), 0), table.mark_of(place, cell))


def _told(bench: Workbench) -> dict[str, Any]:
    answer = bench.facet(bench.query(TABLE, "fiscal_year:2031"), "gender").as_json()
    return {group["value"]: (group["count"], group.get("count_told")) for group in answer["groups"]}


def test_the_cell_that_covers_a_hidden_one_says_at_least(bench: Workbench) -> None:
    """Four of a third gender are hidden, and the next larger count with them: it is told less ten, and says so."""
    assert _told(bench) == {"Male": (336, None), "Female": (69, "at_least")}


def test_marks_tell_nothing_of_what_is_hidden(bench: Workbench, tmp_path: Path) -> None:
    """The same files with other numbers of hidden people, and with one hidden cell more: every number is marked as before."""
    other = {**YEARS[2031], ("Charlie", "UTOPIA", "Unknown"): 7}
    files = (write(tmp_path / "arrests_2031-10-05.csv", other, 2031), write(tmp_path / "arrests_2032-10-05.csv", YEARS[2032], 2032))
    with opened(tmp_path, *files) as changed:
        for by in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2)):
            splits = tuple(Split(NAMES[place]) for place in by)
            one, two = (each.crosstab(each.query(TABLE, "fiscal_year:2031,2032", by=splits)) for each in (bench, changed))
            assert dict(one.marks) == dict(two.marks)
            assert one.total_marks == two.total_marks
            assert one.total_mark == two.total_mark


def test_a_sum_over_years_of_which_one_is_hidden_says_at_least(bench: Workbench) -> None:
    charlie = bench.count(bench.query(TABLE, "area:Charlie"))
    assert (charlie.count, charlie.mark) == (31, "at_least")
    months = bench.series(bench.query(TABLE, "area:Charlie"), "apprehension_date", "year")
    points = {point.period: (point.count, point.known, point.mark) for point in months.lines[0].points}
    assert points["2032"][1:] == ("counted", "about")


def test_of_years_told_together_one_is_never_nobody(bench: Workbench) -> None:
    """The years of one file, one too small to be told: asked for alone it was told as none, and without it as the whole."""
    few = bench.count(bench.query(TABLE, "fiscal_year:2035"))
    assert few.count is None
    without = bench.count(bench.query(TABLE, "-fiscal_year:2035"))
    assert without.mark == "at_least"
    assert bench.count(bench.query(TABLE, "fiscal_year:2034,2035")).count == 60


def test_a_histogram_shows_no_hidden_period_as_none(bench: Workbench) -> None:
    told = bench.histogram(bench.query(TABLE, "area:Charlie"), "apprehension_date:year")
    assert {each.low: each.count for each in told.bins}.get("2031") is None


def test_shares_and_rates_of_marked_numbers_are_marked(bench: Workbench) -> None:
    above, whole = bench.query(TABLE, "fiscal_year:2031", by=(Split("gender"),)), bench.query(TABLE, "", by=(Split("gender"),))
    marks = {ratio.cells[0][0]: (ratio.mark, ratio.rate_mark) for ratio in bench.rate(above, whole).ratios}
    assert marks["Female"] == ("at_least", "about")
    pairs = bench.compare_periods(bench.query(TABLE, "", by=(Split("gender"),)), "apprehension_date", "2031", "2032")
    assert all(pair.mark == "about" for pair in pairs.pairs if pair.difference is not None)


@pytest.mark.filterwarnings("ignore::litestar.exceptions.LitestarDeprecationWarning")
def test_every_way_in_marks_it(bench: Workbench, folder: Path) -> None:
    typed = CliRunner().invoke(cli, ["--workspace", str(folder), "facets", TABLE, "fiscal_year:2031", "--by", "gender"]).output
    assert "≥ 69" in typed
    assert "336" in typed
    assert "≥ 336" not in typed
    single = CliRunner().invoke(cli, ["--workspace", str(folder), "count", TABLE, "fiscal_year:2031 gender:Female"]).output
    assert single.startswith("at least 69\n")
    with TestClient(application(folder), base_url="http://127.0.0.1") as client:
        told = client.get(f"/tables/{TABLE}/facet.json?fiscal_year=2031&_column=gender").json()
        assert {"value": "Female", "state": "value", "count": 69, "count_told": "at_least"} in told["groups"]
        page = client.get(f"/tables/{TABLE}?fiscal_year=2031&_facet=gender&_by=gender").text
        assert page.count('<abbr title="at least" role="img" aria-label="at least">≥</abbr> ') >= 2
        kept = client.get(f"/tables/{TABLE}/values.csv?fiscal_year=2031&_facet=gender").text
        assert "Female,value,69,at_least," in kept
        assert "Male,value,336,counted," in kept
        assert "at least 69" in client.get(f"/tables/{TABLE}?fiscal_year=2031&gender=Female").text, "the citation of a page"
    assert json.dumps(facet(bench, TABLE, "gender", "fiscal_year:2031")).count('"count_told": "at_least"') == 1
    assert "at least 69" in bench.cite_figure(bench.query(TABLE, "fiscal_year:2031 gender:Female")).text
    with clerestory.open(folder) as ws:
        assert repr(ws.count(TABLE, "fiscal_year:2031 gender:Female")) == "at least 69"
        assert ws.facet(TABLE, "gender", "fiscal_year:2031").arrow().column("told").to_pylist() == ["", "at_least"]
        assert "≥ 69" in ws.facet(TABLE, "gender", "fiscal_year:2031")._repr_html_()

"""Every figure a second way: plain Python over the records that come out, against the verbs. All records are made up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerestory.errors import Refused, UsageError
from clerestory.search.query import Measure, Query, Split, Term
from clerestory.search.reasons import NONE, reasons
from clerestory.workbench import Workbench
from tests.search.lakes import COLUMNS, PERIODS, QUERIES, TABLE, fits, lake, records

Lake = tuple[Workbench, list[dict[str, Any]]]
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="module", params=[(1,), (2, 3)], ids=["one log", "two logs"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with lake(tmp_path_factory.mktemp("lake"), request.param) as bench:
        yield bench, records(bench)


def _cell(record: dict[str, Any], name: str) -> tuple[Any, str]:
    value = record[name]
    return (value, "value") if value is not None else (None, record["states"][name])


def _as_cell(value: Any, state: str) -> tuple[Any, str]:
    return (value, "value") if value is not None else (None, state)


@MANY
@given(QUERIES, st.sampled_from(COLUMNS))
def test_facets_add_up_and_are_what_plain_counting_gives(made: Lake, query: Query, column: str) -> None:
    bench, rows = made
    kept = [row for row in rows if fits(row, query)]
    assert bench.count(query).count == len(kept)
    facet = bench.facet(query, column, 10_000)
    assert facet.total == len(kept) == sum(group.count for group in facet.groups)
    assert {_as_cell(group.value, group.state): group.count for group in facet.groups} == Counter(_cell(row, column) for row in kept)
    short = bench.facet(query, column, 2)
    assert sum(group.count for group in short.groups) + (short.other or 0) == len(kept)
    states = bench.facet(query, f"{column}.state", 100)
    assert sum(group.count for group in states.groups) == len(kept)
    for name in (f"{column}.state", "release", "searched_at:week"):
        cut = bench.facet(query, name, 1)
        assert sum(group.count for group in cut.groups) + (cut.other or 0) == cut.total == len(kept)


@MANY
@given(QUERIES, st.sampled_from(sorted(PERIODS)))
def test_series_add_up_and_are_what_plain_counting_gives(made: Lake, query: Query, step: str) -> None:
    bench, rows = made
    kept = [row for row in rows if fits(row, query)]
    answer = bench.series(query, "searched_at", step)
    told = Counter({point.period: point.count or 0 for line in answer.lines for point in line.points})
    undated = sum(sum(line.undated.values()) for line in answer.lines)
    assert +told == Counter(PERIODS[step](row["searched_at"]) for row in kept if row["searched_at"] is not None)
    assert sum(told.values()) + undated == answer.total == len(kept)


@MANY
@given(QUERIES, st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3, unique=True))
def test_crosstabs_add_up_in_every_direction(made: Lake, query: Query, names: list[str]) -> None:
    bench, rows = made
    kept = [row for row in rows if fits(row, query)]
    answer = bench.crosstab(replace(query, by=tuple(map(Split, names))))
    assert answer.cells == Counter(tuple(_cell(row, name) for name in names) for row in kept)
    assert answer.total == len(kept)
    for name, totals in zip(names, answer.totals, strict=True):
        assert totals == Counter(_cell(row, name) for row in kept)
    assert all(key[place] in axis for key in answer.cells for place, axis in enumerate(answer.axes))


@MANY
@given(QUERIES, st.sampled_from([1, 5, 20]))
def test_histograms_add_up(made: Lake, query: Query, bins: int) -> None:
    bench, rows = made
    kept = [row for row in rows if fits(row, query)]
    answer = bench.histogram(query, "network_count", bins)
    assert sum(each.count or 0 for each in answer.bins) + sum(answer.states.values()) == answer.total == len(kept)
    for each in answer.bins:
        assert each.count == sum(row["network_count"] is not None and each.low <= row["network_count"] < each.high for row in kept)
    days = bench.histogram(query, "searched_at", bins)
    assert sum(each.count or 0 for each in days.bins) + sum(days.states.values()) == len(kept)


@MANY
@given(QUERIES, st.floats(0, 1))
def test_numbers_are_what_plain_arithmetic_gives(made: Lake, query: Query, at: float) -> None:
    bench, rows = made
    values = sorted(row["network_count"] for row in rows if fits(row, query) and row["network_count"] is not None)

    def told(measure: Measure) -> Any:
        return bench.numbers(query, measure).numbers[0].value

    assert told(Measure("distinct", "network_count")) == len(set(values))
    if not values:
        assert told(Measure("mean", "network_count")) is told(Measure("max", "network_count")) is None
        return
    assert (told(Measure("min", "network_count")), told(Measure("max", "network_count"))) == (values[0], values[-1])
    assert told(Measure("mean", "network_count")) == pytest.approx(float(Fraction(sum(values), len(values))))
    place = at * (len(values) - 1)
    low, high = values[math.floor(place)], values[math.ceil(place)]
    assert told(Measure("quantile", "network_count", at)) == pytest.approx(low + (high - low) * (place - math.floor(place)))


@MANY
@given(QUERIES, st.integers(1, 4))
def test_concentration_is_what_all_pairs_give(made: Lake, query: Query, top: int) -> None:
    bench, rows = made
    counts = sorted(
        Counter(row["organisation"] for row in rows if fits(row, query) and row["organisation"] is not None).values(), reverse=True
    )
    answer = bench.concentration(query, "organisation", top)
    assert answer.values == len(counts)
    if counts:
        pairs = sum(abs(one - other) for one in counts for other in counts)
        assert answer.gini == pytest.approx(pairs / (2 * len(counts) * sum(counts)))
        assert answer.top_share == pytest.approx(sum(counts[:top]) / sum(counts))


@MANY
@given(QUERIES)
def test_rates_and_two_periods_are_counts_side_by_side(made: Lake, query: Query) -> None:
    bench, rows = made
    kept = [row for row in rows if fits(row, query)]
    by = (Split("organisation"),)
    above, below = Counter(_cell(row, "organisation") for row in kept), Counter(_cell(row, "organisation") for row in rows)
    answer = bench.rate(replace(query, by=by), Query(TABLE, by=by))
    assert {each.cells[0]: each.rate for each in answer.ratios} == {cell: above[cell] / number for cell, number in below.items()}
    pair = bench.compare_periods(query, "searched_at", "2025-12", "2026-01..2026-02").whole
    months = Counter(PERIODS["month"](row["searched_at"]) for row in kept if row["searched_at"] is not None)
    assert (pair.first, pair.second) == (months["2025-12"], months["2026-01"] + months["2026-02"])


@MANY
@given(QUERIES, st.sampled_from(reasons().names))
def test_what_reasons_mention_is_the_same_by_test_and_by_facet(made: Lake, query: Query, name: str) -> None:
    bench, rows = made
    kept = [row for row in rows if fits(row, query)]
    facet = bench.facet(query, "reason.mentions", 100)
    by_facet = {group.value: group.count for group in facet.groups if group.state == "value"}
    by_test = bench.count(replace(query, tests=(*query.tests, Term("reason", "mentions", (name,))))).count
    texts = [row["reason"] for row in kept if row["reason"] is not None]
    plain = sum(name in names for names in reasons().mentioned(texts))
    if name != NONE:
        plain += sum(row["reason"] is None and name in reasons().of_state(row["states"]["reason"]) for row in kept)
    assert by_facet.get(name, 0) == by_test == plain
    assert facet.overlapping
    assert facet.total == len(kept)
    other = Query(TABLE, query.tests, by=(Split("organisation"), Split("reason.mentions")))
    assert bench.crosstab(other).totals[0] == Counter(_cell(row, "organisation") for row in kept)


@MANY
@given(QUERIES, st.sampled_from([(), (("searched_at", True),), (("network_count", False), ("reason", True))]), st.integers(1, 60))
def test_pages_give_every_record_once_in_order(made: Lake, query: Query, order: tuple[tuple[str, bool], ...], size: int) -> None:
    bench, rows = made
    query = replace(query, order=order, columns=("reason", "network_count", "searched_at"))
    cursor, ids = "", []
    while True:
        page = bench.rows(query, size, cursor)
        ids += [row["id"] for row in page.as_json()["rows"]]
        cursor = page.next
        if not cursor:
            break
    assert len(set(ids)) == len(ids) == page.total == sum(fits(row, query) for row in rows)
    assert ids == [row["id"] for row in bench.rows(query, 10_000).as_json()["rows"]]


@MANY
@given(QUERIES)
def test_a_look_says_what_its_parts_say(made: Lake, query: Query) -> None:
    bench, _ = made
    look = bench.look(
        query,
        ["organisation", "reason", "reason.mentions", "network_count", "publisher", "release", "searcher.state"],
        "searched_at:week",
        7,
    )
    assert look.count == bench.count(query).count
    for facet in look.facets:
        assert facet.body() == bench.facet(query, facet.column).body()
    assert look.series is not None
    assert look.series.body() == bench.series(query, "searched_at", "week").body()
    assert look.rows is not None
    assert look.rows.body() == bench.rows(query, 7).body()


def test_a_widened_facet_leaves_out_its_own_tests(made: Lake) -> None:
    bench, rows = made
    query = bench.query(TABLE, 'organisation:"Mockford XX PD" reason:*')
    facet = bench.facet(query, "organisation", widen=True)
    assert {group.value: group.count for group in facet.groups} == Counter(row["organisation"] for row in rows if row["reason"] is not None)
    assert bench.look(query, ["organisation"], widen=True).facets[0].body() == facet.body()


def test_accounts_are_counted_inside_one_institution_only(made: Lake) -> None:
    bench, _ = made
    with pytest.raises(Refused, match="only inside one organisation"):
        bench.numbers(bench.query(TABLE, "_measure:distinct:searcher"))
    told = bench.numbers(bench.query(TABLE, "_measure:distinct:searcher _by:organisation")).numbers
    assert {each.value for each in told} <= {0, 1}
    events = bench.numbers(bench.query(TABLE, "_measure:distinct:search_key")).numbers[0]
    assert events.value == events.records


def test_what_may_not_be_added_is_not_added(made: Lake) -> None:
    bench, _ = made
    with pytest.raises(UsageError, match="may not be added: a network that several searches reached"):
        bench.numbers(bench.query(TABLE, "_measure:sum:network_count"))
    with pytest.raises(UsageError, match="not worked out of them"):
        bench.numbers(bench.query(TABLE, "_measure:mean:reason"))


def test_a_cursor_of_another_question_is_refused(made: Lake) -> None:
    bench, _ = made
    cursor = bench.rows(bench.query(TABLE, ""), 5).next
    for text in ("reason:*", "_sort:reason"):
        with pytest.raises(UsageError, match="not one of this query"):
            bench.rows(bench.query(TABLE, text), 5, cursor)
    for broken in ("x", cursor[:-4], "e30", "ÿ"):
        with pytest.raises(UsageError, match="not one of this query"):
            bench.rows(bench.query(TABLE, ""), 5, broken)


@MANY
@given(QUERIES)
def test_texts_are_each_told_once_with_all_their_records(made: Lake, query: Query) -> None:
    bench, rows = made
    counts = Counter(row["reason"] for row in rows if fits(row, query) and row["reason"] is not None)
    answer = bench.texts(query, "reason", 1000)
    assert {each.text: each.records for each in answer.texts} == counts
    assert (answer.total, answer.different) == (sum(counts.values()), len(counts))


def test_the_text_that_says_most_of_what_is_asked_comes_first(made: Lake) -> None:
    bench, _ = made
    told = [each.text for each in bench.texts(bench.query(TABLE, "reason:~stolen OR reason:~recovery"), "reason").texts]
    assert told == ["Stolen vehicle recovery", "stolen vehicle"]


@pytest.mark.parametrize("text", ["state=GA", "signed>2025-01-01", "signed<=2025"])
def test_a_comparison_without_a_colon_is_no_word(text: str, tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "w") as bench, pytest.raises(UsageError, match="compared without a colon"):
        bench.count(bench.query("agreements_287g", text))


def test_an_empty_workspace_has_no_records_to_list(tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "w") as bench:
        for table in ("agreements_287g", "alpr_sightings", "alpr_searches"):
            assert bench.rows(bench.query(table, "")).records.num_rows == 0

"""The gate of tables about persons, from the side of somebody who wants to know about a few of them. All records are made up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest

from clerestory.errors import Refused
from clerestory.lake.slices import Latest
from clerestory.search.answers.facet import Facet
from clerestory.search.disclosure import Gate
from clerestory.settings import Settings
from clerestory.workbench import Workbench
from tests.search.arrests import Row, opened, write

LEAST = 10
TABLE = "ice_arrests"
MADE: dict[Row, int] = {
    ("Alpha", "ARCADIA", "Male"): 295,
    ("Alpha", "ARCADIA", "Female"): 5,
    ("Bravo", "ARCADIA", "Male"): 40,
    ("Bravo", "UTOPIA", "Female"): 30,
    ("Charlie", "UTOPIA", "Male"): 12,
    ("Delta", "ATLANTIS", "Female"): 5,
}
LATER: dict[Row, int] = {("Alpha", "ARCADIA", "Male"): 3, ("Bravo", "UTOPIA", "Female"): 25}
ELSEWHERE: dict[Row, int] = {("Alpha", "ARCADIA", "Male"): 4, ("Bravo", "UTOPIA", "Female"): 50}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("gate")
    with opened(folder, write(folder / "arrests_2031-10-05.csv", MADE, 2031)) as made:
        yield made


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Three releases: a year, the next one, and one of another universe; few of the later ones are from Alpha."""
    folder = tmp_path_factory.mktemp("grown")
    files = (
        write(folder / "arrests_2031-10-05.csv", MADE, 2031),
        write(folder / "arrests_2032-10-05.csv", LATER, 2032),
        write(folder / "arrests_2031-11-05.csv", ELSEWHERE, 2031, " in the Seattle AOR"),
    )
    with opened(folder, *files) as made:
        yield made


def _count(bench: Workbench, text: str) -> int | None:
    return bench.count(bench.query(TABLE, text)).count


def _facet(bench: Workbench, text: str, column: str, limit: int = 20) -> Facet:
    return bench.facet(bench.query(TABLE, text), column, limit)


def _shown(bench: Workbench, text: str, column: str) -> dict[str, int]:
    return {group.value: group.count for group in _facet(bench, text, column).groups}


@pytest.mark.parametrize("text", ["", "area:Alpha", "gender:Male", "on:all"])
def test_no_row_comes_out(bench: Workbench, text: str) -> None:
    query = bench.query(TABLE, text)
    with pytest.raises(Refused, match="never shown"):
        bench.rows(query)
    with pytest.raises(Refused, match="never shown"):
        bench.stream(query)
    with pytest.raises(Refused, match="never shown"):
        bench.rows(bench.query(TABLE, text, columns=("area",), order=(("gender", True),)), limit=1)


@pytest.mark.parametrize("text", ["Alpha", '"EXAMPLE COUNTY"', "-Alpha", "gender:Male OR Alpha"])
def test_words_are_not_searched(bench: Workbench, text: str) -> None:
    with pytest.raises(Refused, match="words cannot be searched"):
        _count(bench, text)


@pytest.mark.parametrize(
    "text", ["birth_date:1990-01-01", "-birth_date:x", "birth_date:>1990", "birth_date:*", "gender:Male OR event_number:1"]
)
def test_hidden_columns_are_not_asked_for(bench: Workbench, text: str) -> None:
    with pytest.raises(Refused, match="cannot be searched"):
        _count(bench, text)
    with pytest.raises(Refused, match="cannot be searched"):
        _facet(bench, text, "gender")


@pytest.mark.parametrize("column", ["birth_date", "event_number"])
def test_hidden_columns_are_not_split_by(bench: Workbench, column: str) -> None:
    with pytest.raises(Refused, match="cannot be searched"):
        _facet(bench, "", column)
    assert _count(bench, f"{column}.state:value") == 0


def test_small_counts_and_small_remainders_are_suppressed(bench: Workbench) -> None:
    assert _count(bench, "") == sum(MADE.values())
    assert _count(bench, "area:Delta") is None
    assert _count(bench, "-area:Delta") == 370, "less than the 382: Charlie goes with Delta"
    assert _count(bench, "area:Alpha") == 300
    assert _count(bench, "area:Nowhere") == 0


def test_a_suppressed_answer_says_that_it_is_not_zero(bench: Workbench) -> None:
    answer = bench.count(bench.query(TABLE, "area:Delta"))
    assert answer.suppressed == 1
    assert any("not zero" in note for note in answer.about.notes)
    assert any("at least" in note for note in bench.count(bench.query(TABLE, "-area:Delta")).about.notes)
    assert not any("not zero" in note for note in bench.count(bench.query(TABLE, "")).about.notes)


def test_zero_does_not_tell_what_a_few_people_are_not(bench: Workbench) -> None:
    """Delta has five records, all of women. Whether one is of a man must not be answered by a zero."""
    assert _count(bench, "area:Delta gender:Male") is None
    assert _count(bench, "area:Delta gender:Female") is None


def test_by_two_columns_no_count_comes_near_the_whole(bench: Workbench) -> None:
    """300 less the 295 men would be the number of women, and 300 Arcadians of 300 would say that nobody is anything else."""
    assert _count(bench, "area:Alpha") == 300
    for text in ("area:Alpha gender:Male", "area:Alpha -gender:Female", "area:Alpha citizenship:ARCADIA", "area:Alpha gender:*"):
        assert _count(bench, text) in ((290, 300) if "*" in text else (290,)), text


def test_lists_are_sums_of_what_may_be_told(bench: Workbench) -> None:
    assert _count(bench, "area:Alpha,Bravo") == 370
    assert _count(bench, "area:Alpha,Bravo,Delta") == 370, "the same with and without Delta"
    assert _count(bench, "area:Alpha OR area:Bravo") == 370
    assert _count(bench, "area:Alpha OR citizenship:ATLANTIS") == 290


def test_what_is_hidden_to_hide_another_cannot_be_asked_for(bench: Workbench) -> None:
    """Charlie goes with Delta, or Delta would be the total less the rest."""
    facet = _facet(bench, "", "area")
    assert {group.value: group.count for group in facet.groups} == {"Alpha": 300, "Bravo": 70}
    assert facet.suppressed == 2
    assert _count(bench, "area:Charlie") is None
    assert _count(bench, "-area:Charlie") == _count(bench, "-area:Delta") == _count(bench, "area:Alpha,Bravo,Charlie") == 370
    assert _count(bench, "area:Charlie,Delta") == 17, "what the facet's total tells anyhow"


def test_values_of_a_few_are_not_named(bench: Workbench) -> None:
    assert "ATLANTIS" not in str(_facet(bench, "", "citizenship"))
    assert "Delta" not in str(_facet(bench, "", "area"))
    narrow = _facet(bench, "area:Delta", "citizenship")
    assert (narrow.total, narrow.groups, narrow.other, narrow.other_values) == (None, [], None, 0)


@pytest.mark.parametrize("limit", range(5))
def test_no_limit_of_a_facet_leaves_a_small_rest(bench: Workbench, limit: int) -> None:
    for column in ("area", "citizenship", "gender", "apprehension_date", "release", "publisher"):
        facet = _facet(bench, "", column, limit)
        assert facet.total == sum(MADE.values())
        assert facet.other is not None
        rest = facet.total - sum(group.count for group in facet.groups) - facet.other
        assert rest >= LEAST if facet.suppressed else rest == 0, column


def test_sums_are_right_where_nothing_is_suppressed(bench: Workbench) -> None:
    for limit in (0, 1, 20):
        facet = _facet(bench, "", "gender", limit)
        assert (facet.suppressed, facet.total) == (0, 387)
        assert sum(group.count for group in facet.groups) + (facet.other or 0) == 387


def test_two_facets_do_not_tell(bench: Workbench) -> None:
    """Arcadians by area, and those of them who are men: the difference at Alpha is five women."""
    assert _shown(bench, "citizenship:ARCADIA", "area") == {"Alpha": 290, "Bravo": 40}
    assert _shown(bench, "citizenship:ARCADIA gender:Male", "area") == {"Alpha": 290, "Bravo": 40}


def test_two_tests_that_leave_out_the_same_few_do_not_tell(bench: Workbench) -> None:
    """Each test alone leaves nobody out beside the other; both together leave out Delta's five."""
    assert _count(bench, "-area:Delta -citizenship:ATLANTIS") == _count(bench, "area:Alpha,Bravo -citizenship:ATLANTIS")


def test_the_total_of_a_facet_is_an_answer_too(bench: Workbench) -> None:
    assert _facet(bench, "area:Charlie", "gender").total is None
    assert _facet(bench, "area:Charlie", "gender").groups == []


def test_not_all_of_a_kind_are_told_to_be_one(tmp_path: Path) -> None:
    """Alpha has only men, and five men are not of Alpha: its 50 may be told, and not that all of them are men."""
    rows = {("Alpha", "UTOPIA", "Male"): 50, ("Bravo", "UTOPIA", "Male"): 5, ("Bravo", "UTOPIA", "Female"): 60}
    with opened(tmp_path, write(tmp_path / "arrests_2031-10-05.csv", rows, 2031)) as bench:
        assert _count(bench, "area:Alpha") == 50
        assert _count(bench, "area:Alpha gender:Male") == 40
        facet = _facet(bench, "area:Alpha", "gender")
        assert (facet.total, [group.count for group in facet.groups], facet.suppressed) == (50, [40], 1)


def test_a_table_of_a_few(tmp_path: Path) -> None:
    with opened(tmp_path, write(tmp_path / "arrests_2031-10-05.csv", {("Alpha", "UTOPIA", "Male"): 9}, 2031)) as bench:
        assert _count(bench, "") is None
        assert _facet(bench, "", "gender").total is None


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        ([100, 10], set()),
        ([100, 9], {0, 1}),
        ([100, 20, 9], {1, 2}),
        ([100, 20, 3, 4], {1, 2, 3}),
        ([100, 20, 5, 5], {2, 3}),
        ([100, 0, 5, 5], {2, 3}),
        ([9], {0}),
        ([], set()),
    ],
)
def test_which_parts_of_a_total_are_hidden(numbers: list[int], hidden: set[int]) -> None:
    assert Gate(Settings()).hidden(numbers) == hidden
    assert Gate(Settings(threshold=3, threshold_reason="tried out")).hidden([100, 3, 2]) == {1, 2}


@pytest.mark.parametrize("text", ["published:2031", "published:<2032", "as-of:1", "fiscal_year:2031", "release_fiscal_year:2031"])
def test_choosing_releases_does_not_tell(grown: Workbench, text: str) -> None:
    """The later year has three records of Alpha: what was told before they came in is told after, and with them."""
    assert _count(grown, f"area:Alpha {text}") == _count(grown, "area:Alpha") == 300
    assert _count(grown, f"area:Bravo {text}") == 70
    assert _count(grown, "area:Bravo") == 70 + 18, "of the 25 of the later year, what the sum of them and the three tells"
    assert _shown(grown, text, "area") == {"Alpha": 300, "Bravo": 70}
    assert _shown(grown, "", "area") == {"Alpha": 300, "Bravo": 88}
    assert list(_shown(grown, "area:Alpha", "release").values()) == [300]


def test_adding_universes_does_not_tell(grown: Workbench) -> None:
    """The other universe has four records of Alpha."""
    assert _count(grown, "area:Alpha universe:seattle_aor") is None
    assert _count(grown, "area:Alpha universe:*") == 300
    assert _count(grown, "universe:*") == sum(MADE.values()) + sum(LATER.values()) + sum(ELSEWHERE.values())


def _facts(rows: dict[Row, int]) -> Iterator[tuple[str, tuple[tuple[int, str, bool], ...]]]:
    """Questions of up to two tests, each a value or its opposite, as text and as (place in a row, value, negated)."""
    values = [(place, value) for place in range(3) for value in sorted({row[place] for row in rows})]
    names = ("area", "citizenship", "gender")
    tests = [(*each, negated) for each in values for negated in (False, True)]
    for several in [(), *((test,) for test in tests), *combinations(tests, 2)]:
        text = " ".join(f"{'-' if negated else ''}{names[place]}:{value}" for place, value, negated in several)
        yield text, several


@pytest.mark.parametrize("seed", range(3))
def test_no_question_and_the_same_with_one_test_more_differ_by_a_few(seed: int, tmp_path: Path) -> None:
    """Every question of at most two tests of a made-up table, against every one with a test less."""
    draw = random.Random(seed)
    drawn = {
        row: draw.choice((1, 4, 9, 10, 15, 60))
        for row in product(("Alpha", "Bravo", "Charlie"), ("ARCADIA", "UTOPIA"), ("Male", "Female"))
        if draw.random() < 0.8
    }
    with opened(tmp_path, write(tmp_path / "arrests_2031-10-05.csv", drawn, 2031)) as bench:
        answers = {tests: (_count(bench, text), text) for text, tests in _facts(drawn)}
    shown = 0
    for tests, (answer, text) in answers.items():
        truth = sum(number for row, number in drawn.items() if all((row[place] == value) != negated for place, value, negated in tests))
        if answer is None:
            continue
        shown += 1
        assert answer >= LEAST or truth == answer == 0, text
        assert answer <= truth + LEAST * len(tests) ** 2, text
        for left_out in range(len(tests)):
            wider = answers[tests[:left_out] + tests[left_out + 1 :]][0]
            if wider is not None and not any(negated for _, _, negated in tests):
                assert not 0 < wider - answer < LEAST, text
    assert shown > 5


def test_a_question_may_be_more_careful_than_the_workspace_but_never_less(bench: Workbench) -> None:
    assert _count(bench, "area:Bravo _threshold:70") == 70
    assert _count(bench, "area:Bravo _threshold:71") is None
    assert _count(bench, "area:Delta _threshold:1") is None
    facet = _facet(bench, "_threshold:100", "area")
    assert {group.value: group.count for group in facet.groups} == {"Alpha": 300}
    assert any("fewer than 100" in note for note in facet.about.notes)
    assert bench.query(TABLE, "_threshold:100").threshold == 100


def test_no_row_of_thresholds_finds_a_count(bench: Workbench) -> None:
    """What is told of two columns does not depend on the threshold: from which one on it is hidden tells what is told, not the count."""
    told = {_count(bench, f"area:Bravo gender:Male _threshold:{least}") for least in range(10, 60)}
    assert len(told - {None}) == 1


def test_records_that_replace_each_other_are_not_counted(bench: Workbench) -> None:
    """No source declares such a table about persons; one that did would be closed, not open."""
    plan = bench.plan(bench.query(TABLE, ""))
    moving = replace(plan, view=replace(plan.view, latest=Latest(("area",), (plan.chosen.releases,))))
    assert bench.desk.count(moving).total is None

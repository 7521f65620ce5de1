"""Sequences of questions to a whole workspace, as somebody would type them who wants to know about a few people. The records are made up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.errors import UsageError
from clerestory.search.disclosure import Gate
from clerestory.search.query import Split
from clerestory.workbench import Workbench
from tests.search.arrests import Row, opened, write

LEAST, TABLE = 10, "ice_arrests"
AREAS, COUNTRIES, GENDERS = (
    ("Alpha", "Bravo", "Charlie", "Delta", "Echo"),
    ("ARCADIA", "UTOPIA", "ATLANTIS", "ELDORADO"),
    ("Male", "Female"),
)
NAMES = ("area", "citizenship", "gender")
VALUES = (AREAS, COUNTRIES, GENDERS)


def _made(seed: int) -> dict[Row, int]:
    draw = random.Random(seed)
    few, many = (0, 0, 1, 2, 3, 4, 5, 7, 9), (10, 14, 23, 40, 75, 160)
    return {(a, c, g): draw.choice(few if draw.random() < 0.5 else many) for a in AREAS for c in COUNTRIES for g in GENDERS}


@pytest.fixture(scope="module")
def made() -> dict[Row, int]:
    return _made(7)


@pytest.fixture(scope="module")
def bench(made: dict[Row, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("asked")
    with opened(folder, write(folder / "arrests_2031-10-05.csv", made, 2031)) as workbench:
        yield workbench


Test = tuple[int, tuple[str, ...], bool]
"""Place of a column, values, negated."""


@st.composite
def asked_tests(draw: st.DrawFn) -> tuple[Test, ...]:
    places = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True))
    return tuple(
        (place, tuple(draw(st.lists(st.sampled_from(VALUES[place]), min_size=1, max_size=3, unique=True))), draw(st.booleans()))
        for place in places
    )


def _text(several: tuple[Test, ...]) -> str:
    return " ".join(f"{'-' if negated else ''}{NAMES[place]}:{','.join(values)}" for place, values, negated in several)


def _fits(row: Row, several: tuple[Test, ...]) -> bool:
    return all((row[place] in values) != negated for place, values, negated in several)


def _truth(made: dict[Row, int], several: tuple[Test, ...]) -> int:
    return sum(number for row, number in made.items() if _fits(row, several))


def _count(bench: Workbench, several: tuple[Test, ...]) -> int | None:
    return bench.count(bench.query(TABLE, _text(several))).count


@settings(max_examples=150, deadline=None)
@given(asked_tests())
def test_no_answer_is_small_and_none_leaves_a_few(bench: Workbench, made: dict[Row, int], several: tuple[Test, ...]) -> None:
    answer = _count(bench, several)
    assert answer is None or answer >= LEAST or (answer == 0 == _truth(made, several))
    for place in range(len(several)):
        wider = _count(bench, several[:place] + several[place + 1 :])
        if None not in (answer, wider) and all(len(values) == 1 and not negated for _, values, negated in several):
            assert not 0 < (wider or 0) - (answer or 0) < LEAST


@settings(max_examples=80, deadline=None)
@given(asked_tests(), st.sampled_from(NAMES), st.integers(0, 9))
def test_no_facet_names_or_leaves_a_few(bench: Workbench, made: dict[Row, int], several: tuple[Test, ...], column: str, limit: int) -> None:
    facet = bench.facet(bench.query(TABLE, _text(several)), column, limit)
    place = NAMES.index(column)
    for group in facet.groups:
        assert group.count >= LEAST
        assert sum(number for row, number in made.items() if row[place] == group.value and _fits(row, several)) >= LEAST
    assert facet.other is None or facet.other == 0 or facet.other >= LEAST
    assert facet.total is None or facet.total == _count(bench, several)


def _subtracted(bench: Workbench, made: dict[Row, int]) -> tuple[int, int]:
    """How many small sets there are between two answers, and of how many of them the difference of the answers is the very number."""
    draw = random.Random(1)
    small = right = 0
    for _ in range(400):
        places = draw.sample(range(3), draw.choice((1, 2, 2, 3)))
        several = tuple(
            (place, tuple(draw.sample(VALUES[place], draw.randint(1, len(VALUES[place]) - 1))), draw.random() < 0.4) for place in places
        )
        answer = _count(bench, several)
        for wider in (several[1:], ((several[0][0], VALUES[several[0][0]], False), *several[1:])):
            whole, few = _count(bench, wider), _truth(made, wider) - _truth(made, several)
            if answer is not None and whole is not None and 0 < few < LEAST:
                small, right = small + 1, right + (whole - answer == few)
    return small, right


def test_subtracting_answers_finds_few_small_sets(bench: Workbench, made: dict[Row, int]) -> None:
    small, right = _subtracted(bench, made)
    assert small > 5, "there is something to find"
    assert right <= 0.25 * small


def test_without_the_gate_the_same_attack_finds_them_all(bench: Workbench, made: dict[Row, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "guards", lambda self, table: False)
    small, right = _subtracted(bench, made)
    assert small > 20
    assert right == small


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 28), st.integers(0, 27), st.sampled_from(["", "area:Alpha ", "gender:Female "]))
def test_windows_of_days_open_no_few(bench: Workbench, first: int, length: int, more: str) -> None:
    last = min(first + length, 28)
    try:
        answer = bench.count(bench.query(TABLE, f"{more}apprehension_date:2031-03-{first:02d}..2031-03-{last:02d}"))
    except UsageError:
        answer = None
    assert (answer is None) == bool(more), "days are asked for by themselves"
    if answer is None:
        return
    assert answer.count is None or answer.count >= LEAST


def test_sorting_and_limits_show_nothing_more(bench: Workbench) -> None:
    whole = bench.crosstab(bench.query(TABLE, "", by=(Split("area"), Split("citizenship"))))
    for order in ((("area", True),), (("citizenship", False),)):
        for limit in (1, 3):
            query = replace(bench.query(TABLE, "", by=(Split("area"), Split("citizenship"))), order=order, limit=limit)
            assert bench.crosstab(query).cells == whole.cells


def test_errors_tell_no_number(bench: Workbench) -> None:
    for text in (
        "area:Delta on:1999-01-01",
        "universe:nowhere",
        "area:Delta birth_date:1990",
        "event_number:1",
        "apprehension_date:2031-03-02 area:Alpha",
    ):
        try:
            said = str(bench.count(bench.query(TABLE, text)).count)
        except UsageError as error:
            said = str(error)
        assert not set("23456789") & set(
            said.replace("2031-03-02", "").replace("1999-01-01", "").replace("2025-01..2025-03", "").replace("1990", "")
        )


def test_what_came_in_later_is_no_difference(made: dict[Row, int], tmp_path: Path) -> None:
    """A note on paper of every answer before a small release comes in, and the same questions after."""
    later = {row: number % 4 for row, number in made.items()}
    first = write(tmp_path / "arrests_2031-10-05.csv", made, 2031)
    questions = [((place, (value,), False),) for place in range(3) for value in VALUES[place]]
    questions += [(*one, *two) for one in questions for two in questions if one[0][0] < two[0][0]]
    with opened(tmp_path, first) as bench:
        before = [_count(bench, several) for several in questions]
        write(tmp_path / "arrests_2032-10-05.csv", later, 2032)
        bench.add(bench.find_files([str(tmp_path / "arrests_2032-10-05.csv")]))
    with Workbench(tmp_path / "workspace") as bench:
        after = [_count(bench, several) for several in questions]
        for several, old, new in zip(questions, before, after, strict=True):
            assert old is None or (new is not None and (new == old or new - old >= LEAST)), _text(several)
            if 0 < _truth(later, several) < LEAST:
                assert old == new, _text(several)

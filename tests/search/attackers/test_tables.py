"""Properties of what may be told, on made-up tables of every kind, and what the strongest attacker of sums makes of it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.lake.tally import Level, Numbers, Tally
from clerestory.search.told import Joint, Told
from tests.search.attackers.planted import Number, Planted, everything, skewed
from tests.search.attackers.recover import recover

LEAST = 10
SIZES = (7, 5, 4, 2)


@st.composite
def tables(draw: st.DrawFn) -> Planted:
    """Uneven tables of 5 to 1,500 records."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=4))
    seed, records = draw(st.integers(0, 2**32 - 1)), draw(st.integers(5, 1_500))
    return skewed(np.random.default_rng(seed), records, sizes, draw(st.sampled_from([0.3, 1.0, 2.0])))


def _by(numbers: list[Number]) -> dict[tuple[Any, Any], Number]:
    return {(number.columns, number.key): number for number in numbers}


@settings(max_examples=60, deadline=None)
@given(tables())
def test_nothing_small_is_told_and_nothing_that_leaves_a_few(planted: Planted) -> None:
    numbers = everything(planted, planted.told())
    told = _by(numbers)
    for number in numbers:
        truth = planted.truth(number.columns)[number.key]
        assert number.shown >= LEAST
        assert truth >= LEAST, "what is told is told of enough people"
        assert number.shown == truth if number.exact else abs(number.shown - truth) <= 2 * LEAST
        for place in range(len(number.columns)):
            wider = told.get((number.columns[:place] + number.columns[place + 1 :], number.key[:place] + number.key[place + 1 :]))
            assert wider is not None, "a part of what is hidden is hidden"
            assert wider.shown == number.shown or wider.shown - number.shown >= LEAST or (number.exact and wider.exact)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_what_is_hidden_of_one_column_is_together_no_few(planted: Planted) -> None:
    told = planted.told()
    for column in range(planted.width) if told.blocks else ():
        line = told.line(0, Level(str(column)))
        truth = planted.truth((column,))
        inexact = [truth[code,] for code in range(len(line.there)) if not line.exact[code]]
        assert not inexact or (len(inexact) > 1 and sum(inexact) >= LEAST)
        rest = told.blocks[0].size - int(line.shown.sum())
        assert rest == 0 if not inexact else rest >= LEAST


@settings(max_examples=40, deadline=None)
@given(tables())
def test_the_same_records_have_the_same_number_in_whatever_words(planted: Planted) -> None:
    """A column twice under two names: questions that name either ask of the same people."""
    twice = Planted(np.concatenate([planted.records, planted.records[:, :1]], axis=1))
    told, last = _by(everything(twice, twice.told())), planted.width
    for other in range(1, planted.width):
        for (columns, key), number in told.items():
            if columns == (0, other):
                assert told[(other, last), (key[1], key[0])].shown == number.shown


@settings(max_examples=40, deadline=None)
@given(tables(), tables())
def test_what_comes_in_later_changes_nothing_that_was_told(first: Planted, later: Planted) -> None:
    """A few records more in a release of their own are no difference between two answers."""
    if first.width != later.width:
        return
    later = Planted(later.records, "later")

    def both(levels: list[Level]) -> Tally:
        sizes = [max(one, two) for one, two in zip(first.sizes(), later.sizes(), strict=True)]
        parts = [each.count(levels) for each in (first, later)]
        cells = {str(level.column): [(value, "value") for value in range(sizes[int(level.column)])] for level in levels}
        codes = {name: np.concatenate([part.codes[name] for part in parts]) for name in cells}
        release = np.concatenate([np.full(len(part.count), place, np.int64) for place, part in enumerate(parts)])
        marks = tuple(np.concatenate(pair) for pair in zip(*(part.marks for part in parts), strict=True))
        count = np.concatenate([part.count for part in parts])
        return Tally({"_release": release, **codes}, {"_release": [("made-up", "value"), ("later", "value")], **cells}, count, marks)

    alone, together = first.told(), Told(first.told().gate, (), both)  # type: ignore[arg-type]  # lists are sequences
    if not alone.blocks:
        return
    place = [block.release for block in together.blocks].index("made-up")
    assert together.blocks[place].size == alone.blocks[0].size
    for columns in combinations(range(first.width), 2):
        levels = tuple(Level(str(column)) for column in columns)
        before, after = alone.joint(0, levels), together.joint(place, levels)
        assert before.shown.tolist() == after.shown.tolist()
        assert all(before.codes[name].tolist() == after.codes[name].tolist() for name in before.codes)


class Bare(Told):
    """The gate removed but for hiding what is small."""

    def _tell(self, count: Numbers, group: list[int], shown: Numbers, exact: Any) -> None:
        large = [place for place in group if count[place] >= self.base]
        shown[large], exact[large] = count[large], True

    def joint(self, block: int, levels: tuple[Level, ...]) -> Joint:
        found, blocks = self._tally(levels)
        here = found.only(blocks == block).by([level.column for level in levels])
        return Joint(dict(here.codes), dict(here.cells), np.where(here.count >= self.base, here.count, 0), here.count)


def _rates(kind: type[Told], rounded: float) -> tuple[float, float]:
    truths: list[int] = []
    hits = 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        planted = skewed(draw, int(draw.integers(1_000, 6_000)), SIZES)
        got = recover(planted, planted.told(kind=kind), rounded=rounded)
        truths, hits = truths + got.truths, hits + got.hits
    return hits / len(truths), max(truths.count(each) for each in range(LEAST)) / len(truths)


def test_the_strongest_attacker_does_no_better_than_one_who_guesses() -> None:
    """And, with the gate reduced to hiding small counts, finds every other one: the attack is one."""
    got, blind = _rates(Told, 4.1)
    assert got <= blind + 0.1
    bare, _ = _rates(Bare, 0.02)
    assert bare >= 0.4


def test_counts_by_two_columns_are_drawn_up_or_down_in_proportion() -> None:
    """Were they told as they are, or always to the nearest ten, some hidden cells would be determined for certain."""
    up = dict.fromkeys(range(LEAST), 0)
    drawn = dict.fromkeys(range(LEAST), 0)
    for seed in range(6):
        planted = skewed(np.random.default_rng(seed), 9_000, (24, 15), 0.7)
        truths, joint = planted.truth((0, 1)), planted.told().joint(0, (Level("0"), Level("1")))
        for one, other, shown in zip(joint.codes["0"].tolist(), joint.codes["1"].tolist(), joint.shown.tolist(), strict=True):
            truth = truths[one, other]
            if shown and shown % LEAST == 0 and abs(shown - truth) < LEAST:
                drawn[truth % LEAST] += 1
                up[truth % LEAST] += shown > truth
    assert min(drawn.values()) > 30
    for rest in range(1, LEAST):
        assert abs(up[rest] / drawn[rest] - rest / LEAST) < 0.3, rest
    assert sum(up[rest] for rest in (1, 2, 3)) > 0
    assert sum(drawn[rest] - up[rest] for rest in (7, 8, 9)) > 0


@pytest.mark.parametrize("threshold", [3, 10, 25])
def test_a_higher_threshold_tells_less(threshold: int) -> None:
    planted = skewed(np.random.default_rng(5), 900, SIZES)
    numbers = everything(planted, planted.told(threshold))
    assert numbers
    assert min(number.shown for number in numbers) >= threshold

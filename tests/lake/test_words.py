"""The index of words tells what the regular expression tells, and ranks as BM25 is written down."""

from __future__ import annotations

import math
import random
import re
import threading

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clerestory.lake.codes import words, worked
from clerestory.lake.codes.cells import Cells
from clerestory.lake.codes.words import Words, best, words_in
from clerestory.lake.conditions import Says, words_pattern
from tests.lake.random_lakes import TEXTS

PIECES = ("a", "A", "ab", "abc", "é", "ſ", "\u212a", "k", "s", "1", "-", " ", ".", "_", "  ", "stolen", "İ", "\u0301")
SPOKEN = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
LISTS = st.lists(SPOKEN | st.sampled_from(TEXTS), max_size=12, unique=True)


@settings(max_examples=300, deadline=None)
@given(LISTS, SPOKEN.filter(str.strip), st.booleans())
@example(["aa", "a b"], "a  ", True)
def test_the_index_says_what_the_regular_expression_says(texts: list[str], said: str, begins: bool) -> None:
    held, condition = pa.array(texts, pa.string()), Says(("t",), said, begins)
    found = Words(held).says(condition)
    if found is not None:
        assert found.tolist() == pc.match_substring_regex(held, words_pattern(condition)).to_pylist()
    else:
        assert not said.isascii() or not re.search("[0-9A-Za-z]", said)


def bm25(texts: list[str], wanted: list[tuple[str, bool]]) -> list[float]:
    """The same by the formula, text by text."""
    split = [re.findall(r"[^\W_]+", text.lower()) for text in texts]
    usual = sum(map(len, split)) / len(split) or 1.0
    points = []
    for spoken in split:
        told = 0.0
        for word, begins in wanted:
            fits = [[each.startswith(word) if begins else each == word for each in other] for other in split]
            having, times = sum(map(any, fits)), sum(each.startswith(word) if begins else each == word for each in spoken)
            rarity = math.log(1 + (len(split) - having + 0.5) / (having + 0.5))
            told += rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(spoken) / usual))
        points.append(told)
    return points


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(("hold", "ice", "hot", "é", "x1")), max_size=5).map(" ".join), min_size=1, max_size=9),
    st.lists(st.tuples(st.sampled_from(("hold", "ice", "ho", "none")), st.booleans()), max_size=3),
    st.data(),
    st.sampled_from((0, 1000)),
)
def test_points_are_those_of_the_formula(texts: list[str], wanted: list[tuple[str, bool]], data: st.DataObject, few: int) -> None:
    patch = pytest.MonkeyPatch()
    patch.setattr(words, "FEW", few)
    chosen = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1), min_size=1)))
    told = Words(pa.array(texts)).scores(np.array(chosen), wanted)
    patch.undo()
    assert told == pytest.approx(bm25([texts[place] for place in chosen], wanted))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=30), st.integers(0, 12))
def test_the_best_are_the_first_of_all_in_order(told: list[tuple[int, int]], limit: int) -> None:
    points, records = (np.array([each[place] for each in told], dtype=kind) for place, kind in ((0, float), (1, np.int64)))
    expected = sorted(range(len(told)), key=lambda place: (-told[place][0], -told[place][1], place))[:limit]
    assert best(points, records, limit).tolist() == expected


def test_words_are_told_without_what_stands_between_them() -> None:
    assert words_in(" Stolen_Vehicle, É-1 ") == ["stolen", "vehicle", "é", "1"]
    assert words_in("--") == []


def test_the_index_is_made_when_it_is_asked_for_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worked, "INDEXED", 3)
    rng = random.Random(1)
    cells, few = Cells(pa.array([*sorted(f"text {rng.random()}" for _ in range(4)), None])), Cells(pa.array(["one"]))
    one, other = worked.Worked(), worked.Worked()
    assert [one.words(cells) for _ in range(worked.ASKED - 1)] == [None] * (worked.ASKED - 1)
    one.words(cells)
    for thread in [each for each in threading.enumerate() if each.name == "words"]:
        thread.join()
    made = one.words(cells)
    assert made is not None
    assert one.words(cells) is made
    assert made.says(Says(("t",), "text")).sum() == 4
    assert not any(other.words(few) for _ in range(9))

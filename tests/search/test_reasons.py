"""The lexicon of reasons, against examples that it must match and traps that others fell into."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import BadSource, UnknownName
from clerestory.search.reasons import NONE, read_reasons, reasons

EXAMPLES = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))
CASES = [(name, kind, text) for name, told in EXAMPLES.items() for kind in ("says", "not") for text in told[kind]]


@pytest.mark.parametrize(("name", "kind", "text"), CASES, ids=lambda each: each)
def test_examples(name: str, kind: str, text: str) -> None:
    assert (name in reasons().mentioned([text])[0]) == (kind == "says")


def test_every_class_that_reads_texts_has_examples_of_both_kinds() -> None:
    wanted = {each.name for each in reasons().classes if each.pattern}
    assert wanted == set(EXAMPLES)
    assert all(told["says"] and told["not"] for told in EXAMPLES.values())


def test_a_word_inside_another_is_not_the_word() -> None:
    """Substrings are how one project found 467 searches for ICE where the word stands in none."""
    inside = ["police", "service", "office", "vice", "hero", "heroin", "zero", "immigratio", "protestant"]
    assert {name for names in reasons().mentioned(inside) for name in names} & {"immigration", "protest"} == set()


def test_the_drop_down_of_2026_is_a_break() -> None:
    assert [day for day, _ in reasons().breaks] == ["2026-01-01"]


@given(st.lists(st.text(max_size=30), max_size=5))
def test_every_text_has_a_class_or_none_of_them(texts: list[str]) -> None:
    found = reasons().mentioned(texts)
    assert len(found) == len(texts)
    assert all(names and (NONE not in names or names == (NONE,)) for names in found)


def test_an_unknown_class_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="immigration"):
        reasons().named("imigration")


def test_two_classes_of_one_name_are_refused() -> None:
    one = '[[class]]\nname = "a"\ntitle = ""\nmeaning = ""\npatterns = ["a"]\n'
    with pytest.raises(BadSource):
        read_reasons(f'name = "x"\nversion = "1"\n{one}{one}')

"""Marks of an exemption, with the slips of the hand that releases hold."""

from __future__ import annotations

import pytest

from clerestory.schema.cellstate import State, state_of


@pytest.mark.parametrize(
    "text",
    ["(b)(6)", "(B)(6);(B)(7)(C) ", "(b)(6),(b)(7)c)", "(b)(7)e)", "(b)(7)(E )", "(b)(6),(b)(7)(c )", "b(6), b(7)c", "b(6)", "(b) (6)"],
)
def test_is_a_mark(text: str) -> None:
    assert state_of(text) is State.REDACTED


@pytest.mark.parametrize("text", ["b", "(b)", "section (b)(6) applies", "212(a)(6)", "(c)(6)", "B6"])
def test_is_none(text: str) -> None:
    assert state_of(text) is not State.REDACTED

"""Parentheses in the search box. A question is a list of tests that all hold, each one term or several of which one holds; what stands in
parentheses is multiplied out into that form, and is shown back in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from clerestory.errors import UsageError
from clerestory.search.query import Either, Term

Tests = tuple[tuple[Term, ...], ...]
"""Tests that all hold; of each at least one term."""
MOST = 64
"""More tests than that nobody can read back."""
DEEPEST = 16
"""How deep parentheses may stand in each other."""
_SKIPPED = re.compile(r'"(?:[^"\\]|\\.)*"|\\.', re.DOTALL)


def either(one: Tests, other: Tests) -> Tests:
    """At least one of two groups holds. Raises UsageError when that makes too many tests."""
    if len(one) * len(other) > MOST:
        raise UsageError(f"the parentheses stand for more than {MOST} tests", do="ask in several questions")
    return tuple((*first, *second) for first in one for second in other)


def negated(tests: Tests) -> Tests:
    """A group does not hold: in one of its tests every term fails."""
    told: Tests = ((),)
    for test in tests:
        told = either(told, tuple((replace(term, negated=not term.negated),) for term in test))
    return told


def as_tests(several: Iterable[Tests]) -> tuple[Term | Either, ...]:
    """The tests of a query."""
    return tuple(test[0] if len(test) == 1 else Either(test) for tests in several for test in tests)


def closing(text: str, position: int) -> int:
    """Place of the parenthesis that closes the one at a place. Raises UsageError when there is none, or a word goes on behind it."""
    depth, at = 0, position
    while at < len(text):
        skipped = _SKIPPED.match(text, at)
        if skipped:
            at = skipped.end()
            continue
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            break
        at += 1
    if at >= len(text):
        raise UsageError("a parenthesis is opened and not closed", expected="(a OR b) c", do='quote one that is meant: "(a"')
    if at + 1 < len(text) and not text[at + 1].isspace():
        raise UsageError(
            "something goes on behind a closing parenthesis", expected="a blank or the end", do='quote parentheses that are meant: "(a)b"'
        )
    return at

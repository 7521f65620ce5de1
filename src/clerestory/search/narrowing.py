"""The questions next to a question: with one more test, with one less, with a value switched on or off. What links of a page ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from clerestory.errors import UsageError
from clerestory.search import language, url
from clerestory.search.periods import period
from clerestory.search.query import BIN, TIME_STEPS, Either, Query, Split, Term
from clerestory.search.values import plain
from clerestory.search.wanted import width_of

Pairs = list[tuple[str, str]]
Test = Term | Either


@dataclass(frozen=True)
class Chip:
    """One part of a question, as the search box writes it, and the question without it."""

    text: str
    without: Query


def boxed(query: Query) -> str:
    """The search box of a question: its tests, and the releases it chooses; what is wanted of the records stands beside it."""
    return language.show(Query(query.table, query.tests, query.on, query.as_of, query.universe))


def chips(query: Query) -> list[Chip]:
    """Each part of a question that can be taken away."""
    found = [Chip(_shown(query.table, test), without(query, test)) for test in query.tests]
    for field, attribute in url.SPECIAL.items():
        if value := getattr(query, attribute):
            alone: dict[str, Any] = {attribute: value}
            found.append(Chip(language.show(replace(Query(query.table), **alone)) or f"{field}:{value}", _anew(query, **{attribute: ""})))
    return found


def _shown(table: str, test: Test) -> str:
    return language.show(Query(table, (test,)))


def without(query: Query, test: Test) -> Query:
    """The question without one of its tests."""
    place = query.tests.index(test)
    return _anew(query, tests=(*query.tests[:place], *query.tests[place + 1 :]))


def _anew(query: Query, **changes: Any) -> Query:
    """A changed question begins on its first page."""
    return replace(query, **changes, cursor="")


def chosen(query: Query, column: str) -> tuple[Test | None, frozenset[str], frozenset[str]]:
    """The test that switches values and cell states of a column on, with those that are on; None when there is none."""
    for test in query.tests:
        terms = test.terms if isinstance(test, Either) else (test,)
        if all(term.field == column and term.operator in ("=", "state") and not term.negated for term in terms):
            values = frozenset(value for term in terms if term.operator == "=" for value in term.values)
            return test, values, frozenset(value for term in terms if term.operator == "state" for value in term.values)
    return None, frozenset(), frozenset()


def widened(query: Query, column: str) -> Query:
    """The question without the values of a column that are switched on: what else could be chosen."""
    test, _values, _states = chosen(query, column)
    return query if test is None else without(query, test)


def toggled(query: Query, column: str, value: Any, state: str = "value") -> Query:
    """The question with a value (or a cell state) of a column switched on; off when it is on."""
    test, values, states = chosen(query, column)
    values, states = (values ^ {text(value)}, states) if state == "value" else (values, states ^ {state})
    terms = [Term(column, "=", tuple(sorted(values)))] if values else []
    terms += [Term(column, "state", tuple(sorted(states)))] if states else []
    made: tuple[Test, ...] = (Either(tuple(terms)),) if len(terms) > 1 else tuple(terms)
    if test is None:
        return _anew(query, tests=(*query.tests, *made))
    place = query.tests.index(test)
    return _anew(query, tests=(*query.tests[:place], *made, *query.tests[place + 1 :]))


def narrowed(query: Query, cells: Sequence[tuple[Split, Any, str]]) -> Query:
    """The question of the records under some cells: (split, value, state) of each."""
    tests = list(query.tests)
    for split, value, state in cells:
        added = Term(split.column, "state", (state,)) if state != "value" else _within(split, value)
        if added not in tests:
            tests.append(added)
    return _anew(query, tests=tuple(tests), by=())


def _within(split: Split, value: Any) -> Term:
    if split.step in TIME_STEPS:
        first, last = period(str(value))
        return Term(split.column, "range", (first.isoformat(), last.isoformat()))
    if split.step.startswith(BIN):
        width = width_of(split)
        return Term(split.column, "range", (_number(value), _number(value + width)))
    return Term(split.column, "=", (text(value),))


def spanning(query: Query, column: str, low: str, high: str) -> Query:
    """The question of the records from one period of a column to another."""
    first, last = period(low)[0].isoformat(), period(high)[1].isoformat()
    return _anew(query, tests=(*unbounded(query, column).tests, Term(column, "range", (first, last))))


def unbounded(query: Query, column: str) -> Query:
    """The question without a first and last value of a column."""
    return _anew(query, tests=tuple(test for test in query.tests if not _bounds(test, column)))


def bounds(query: Query, column: str) -> tuple[str, str]:
    """The first and last day of a column that a question asks for, in ISO form; empty where it asks for none."""
    low = high = ""
    for test in query.tests:
        if _bounds(test, column):
            assert isinstance(test, Term)
            ends = test.values if test.operator == "range" else (test.values[0], "*") if ">" in test.operator else ("*", test.values[0])
            low, high = _day(ends[0], 0) or low, _day(ends[1], 1) or high
    return low, high


def _day(text: str, end: int) -> str:
    try:
        return "" if text == "*" else period(text[:10])[end].isoformat()
    except UsageError:
        return ""


def _bounds(test: Test, column: str) -> bool:
    return isinstance(test, Term) and test.field == column and test.operator in _BOUNDS and not test.negated


_BOUNDS = ("range", "<", "<=", ">", ">=")


def text(value: Any) -> str:
    """A value as a test writes it."""
    told = plain(value)
    if isinstance(told, bool):
        return "true" if told else "false"
    return _number(told) if isinstance(told, float) else str(told)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))

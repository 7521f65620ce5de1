"""Conditions on records, and their SQL. Names come from the catalogue and are quoted; values are always bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from clerestory.lake.engine import name

STATE = "__state"
OPERATORS = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Compare:
    """A column's value stands in a relation to a value. Texts are compared without regard to case."""

    column: str
    operator: str
    value: Any


@dataclass(frozen=True)
class HasValue:
    """The cell has a value (or not, under Not)."""

    column: str


@dataclass(frozen=True)
class InState:
    """The cell is in one of some states."""

    column: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class Says:
    """One of the columns contains the words as whole words, next to each other. ``begins``: the last one need only begin so."""

    columns: tuple[str, ...]
    words: str
    begins: bool = False


@dataclass(frozen=True)
class Matches:
    """Some part of the column's text fits a regular expression (RE2: linear time, without regard to case).

    ``without``: what fits this one is taken out of the text first.
    """

    column: str
    pattern: str
    without: str = ""


@dataclass(frozen=True)
class After:
    """The record comes behind a place in an order. ``order``: (column, descending); ``values``: of the record at that place, None: none.

    Cells without a value come last in either direction.
    """

    order: tuple[tuple[str, bool], ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Not:
    """The condition does not hold."""

    condition: Condition


@dataclass(frozen=True)
class AllOf:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


Condition = Compare | HasValue | InState | Says | Matches | After | Not | AllOf | AnyOf
Bind = Callable[[Any], str]
"""Takes a value and gives the placeholder that stands for it."""


def to_sql(condition: Condition, present: frozenset[str], states: frozenset[str], bind: Bind) -> str:
    """SQL of a condition that is true or false for every record, never null.

    ``present``: columns that some record has; ``states``: columns of which some cell is not a plain value.
    """

    def sql(one: Condition) -> str:
        if isinstance(one, Not):
            return f"NOT ({sql(one.condition)})"
        if isinstance(one, AllOf | AnyOf):
            return _joined([sql(each) for each in one.conditions], isinstance(one, AllOf))
        if isinstance(one, Says):
            return _joined([_says(column, one, bind) for column in one.columns if column in present], False)
        if isinstance(one, After):
            return _after(one, present, bind)
        if isinstance(one, InState):
            return _in_state(one, present, states, bind)
        if one.column not in present:
            return "false"
        if isinstance(one, HasValue):
            return f"{name(one.column)} IS NOT NULL"
        if isinstance(one, Matches):
            return _matches(one, bind)
        return _compare(one, bind)

    return sql(condition)


def _joined(parts: Sequence[str], every: bool) -> str:
    if not parts:
        return "true" if every else "false"
    return "(" + (" AND " if every else " OR ").join(parts) + ")"


def _compare(one: Compare, bind: Bind) -> str:
    column = name(one.column)
    if isinstance(one.value, str):
        return f"coalesce(lower({column}) {OPERATORS[one.operator]} lower({bind(one.value)}), false)"
    return f"coalesce({column} {OPERATORS[one.operator]} {bind(one.value)}, false)"


def _says(column: str, one: Says, bind: Bind) -> str:
    return f"coalesce(regexp_matches({name(column)}, {bind(words_pattern(one))}), false)"


def words_pattern(one: Says) -> str:
    """The regular expression that texts fit which say the words."""
    words = r"[^\pL\pN]+".join(_literal(word) for word in one.words.split())
    return r"(?i)(^|[^\pL\pN])" + words + ("" if one.begins else r"($|[^\pL\pN])")


def _matches(one: Matches, bind: Bind) -> str:
    text = name(one.column)
    if one.without:
        text = f"regexp_replace({text}, {bind('(?i)' + one.without)}, ' ', 'g')"
    return f"coalesce(regexp_matches({text}, {bind('(?i)' + one.pattern)}), false)"


def _after(one: After, present: frozenset[str], bind: Bind) -> str:
    """Behind in the first column, or level there and behind in the next one, and so on."""
    known = [(column, down, value) for (column, down), value in zip(one.order, one.values, strict=True) if column in present]
    ways = []
    for place, (column, down, value) in enumerate(known):
        if value is not None:
            level = [_level(each, same, bind) for each, _, same in known[:place]]
            ways.append(_joined([*level, f"coalesce({name(column)} {'<' if down else '>'} {bind(value)}, true)"], True))
    return _joined(ways, False)


def _level(column: str, value: Any, bind: Bind) -> str:
    return f"{name(column)} IS NULL" if value is None else f"coalesce({name(column)} = {bind(value)}, false)"


def _literal(word: str) -> str:
    return "".join(letter if letter.isalnum() or not letter.isascii() else "\\" + letter for letter in word)


def _in_state(one: InState, present: frozenset[str], states: frozenset[str], bind: Bind) -> str:
    if one.column not in present and one.column not in states:
        return "true" if "not_exported" in one.states else "false"
    value = f"{name(one.column)} IS NOT NULL" if one.column in present else "false"
    state = f"coalesce({name(one.column + STATE)}, CASE WHEN {value} THEN 'value' ELSE 'not_exported' END)"
    if one.column not in states:
        state = f"CASE WHEN {value} THEN 'value' ELSE 'not_exported' END"
    marks = ", ".join(bind(state_name) for state_name in one.states)
    return f"{state} IN ({marks})"

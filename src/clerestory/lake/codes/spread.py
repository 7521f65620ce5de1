"""Conditions taken apart into conditions of one column each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clerestory.lake.conditions import After, AllOf, AnyOf, Not, Says


@dataclass(frozen=True)
class Behind:
    """The value comes behind another one in the order of the column; no value comes last."""

    column: str
    down: bool
    value: Any


@dataclass(frozen=True)
class Level:
    """The value is the same to the letter; None: there is none."""

    column: str
    value: Any


_SEVERAL = (AllOf, AnyOf)
_OF_COLUMNS = (Says, After)
Spread = Any
"""A condition in which those of several columns have given way to ``Behind``, ``Level`` and others of one column each."""


def spread(condition: Spread, present: frozenset[str]) -> Spread:
    """The same condition, made of conditions of one column. ``present``: columns that some record has."""
    if isinstance(condition, Not):
        return Not(spread(condition.condition, present))
    if isinstance(condition, _SEVERAL):
        return type(condition)(tuple([spread(each, present) for each in condition.conditions]))
    if isinstance(condition, Says):
        return AnyOf(tuple(replace(condition, columns=(column,)) for column in condition.columns if column in present))
    if isinstance(condition, After):
        return _after(condition, present)
    return condition


def _after(one: After, present: frozenset[str]) -> Spread:
    ways: list[Any] = []
    level: list[Any] = []
    for (column, down), value in zip(one.order, one.values, strict=True):
        if column not in present:
            continue
        if value is not None:
            behind: Any = Behind(column, down, value)
            ways.append(AllOf((*level, behind)))
        level.append(Level(column, value))
    return AnyOf(tuple(ways))


def column_of(condition: Spread) -> str:
    """The column of a condition, empty when it has several or none."""
    columns = _columns(condition)
    return columns.pop() if len(columns) == 1 else ""


def _columns(condition: Spread) -> set[str]:
    if isinstance(condition, Not):
        return _columns(condition.condition)
    if isinstance(condition, _SEVERAL):
        return {column for each in condition.conditions for column in _columns(each)}
    if isinstance(condition, _OF_COLUMNS):
        return set(condition.columns if isinstance(condition, Says) else (column for column, _ in condition.order))
    return {condition.column}

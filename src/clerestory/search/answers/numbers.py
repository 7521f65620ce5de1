"""Numbers worked out of a column: sum, mean, least, greatest, quantiles, how many different values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clerestory.errors import Refused, UsageError
from clerestory.lake.measures import Aggregate
from clerestory.schema.table import Column, Protection
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cells import Cell, keys, named
from clerestory.search.guarded import refuse_measure
from clerestory.search.marks import beside
from clerestory.search.plan import Plan, column_named
from clerestory.search.query import Measure, Term
from clerestory.search.values import plain
from clerestory.search.wanted import show_measure, show_split

_ORDERED = ("integer", "number", "date", "date_dmy", "timestamp")
_ADDED = ("integer", "number")


@dataclass(frozen=True)
class Number:
    """A number of some records. ``value`` None: none of them has a value."""

    cells: tuple[Cell, ...]
    value: Any
    records: int
    """Records of the question."""
    values: int
    """Of them, those that have a value in the column."""
    mark: str = ""
    """How far a count is the number of the records."""


@dataclass(frozen=True)
class Numbers:
    """One measure, of all records or by the query's splits."""

    about: About
    measure: str
    unit: str
    by: tuple[str, ...]
    numbers: list[Number]
    suppressed: int = 0

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        numbers = [
            {
                "cells": [{"value": plain(value), "state": state} for value, state in each.cells],
                "value": plain(each.value),
                **beside("value", each.mark),
                "records": each.records,
                **beside("records", each.mark),
                "values": each.values,
            }
            for each in self.numbers
        ]
        return {"measure": self.measure, "unit": self.unit or None, "by": list(self.by), "numbers": numbers}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def numbers(desk: Desk, plan: Plan, measure: Measure) -> Numbers:
    """A measure of a column. Raises Refused for tables about persons, and for sums of what may not be added."""
    by, names = plan.query.by, tuple(map(show_split, plan.query.by))
    if measure.kind == "count":
        counted = desk.count(plan, by)
        told = [Number(key, number, number, number, counted.mark(key)) for key, number in counted.cells.items() if number is not None]
        return Numbers(desk.about(plan, counted), "count", plan.table.unit, names, told, counted.suppressed)
    refuse_measure(desk.gate, plan.table, measure.kind)
    for split in by:
        if split.aspect:
            raise UsageError(f"{measure.kind} is not worked out by {split.column}", expected="a count by it, or a test of it")
    column, notes = measured(plan, measure)
    kind = "quantile" if measure.kind == "median" else measure.kind
    wanted = (Aggregate(kind, column.name, measure.at), Aggregate("count", column.name))
    groups = {
        named(desk.reader, by, plan.columns, row): row[-1] for row in desk.reader.groups(plan.view, plan.where, keys(by, plan.columns))
    }
    found = desk.reader.measure(plan.view, plan.where, wanted, keys(by, plan.columns))
    told = []
    for row in found:
        key = named(desk.reader, by, plan.columns, row)
        told.append(Number(key, row[-2], groups.get(key, 0), row[-1]))
    missing = sum(each.records - each.values for each in told)
    if missing and kind != "distinct":
        notes = (*notes, f"{missing:,} of {sum(each.records for each in told):,} records have no value in {column.name} and are not in it")
    unit = f"different values of {column.name}" if kind == "distinct" else column.unit
    return Numbers(desk.about(plan).saying(*notes), show_measure(measure), unit, names, told)


def measured(plan: Plan, measure: Measure) -> tuple[Column, tuple[str, ...]]:
    """The column of a measure, and what must be said beside its numbers."""
    name, kind = measure.column, measure.kind
    if kind == "distinct" and name in plan.columns and plan.columns[name].protection in (Protection.TOKEN, Protection.JOIN):
        return _counted(plan, plan.columns[name])
    column = column_named(name, plan.columns, plan.table)
    if kind == "distinct":
        return column, ()
    if column.type not in (_ADDED if kind in ("sum", "mean") else _ORDERED):
        raise UsageError(
            f"{name} holds values of the type {column.type}, and {kind} is not worked out of them",
            expected=f"a column of numbers{'' if kind in ('sum', 'mean') else ' or days'}, or distinct:{name}",
        )
    if kind == "sum" and column.sums is not True:
        why = column.sums or "its source does not say that values of different records may be added"
        raise UsageError(
            f"values of {plan.table.name}.{name} may not be added: {why}",
            expected="a column whose values may be added, or another measure",
            do=f"ask for the values by {', '.join(plan.table.key or ('record',))}, or for mean:{name}, max:{name}, median:{name}",
        )
    if kind == "mean" and column.sums is not True and column.sums:
        return column, (f"{name}: {column.sums}; this mean gives every record the same weight",)
    return column, ()


def _counted(plan: Plan, column: Column) -> tuple[Column, tuple[str, ...]]:
    """A keyed column: events may be counted anywhere, accounts of people only inside one institution."""
    if column.protection is Protection.JOIN:
        return column, (f"distinct {column.name}: records without a published id are not in it",)
    scope = column.scope
    pinned = any(
        isinstance(test, Term) and test.field == scope and test.operator == "=" and len(test.values) == 1 and not test.negated
        for test in plan.tests
    )
    if not scope or not (pinned or any(split.column == scope and not split.step for split in plan.query.by)):
        raise Refused(
            f"{plan.table.name}.{column.name} tells accounts apart only inside one {scope or 'institution'}, so they are not counted across several",
            expected=f"a question about one {scope}, or by {scope}",
            do=f"add {scope}:NAME, or _by:{scope}",
        )
    return column, (f"distinct {column.name}: different accounts of one {scope}; who they are is not kept",)

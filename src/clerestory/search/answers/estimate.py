"""A quick estimate for very large tables: a sample is counted, and every figure says how far it may be off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.answers.facet import facet
from clerestory.search.cells import is_origin, keys, label
from clerestory.search.guarded import Counted
from clerestory.search.plan import Plan, check_split
from clerestory.search.query import Split
from clerestory.search.values import plain
from clerestory.search.wanted import show_split

LARGE = 20_000_000
"""Tables of so many records are estimated; of smaller ones the exact count takes no longer."""
SAMPLED = 1_000_000
TOP = 20


@dataclass(frozen=True)
class Figure:
    """A number of records; ``margin``: it is within so many of the exact one, nineteen times in twenty. 0: it is exact. None: may not be told."""

    count: int | None
    margin: int

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"count": self.count, "give_or_take": self.margin}


@dataclass(frozen=True)
class Shares:
    """How records fall on the values of a column: (value, state, figure), the most frequent first; cell states behind them."""

    column: str
    groups: list[tuple[Any, str, Figure]]
    other: Figure


@dataclass(frozen=True)
class Estimate:
    """Number of records, and how they fall on some columns."""

    about: About
    one_in: int
    """One record in so many was counted; 1: all, and the figures are exact."""
    whole: Figure
    facets: list[Shares]
    suppressed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        facets = [
            {
                "column": each.column,
                "groups": [{"value": plain(value), "state": state, **figure.as_json()} for value, state, figure in each.groups],
                "other": each.other.as_json(),
            }
            for each in self.facets
        ]
        return answered(self.about, self.suppressed, estimate=self.one_in > 1, one_in=self.one_in, **self.whole.as_json(), facets=facets)


def estimate(desk: Desk, plan: Plan, splits: Sequence[Split] = (), limit: int = TOP) -> Estimate:
    """Figures of a sample of a very large table; of any other, and of tables about persons, the figures that their own verbs give."""
    for split in splits:
        check_split(split, plan.columns, plan.table)
    one_in = sampled(desk, plan, splits)
    found = desk.reader.look(plan.view, plan.where, keys(splits, plan.columns), top=limit, one_in=one_in) if one_in > 1 else None
    if found is None or found.one_in == 1:
        return _exact(desk, plan, splits, limit)
    shares = []
    for split, top in zip(splits, found.facets, strict=True):
        groups = [(label(value, split.period), state or "value", _scaled(number, one_in)) for value, state, number in top.groups]
        shares.append(Shares(show_split(split), groups, _scaled(top.other, one_in)))
    note = (
        f"an estimate: one record in {one_in:,} was counted; nineteen in twenty of its figures are no further off than they say;"
        " values that few records have may be missing; `count` and `facets` give the exact figures"
    )
    whole = _scaled(found.number, one_in)
    return Estimate(desk.about(plan, Counted({}, whole.count)).saying(note), one_in, whole, shares)


def sampled(desk: Desk, plan: Plan, splits: Sequence[Split] = ()) -> int:
    """One record in how many an estimate would count; 1 where there is none: small tables, tables about persons, questions without a condition."""
    rows = sum(desk.reader.shape(plan.view).rows)
    if rows < LARGE or desk.gate.guards(plan.table) or not plan.where.conditions:
        return 1
    if any(split.aspect or is_origin(split, plan.columns) for split in splits):
        return 1
    return rows // SAMPLED


def margin(number: int, one_in: int) -> int:
    """How far a count of a sample may be off once it is multiplied: twice its standard error, and three records of the sample for small ones."""
    return ceil(one_in * (1.96 * sqrt(number) + 3))


def _scaled(number: int, one_in: int) -> Figure:
    return Figure(number * one_in, margin(number, one_in))


def _exact(desk: Desk, plan: Plan, splits: Sequence[Split], limit: int) -> Estimate:
    counted = desk.count(plan)
    told = [facet(desk, plan, split, limit) for split in splits]
    shares = [
        Shares(each.column, [(group.value, group.state, Figure(group.count, 0)) for group in each.groups], Figure(each.other, 0))
        for each in told
    ]
    suppressed = counted.suppressed + sum(each.suppressed for each in told)
    return Estimate(desk.about(plan, counted), 1, Figure(counted.total, 0), shares, suppressed)

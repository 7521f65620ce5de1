"""The same question of two periods, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cells import Cell
from clerestory.search.marks import beside, compared
from clerestory.search.periods import period
from clerestory.search.plan import Plan
from clerestory.search.query import Query, Term
from clerestory.search.values import plain
from clerestory.search.wanted import show_split


@dataclass(frozen=True)
class Pair:
    """Two counts of one combination. None: suppressed."""

    cells: tuple[Cell, ...]
    first: int | None
    second: int | None
    first_mark: str = ""
    second_mark: str = ""
    """How far they are the numbers of the records."""

    @property
    def difference(self) -> int | None:
        """The second less the first."""
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def mark(self) -> str:
        """The same of the difference and the ratio."""
        return compared((self.first_mark, self.second_mark)) if self.difference is not None else ""

    @property
    def ratio(self) -> float | None:
        """The second over the first; None where the first is nothing."""
        return None if self.second is None or not self.first else self.second / self.first


@dataclass(frozen=True)
class TwoPeriods:
    """Counts of two periods, in all and by the query's splits."""

    about: About
    column: str
    first: str
    second: str
    days: tuple[int, int]
    """How many days each period has."""
    by: tuple[str, ...]
    whole: Pair
    pairs: list[Pair]
    suppressed: int = 0

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""

        def told(pair: Pair) -> dict[str, Any]:
            cells = [{"value": plain(value), "state": state} for value, state in pair.cells]
            numbers = {"first": pair.first, "second": pair.second, "difference": pair.difference, "ratio": pair.ratio}
            marks = (("first", pair.first_mark), ("second", pair.second_mark), ("difference", pair.mark), ("ratio", pair.mark))
            return {"cells": cells, **numbers, **{name: told for each, mark in marks for name, told in beside(each, mark).items()}}

        periods = [{"period": name, "days": days} for name, days in zip((self.first, self.second), self.days, strict=True)]
        return {
            "column": self.column,
            "periods": periods,
            "by": list(self.by),
            "total": told(self.whole),
            "pairs": [told(pair) for pair in self.pairs],
        }

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def two_periods(desk: Desk, query: Query, column: str, first: str, second: str) -> TwoPeriods:
    """Counts of two periods (``2024``, ``2025-Q1``, ``FY2025``, ``2025-01-20..2025-03-10``)."""
    plans: list[Plan] = []
    days = []
    for name in (first, second):
        low, found, high = name.partition("..")
        ends = (low, high) if found else (low, low)
        days.append((period(ends[1])[1] - period(ends[0])[0]).days + 1)
        plans.append(desk.plan(replace(query, tests=(*query.tests, Term(column, "range", ends)))))
    one, two = (desk.count(plan, query.by) for plan in plans)
    whole = Pair((), one.total, two.total, one.total_mark, two.total_mark)
    keys = list(dict.fromkeys((*one.cells, *two.cells))) if query.by else []
    told = [
        Pair(
            key,
            one.cells.get(key, one.absent) if one.total is not None else None,
            two.cells.get(key, two.absent) if two.total is not None else None,
            one.mark(key),
            two.mark(key),
        )
        for key in keys
    ]
    told = [pair for pair in told if pair.first is not None or pair.second is not None]
    told.sort(key=lambda pair: (-abs(pair.difference or 0), str(pair.cells)))
    about = desk.about(desk.plan(query), one).saying(*two.notes)
    if days[0] != days[1]:
        about = about.saying(f"{first} has {days[0]} days and {second} {days[1]}")
    return TwoPeriods(
        about, column, first, second, (days[0], days[1]), tuple(map(show_split, query.by)), whole, told, one.suppressed + two.suppressed
    )

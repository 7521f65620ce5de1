"""A count over a declared denominator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clerestory.errors import UsageError
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.answers.numbers import numbers
from clerestory.search.cells import Cell
from clerestory.search.marks import beside, compared
from clerestory.search.plan import Plan
from clerestory.search.values import plain
from clerestory.search.wanted import show_measure, show_split


@dataclass(frozen=True)
class Ratio:
    """One rate. None: suppressed, or the denominator is nothing or not known."""

    cells: tuple[Cell, ...]
    numerator: int | None
    denominator: float | None
    mark: str = ""
    """How far the numerator is the number of the records."""
    under_mark: str = ""

    @property
    def rate(self) -> float | None:
        """Numerator over denominator."""
        return None if self.numerator is None or not self.denominator else self.numerator / self.denominator

    @property
    def rate_mark(self) -> str:
        """How far the rate is that of the records."""
        return compared((self.mark, self.under_mark)) if self.rate is not None else ""


@dataclass(frozen=True)
class Rate:
    """Rates of all records or by the query's splits; what is below the line is a question of its own, shown beside it."""

    about: About
    of: About
    of_measure: str
    by: tuple[str, ...]
    ratios: list[Ratio]
    suppressed: int = 0

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        told = [
            {
                "cells": [{"value": plain(value), "state": state} for value, state in each.cells],
                "numerator": each.numerator,
                **beside("numerator", each.mark),
                "denominator": each.denominator,
                **beside("denominator", each.under_mark),
                "rate": each.rate,
                **beside("rate", each.rate_mark),
            }
            for each in self.ratios
        ]
        return {"by": list(self.by), "rates": told, "denominator": {"measure": self.of_measure, **self.of.as_json()}}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def rate(desk: Desk, plan: Plan, under: Plan) -> Rate:
    """A query's counts over another's counts (or sums), value by value of the same splits."""
    by = tuple(map(show_split, plan.query.by))
    if by != tuple(map(show_split, under.query.by)):
        raise UsageError("what stands above and below the line is counted by different columns", expected="the same _by in both")
    above, below = desk.count(plan, plan.query.by), numbers(desk, under, under.query.measure)
    known = {each.cells: each.value for each in below.numbers}
    marks = {each.cells: each.mark for each in below.numbers}
    ratios = [Ratio(key, number, known.get(key), above.mark(key), marks.get(key, "")) for key, number in above.cells.items()]
    ratios += [
        Ratio(key, above.absent, value, under_mark=marks[key])
        for key, value in known.items()
        if key not in above.cells and above.total is not None
    ]
    shown = [each for each in ratios if each.numerator is not None]
    shown.sort(key=lambda each: (-(each.rate if each.rate is not None else -1), str(each.cells)))
    return Rate(desk.about(plan, above), below.about, show_measure(under.query.measure), by, shown, above.suppressed + below.suppressed)

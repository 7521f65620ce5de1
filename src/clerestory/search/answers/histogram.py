"""Numbers and days put into classes of equal width."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from clerestory.errors import UsageError
from clerestory.lake.measures import Aggregate
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.guarded import refuse_measure
from clerestory.search.marks import beside
from clerestory.search.periods import between, period
from clerestory.search.plan import Plan, column_named
from clerestory.search.query import BIN, Split

USUAL = 20
MOST = 1000
_DAYS = (("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366))


@dataclass(frozen=True)
class Bin:
    """One class. ``low`` is in it, ``high`` is not; of days, both are names of the period. ``count`` None: suppressed."""

    low: Any
    high: Any
    count: int | None
    mark: str = ""
    """How far it is the number of the records."""


@dataclass(frozen=True)
class Histogram:
    """Records by class; the classes and the cells that are no values add up to the total, with what is suppressed."""

    about: About
    column: str
    step: str
    """``bin:WIDTH``, or a period."""
    total: int | None
    bins: list[Bin]
    states: dict[str, int]
    """Records without a value, by the state of the cell."""
    suppressed: int = 0
    total_mark: str = ""
    state_marks: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        bins = [{"low": each.low, "high": each.high, "count": each.count, **beside("count", each.mark)} for each in self.bins]
        states = {"states": self.states, **({"states_told": self.state_marks} if self.state_marks else {})}
        return {"column": self.column, "step": self.step, "total": self.total, **beside("total", self.total_mark), "bins": bins, **states}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def histogram(desk: Desk, plan: Plan, split: Split, bins: int = USUAL) -> Histogram:
    """Records by classes of a column of numbers or days; ``bins``: about how many, where the split names no step."""
    if not 1 <= bins <= MOST:
        raise UsageError(f"a histogram of {bins} classes", expected=f"1 to {MOST}")
    kind = column_named(split.column, plan.columns, plan.table).type
    if kind not in ("integer", "number", "date", "date_dmy", "timestamp"):
        raise UsageError(f"{split.column} holds values of the type {kind}", expected="a column of numbers or days", do="ask for its facet")
    step = split.step or _step(desk, plan, split.column, kind, bins)
    counted = desk.count(plan, (Split(split.column, step),))
    about = desk.about(plan, counted)
    if counted.total is None:
        return Histogram(about, split.column, step, None, [], {}, counted.suppressed)
    found = {key[0][0]: number for key, number in counted.cells.items() if key[0][1] == "value"}
    states = {key[0][1]: number for key, number in counted.cells.items() if key[0][1] != "value" and number}
    lows = sorted(found)
    if step.startswith(BIN):
        width = float(step.removeprefix(BIN))
        first, last = (round(lows[0] / width), round(lows[-1] / width)) if lows else (0, -1)
        at = range(first, last + 1) if last - first < MOST else sorted(round(low / width) for low in lows)
        known = {round(low / width): number for low, number in found.items()}
        told = [Bin(_neat(place * width), _neat((place + 1) * width), known.get(place, 0)) for place in at]
    else:
        names = between(lows[0], lows[-1], step.partition("@")[0]) if lows else []
        told = [Bin(name, name, found.get(name, counted.absent), counted.mark(((name, "value"),))) for name in names or lows]
    marks = {state: counted.mark(((None, state),)) for state in states if counted.mark(((None, state),))}
    return Histogram(about, split.column, step, counted.total, told, states, counted.suppressed, counted.total_mark, marks)


def _neat(number: float) -> float | int:
    """A multiple of a width, without the last digits of binary arithmetic."""
    rounded = float(f"{number:.12g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _step(desk: Desk, plan: Plan, column: str, kind: str, bins: int) -> str:
    """Classes of a width that people count in: 1, 2, 5, 10, … or a day, a week, a month and so on."""
    numbers = kind in ("integer", "number")
    if desk.gate.guards(plan.table):
        if numbers:
            refuse_measure(desk.gate, plan.table, "a range of values")
        return "month"
    if column not in desk.reader.columns(plan.view):
        return f"{BIN}1" if numbers else "year"
    low, high = desk.reader.measure(plan.view, plan.where, (Aggregate("min", column), Aggregate("max", column)))[0]
    if low is None:
        return f"{BIN}1" if numbers else "year"
    if numbers:
        return f"{BIN}{_width((float(high) - float(low)) / bins, whole=kind == 'integer')}"
    days = (_day(high) - _day(low)).days + 1
    return next((step for step, length in _DAYS if days <= length * bins), "year")


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else period(value)[0]


def _width(least: float, *, whole: bool) -> str:
    if least <= 0 or not math.isfinite(least):
        return "1"
    power = 10.0 ** math.floor(math.log10(least))
    width = next(power * nice for nice in (1, 2, 5, 10) if power * nice >= least * (1 - 1e-9))
    return f"{max(width, 1) if whole else width:.12g}"

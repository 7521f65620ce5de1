"""Records by period."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clerestory.errors import UsageError
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.breaks import Break, breaks
from clerestory.search.cells import Cell, zone_of
from clerestory.search.coverage import Covered, covered_days
from clerestory.search.guarded import Counted
from clerestory.search.marks import beside
from clerestory.search.periods import between, period
from clerestory.search.plan import Plan
from clerestory.search.query import TIME_STEPS, Split
from clerestory.search.values import plain
from clerestory.search.wanted import show_split


@dataclass(frozen=True)
class Point:
    """One period. ``known``: ``counted``; ``suppressed`` (count None); ``no record`` (0, and no release says what days it covers, so it may
    be a gap); ``not covered`` (count None: no release covers any day of it).
    """

    period: str
    count: int | None
    known: str = "counted"
    mark: str = ""
    """How far it is the number of the records."""


@dataclass(frozen=True)
class Line:
    """The periods of one combination of the query's splits."""

    cells: tuple[Cell, ...]
    points: list[Point]
    undated: dict[str, int]
    """Records without a day, by the state of the cell."""
    undated_marks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """Records by period; points and undated records of all lines, and what is suppressed, add up to the total."""

    about: About
    column: str
    step: str
    by: tuple[str, ...]
    total: int | None
    lines: list[Line]
    suppressed: int = 0
    breaks: tuple[Break, ...] = ()
    """Days across which the counts cannot simply be compared."""
    total_mark: str = ""

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        lines = [
            {
                "cells": [{"value": plain(value), "state": state} for value, state in line.cells],
                "points": [
                    {"period": point.period, "count": point.count, **beside("count", point.mark), "known": point.known}
                    for point in line.points
                ],
                "undated": line.undated,
                **({"undated_told": line.undated_marks} if line.undated_marks else {}),
            }
            for line in self.lines
        ]
        return {
            "column": self.column,
            "step": self.step,
            "by": list(self.by),
            "total": self.total,
            **beside("total", self.total_mark),
            "lines": lines,
            "breaks": [{"day": each.day, "why": each.why} for each in self.breaks],
        }

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def series(desk: Desk, plan: Plan, split: Split) -> Series:
    """Records by period of a column, a line for each combination of the query's splits."""
    counted = desk.count_or_say(plan, (*plan.query.by, split))
    return series_of(desk, desk.about(plan, counted), plan, split, counted)


def series_of(desk: Desk, about: About, plan: Plan, split: Split, counted: Counted) -> Series:
    """A series out of counts by the query's splits and, last, the periods."""
    names = tuple(map(show_split, plan.query.by))
    if plan.columns[split.base].type == "timestamp":
        about = about.saying(f"periods of {split.base} are of the zone {zone_of(split, plan.columns) or 'UTC'}")
    if counted.total is None:
        return Series(about, split.column, split.step, names, None, [], counted.suppressed)
    known = sorted({key[-1][0] for key in counted.cells if key[-1][1] == "value"})
    periods = (between(known[0], known[-1], split.period) or known) if known else []
    covered = desk.memory.once(("covered", plan.table.name, plan.chosen), partial(covered_days, desk.reader.ledger, plan.chosen.releases))
    lines = []
    for head in dict.fromkeys(key[:-1] for key in counted.cells):
        counts = {key[-1][0]: number for key, number in counted.cells.items() if key[:-1] == head and key[-1][1] == "value"}
        undated = {key[-1][1]: number for key, number in counted.cells.items() if key[:-1] == head and key[-1][1] != "value" and number}
        marks = {key[-1]: counted.mark(key) for key in counted.cells if key[:-1] == head and counted.mark(key)}
        points = [_point(period, counts.get(period, counted.absent), covered, marks.get((period, "value"), "")) for period in periods]
        lines.append(Line(head, points, undated, {state: marks[None, state] for state in undated if (None, state) in marks}))
    told = breaks(desk.reader.ledger, plan, split, periods)
    return Series(about, split.column, split.step, names, counted.total, lines, counted.suppressed, told, counted.total_mark)


def dated(split: Split) -> Split:
    """A split by period; by month when it names none. Raises UsageError for classes of numbers."""
    step = split.step or "month"
    if step.partition("@")[0] not in TIME_STEPS:
        raise UsageError(f"{step} is no period", expected=f"one of {', '.join(TIME_STEPS)}", do="ask for a histogram")
    return Split(split.column, step)


def _point(name: str, count: int | None, covered: Covered | None, mark: str = "") -> Point:
    if count is None:
        return Point(name, None, "suppressed")
    if count:
        return Point(name, count, mark=mark)
    if covered is None:
        return Point(name, 0, "no record")
    first, last = period(name)
    return (
        Point(name, 0)
        if any(low <= last.isoformat() and first.isoformat() <= high for low, high in covered)
        else Point(name, None, "not covered")
    )

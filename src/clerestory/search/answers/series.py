"""Records by period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clerestory.errors import UsageError
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cells import Cell
from clerestory.search.periods import between
from clerestory.search.plan import Plan
from clerestory.search.query import TIME_STEPS, Split
from clerestory.search.values import plain
from clerestory.search.wanted import show_split


@dataclass(frozen=True)
class Point:
    """One period. ``count`` None: suppressed. ``known``: ``counted``, ``suppressed``, or ``not covered`` (no release says anything of it)."""

    period: str
    count: int | None
    known: str = "counted"


@dataclass(frozen=True)
class Line:
    """The periods of one combination of the query's splits."""

    cells: tuple[Cell, ...]
    points: list[Point]
    undated: dict[str, int]
    """Records without a day, by the state of the cell."""


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

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        lines = [
            {
                "cells": [{"value": plain(value), "state": state} for value, state in line.cells],
                "points": [{"period": point.period, "count": point.count, "known": point.known} for point in line.points],
                "undated": line.undated,
            }
            for line in self.lines
        ]
        return {"column": self.column, "step": self.step, "by": list(self.by), "total": self.total, "lines": lines}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def series(desk: Desk, plan: Plan, split: Split) -> Series:
    """Records by period of a column, a line for each combination of the query's splits."""
    by = plan.query.by
    counted = desk.count(plan, (*by, split))
    about = desk.about(plan, counted)
    names = tuple(map(show_split, by))
    if counted.total is None:
        return Series(about, split.column, split.step, names, None, [], counted.suppressed)
    known = sorted({key[-1][0] for key in counted.cells if key[-1][1] == "value"})
    periods = (between(known[0], known[-1], split.step) or known) if known else []
    lines = []
    for head in dict.fromkeys(key[:-1] for key in counted.cells):
        counts = {key[-1][0]: number for key, number in counted.cells.items() if key[:-1] == head and key[-1][1] == "value"}
        undated = {key[-1][1]: number for key, number in counted.cells.items() if key[:-1] == head and key[-1][1] != "value" and number}
        points = [_point(period, counts.get(period, 0)) for period in periods]
        lines.append(Line(head, points, undated))
    return Series(about, split.column, split.step, names, counted.total, lines, counted.suppressed)


def dated(split: Split) -> Split:
    """A split by period; by month when it names none. Raises UsageError for classes of numbers."""
    step = split.step or "month"
    if step not in TIME_STEPS:
        raise UsageError(f"{step} is no period", expected=f"one of {', '.join(TIME_STEPS)}", do="ask for a histogram")
    return Split(split.column, step)


def _point(period: str, count: int | None) -> Point:
    return Point(period, count, "suppressed" if count is None else "counted")

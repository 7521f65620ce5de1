"""Records by several columns at once, with totals and shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clerestory.errors import UsageError
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cells import Cell, overlapping
from clerestory.search.marks import beside
from clerestory.search.plan import Plan
from clerestory.search.values import plain
from clerestory.search.wanted import show_split


@dataclass(frozen=True)
class Crosstab:
    """Counts of every combination that has any. The cells add up to the total, with what is suppressed."""

    about: About
    by: tuple[str, ...]
    axes: tuple[tuple[Cell, ...], ...]
    """Of each split its values (and cell states): periods, numbers and days in their order, others the most frequent first."""
    cells: dict[tuple[Cell, ...], int | None]
    """None: suppressed. What a combination that is not here has, ``absent`` says."""
    totals: tuple[dict[Cell, int | None], ...]
    """Of each split the totals of its values; None where a cell of it is suppressed."""
    total: int | None
    suppressed: int = 0
    overlapping: bool = False
    """Whether a record may stand in several cells, so that they add up to more than the total."""
    marks: Mapping[tuple[Cell, ...], str] = field(default_factory=dict)
    """How far the numbers of cells are those of the records; of a cell that is not here, exactly."""
    total_marks: tuple[Mapping[Cell, str], ...] = ()
    """The same of the totals, for each split."""
    total_mark: str = ""
    absent: int | None = 0
    """0: no records; None: too many combinations are suppressed to name them."""

    def mark_of(self, place: int, cell: Cell) -> str:
        """How far the total of a value is the number of its records; ``place``: of which split."""
        return self.total_marks[place].get(cell, "") if self.total_marks else ""

    def share(self, number: int | None) -> float | None:
        """Share of the total."""
        return None if number is None or not self.total else number / self.total

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        return {
            "by": list(self.by),
            "total": self.total,
            **beside("total", self.total_mark),
            "overlapping": self.overlapping,
            "absent": self.absent,
            "axes": [
                [
                    {
                        "value": plain(value),
                        "state": state,
                        "total": totals[value, state],
                        **beside("total", self.mark_of(place, (value, state))),
                    }
                    for value, state in axis
                ]
                for place, (axis, totals) in enumerate(zip(self.axes, self.totals, strict=True))
            ],
            "cells": [
                {
                    "key": [axis.index(cell) for axis, cell in zip(self.axes, key, strict=True)],
                    "count": number,
                    **beside("count", self.marks.get(key, "")),
                    "share": self.share(number),
                }
                for key, number in self.cells.items()
            ],
        }

    def as_json(self) -> dict[str, Any]:
        """The same as plain values; a cell's key holds the places of its values on the axes."""
        return answered(self.about, self.suppressed, **self.body())


def crosstab(desk: Desk, plan: Plan) -> Crosstab:
    """Records by the query's splits. Raises UsageError when it has none.

    Of a table about persons, a value is named only when some count of it may be shown.
    """
    by = plan.query.by
    if not by:
        raise UsageError("a crosstab needs columns to count by", expected="_by:COLUMN,COLUMN")
    counted = desk.count(plan, by)
    names = tuple(map(show_split, by))
    axes: list[tuple[Cell, ...]] = []
    totals: list[dict[Cell, int | None]] = []
    marks: list[dict[Cell, str]] = []
    for place, split in enumerate(by):
        told: dict[Cell, int] = defaultdict(int)
        held: set[Cell] = set()
        for key, number in counted.cells.items():
            if number is None:
                held.add(key[place])
            else:
                told[key[place]] += number
        if overlapping(by) or desk.gate.guards(plan.table):
            # a record may stand in several cells, or cells are rounded: totals are no sums of them, and are asked for by themselves
            alone = desk.count(plan, (split,))
            told = {cell: alone.cells.get((cell,)) or 0 for cell in told}
            held = {cell for cell in told if alone.cells.get((cell,)) is None}
            marks.append({cell: alone.mark((cell,)) for cell in told if alone.mark((cell,))})
        period = bool(split.step)
        axes.append(tuple(sorted(told, key=lambda cell: _rank(cell, told[cell], period=period))))
        totals.append({cell: None if cell in held else number for cell, number in told.items()})
    cells = {key: number for key, number in counted.cells.items() if all(cell in axis for cell, axis in zip(key, totals, strict=True))}
    return Crosstab(
        desk.about(plan, counted), names, tuple(axes), cells, tuple(totals), counted.total, counted.suppressed, overlapping(by),
        {key: counted.mark(key) for key in cells if counted.mark(key)}, tuple(marks), counted.total_mark, counted.absent,
    )  # fmt: skip


def _rank(cell: Cell, number: int, *, period: bool) -> tuple[Any, ...]:
    value, state = cell
    if period or isinstance(value, int | float | date):
        return (state != "value", value if value is not None else 0, state)
    return (state != "value", -number, str(value), state)

"""Records by several columns at once, with totals and shares."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from clerestory.errors import UsageError
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cells import Cell, overlapping
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
    """None: suppressed. A combination that is not here has no records."""
    totals: tuple[dict[Cell, int | None], ...]
    """Of each split the totals of its values; None where a cell of it is suppressed."""
    total: int | None
    suppressed: int = 0
    overlapping: bool = False
    """Whether a record may stand in several cells, so that they add up to more than the total."""

    def share(self, number: int | None) -> float | None:
        """Share of the total."""
        return None if number is None or not self.total else number / self.total

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        return {
            "by": list(self.by),
            "total": self.total,
            "overlapping": self.overlapping,
            "axes": [
                [{"value": plain(value), "state": state, "total": totals[value, state]} for value, state in axis]
                for axis, totals in zip(self.axes, self.totals, strict=True)
            ],
            "cells": [
                {"key": [axis.index(cell) for axis, cell in zip(self.axes, key, strict=True)], "count": number, "share": self.share(number)}
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
            alone = desk.count(plan, (split,)).cells
            told = {cell: alone.get((cell,)) or 0 for cell in told}
            held = {cell for cell in told if alone.get((cell,)) is None}
        period = bool(split.step)
        axes.append(tuple(sorted(told, key=lambda cell: _rank(cell, told[cell], period=period))))
        totals.append({cell: None if cell in held else number for cell, number in told.items()})
    cells = {key: number for key, number in counted.cells.items() if all(cell in axis for cell, axis in zip(key, totals, strict=True))}
    return Crosstab(desk.about(plan, counted), names, tuple(axes), cells, tuple(totals), counted.total, counted.suppressed, overlapping(by))


def _rank(cell: Cell, number: int, *, period: bool) -> tuple[Any, ...]:
    value, state = cell
    if period or isinstance(value, int | float | date):
        return (state != "value", value if value is not None else 0, state)
    return (state != "value", -number, str(value), state)

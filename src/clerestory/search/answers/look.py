"""A first look at a question: how many, how they fall on some columns and over time, and the first records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.answers.facet import Facet, facet
from clerestory.search.answers.rows import Rows, rows
from clerestory.search.answers.series import Series, series
from clerestory.search.plan import Plan
from clerestory.search.query import Split

FACET_LIMIT = 20


@dataclass(frozen=True)
class Look:
    """Everything a page shows of one question."""

    about: About
    count: int | None
    facets: list[Facet]
    series: Series | None
    rows: Rows | None
    """None for tables about persons."""
    suppressed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        body: dict[str, Any] = {"count": self.count, "facets": [{**each.body(), "suppressed": each.suppressed} for each in self.facets]}
        if self.series:
            body["series"] = {**self.series.body(), "suppressed": self.series.suppressed}
        if self.rows:
            body.update(self.rows.body(), columns=self.rows.columns, hidden=list(self.rows.hidden))
        return answered(self.about, self.suppressed, **body)


def look(desk: Desk, plan: Plan, splits: Sequence[Split], over: Split | None, limit: int) -> Look:
    """A first look at a plan."""
    counted = desk.count(plan)
    told = [facet(desk, plan, split, FACET_LIMIT) for split in splits]
    line = series(desk, plan, over) if over else None
    page = None if desk.gate.guards(plan.table) or not limit else rows(desk, plan.query, limit)
    return Look(desk.about(plan, counted), counted.total, told, line, page, counted.suppressed)

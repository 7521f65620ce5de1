"""A number of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.marks import beside
from clerestory.search.plan import Plan


@dataclass(frozen=True)
class Count:
    """A number of records; ``count`` None: suppressed."""

    about: About
    count: int | None
    suppressed: int = 0
    mark: str = ""
    """How far it is the number of the records."""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, count=self.count, **beside("count", self.mark))


def count(desk: Desk, plan: Plan) -> Count:
    """Number of records."""
    counted = desk.count(plan)
    return Count(desk.about(plan, counted), counted.total, counted.suppressed, counted.total_mark)

"""The values of a column with the number of records of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cells import overlapping
from clerestory.search.plan import Plan
from clerestory.search.query import Split
from clerestory.search.values import plain
from clerestory.search.wanted import show_split

USUAL = 20


@dataclass(frozen=True)
class Group:
    """One value of a facet, or one cell state other than a value."""

    value: Any
    state: str
    count: int


@dataclass(frozen=True)
class Facet:
    """How the records of a query fall on the values of one column. Groups, other and what is suppressed add up to the total."""

    about: About
    column: str
    total: int | None
    """None: suppressed, and the rest with it."""
    groups: list[Group]
    """Values by number of records, the most frequent first, then by value; cell states that are no values come behind them."""
    other: int | None
    """Records under values past the limit that may be shown; None: suppressed."""
    other_values: int
    suppressed: int = 0
    """How many values may not be shown. Their records are in the total, and in nothing else."""
    overlapping: bool = False
    """Whether a record may stand under several values (a reason mentions several classes), so that they add up to more than the total."""

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        groups = [{"value": plain(group.value), "state": group.state, "count": group.count} for group in self.groups]
        return {
            "column": self.column,
            "total": self.total,
            "groups": groups,
            "other": self.other,
            "other_values": self.other_values,
            "overlapping": self.overlapping,
        }

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def facet(desk: Desk, plan: Plan, split: Split, limit: int = USUAL) -> Facet:
    """Values of a column with their counts; cell states counted apart.

    Of a table about persons, values whose count may not be shown are not named either: in a narrow question the name alone tells.
    """
    counted = desk.count(plan, (split,))
    about, name = desk.about(plan, counted), show_split(split)
    if counted.total is None:
        return Facet(about, name, None, [], None, 0, counted.suppressed)
    shown = [Group(value, state, number) for ((value, state),), number in counted.cells.items() if number]
    shown.sort(key=lambda group: (group.state != "value", -group.count, str(group.value), group.state))
    values = [group for group in shown if group.state == "value"]
    kept = values[:limit] + shown[len(values) :]
    rest = values[limit:]
    several = overlapping((split,))
    return Facet(about, name, counted.total, kept, sum(group.count for group in rest), len(rest), counted.suppressed, several)

"""The values of a column with the number of records of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cells import is_origin, keys, label, overlapping
from clerestory.search.guarded import Counted
from clerestory.search.marks import added, beside
from clerestory.search.plan import Plan, check_split
from clerestory.search.query import Either, Split, Term
from clerestory.search.values import plain
from clerestory.search.wanted import show_split

USUAL = 20


@dataclass(frozen=True)
class Group:
    """One value of a facet, or one cell state other than a value."""

    value: Any
    state: str
    count: int
    mark: str = ""
    """How far it is the number of the records."""


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
    total_mark: str = ""
    other_mark: str = ""

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        groups = [
            {"value": plain(group.value), "state": group.state, "count": group.count, **beside("count", group.mark)}
            for group in self.groups
        ]
        return {
            "column": self.column,
            "total": self.total,
            **beside("total", self.total_mark),
            "groups": groups,
            "other": self.other,
            **beside("other", self.other_mark),
            "other_values": self.other_values,
            "overlapping": self.overlapping,
        }

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def facet(desk: Desk, plan: Plan, split: Split, limit: int = USUAL, *, widen: bool = False) -> Facet:
    """Values of a column with their counts; cell states counted apart.

    ``widen``: without the query's own tests of that column, so that the values beside the chosen ones can be chosen as well.
    Of a table about persons, values whose count may not be shown are not named either: in a narrow question the name alone tells.
    """
    if widen and (rest := own_tests(plan, split)) is not None:
        plan = desk.plan(replace(plan.query, tests=rest))
    if not desk.gate.guards(plan.table) and not split.aspect and not is_origin(split, plan.columns):
        return _plain(desk, plan, split, limit)
    counted = desk.count_or_say(plan, (split,))
    return facet_of(desk.about(plan, counted), split, counted, limit)


def own_tests(plan: Plan, split: Split) -> tuple[Term | Either, ...] | None:
    """The query's tests without those of one column alone; None where it has none."""

    def own(test: Term | Either) -> bool:
        return all(term.field == split.base for term in (test.terms if isinstance(test, Either) else (test,)))

    rest = tuple(test for test in plan.query.tests if not own(test))
    return rest if len(rest) < len(plan.query.tests) else None


def facet_of(about: About, split: Split, counted: Counted, limit: int, other: int = 0, other_values: int = 0) -> Facet:
    """A facet out of counts in the lake's order; ``other``: records under values that are not among them."""
    name = show_split(split)
    if counted.total is None:
        return Facet(about, name, None, [], None, 0, counted.suppressed)
    shown = [Group(*key[0], number, counted.mark(key)) for key, number in counted.cells.items() if number]
    shown.sort(key=lambda group: (group.state != "value", -group.count))
    values = [group for group in shown if group.state == "value"]
    kept = values[:limit] + shown[len(values) :]
    rest = values[limit:]
    other += sum(group.count for group in rest)
    return Facet(
        about, name, counted.total, kept, other, other_values + len(rest), counted.suppressed, overlapping((split,)),
        counted.total_mark, added(group.mark for group in rest),
    )  # fmt: skip


def _plain(desk: Desk, plan: Plan, split: Split, limit: int) -> Facet:
    """Of a table about institutions the most frequent values are enough: the lake need not name the others."""
    check_split(split, plan.columns, plan.table)
    look = desk.reader.look(plan.view, plan.where, keys((split,), plan.columns), top=limit)
    (top,) = look.facets
    groups = [Group(label(value, split.period), state or "value", number) for value, state, number in top.groups]
    return Facet(desk.about(plan, Counted({}, look.number)), show_split(split), look.number, groups, top.other, top.other_values)

"""Answers: each carries its query, snapshot, what it was asked of and what was suppressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from clerestory.lake.read import Reader
from clerestory.schema.table import Grain
from clerestory.search.disclosure import Gate
from clerestory.search.language import show
from clerestory.search.neighbours import cells, unsafe
from clerestory.search.plan import Plan, column_named
from clerestory.search.releases import ORIGIN_FIELDS

SUPPRESSION = "suppressed: fewer than {0} records, or a question next to this one differs from it by fewer than {0}; this is not zero"


@dataclass(frozen=True)
class About:
    """What every answer says of itself."""

    table: str
    unit: str
    query: str
    snapshot: int
    releases: int
    on: str
    published: str
    universe: str
    other_universes: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "query": {"table": self.table, "text": self.query},
            "snapshot": self.snapshot,
            "coverage": {
                "releases": self.releases,
                "on": self.on,
                "newest_published": self.published or None,
                "universe": self.universe or None,
                "other_universes": list(self.other_universes),
                "notes": list(self.notes),
            },
        }


@dataclass(frozen=True)
class Count:
    """A number of records; ``count`` None: suppressed."""

    about: About
    count: int | None
    suppressed: int = 0


@dataclass(frozen=True)
class Group:
    """One value of a facet, or one cell state other than a value."""

    value: Any
    state: str
    count: int


@dataclass(frozen=True)
class Facet:
    """How the records of a query fall on the values of one column."""

    about: About
    column: str
    total: int | None
    """None: suppressed, and the rest with it."""
    groups: list[Group]
    other: int | None
    """Records under values past the limit that may be shown; None: suppressed."""
    other_values: int
    suppressed: int = 0
    """How many values may not be shown. Their records are in the total, and in nothing else."""


@dataclass(frozen=True)
class Rows:
    """Records with their origins."""

    about: About
    columns: list[str]
    total: int
    records: pa.Table
    hidden: tuple[str, ...] = field(default=())


class Answers:
    """Asks the lake what a plan says, and lets out what the gate allows."""

    def __init__(self, reader: Reader, gate: Gate) -> None:
        self._reader, self._gate = reader, gate

    def about(self, plan: Plan) -> About:
        """What an answer to this plan says of itself."""
        chosen = plan.chosen
        notes = [self._gate.settings.notice] if self._gate.settings.notice else []
        if chosen.other_universes:
            notes.append(
                f"only {chosen.universe}; also held: {', '.join(chosen.other_universes)} (universe:NAME, or universe:* to add them)"
            )
        if chosen.purged:
            notes.append(f"held then, purged since, and so not in this answer: {'; '.join(chosen.purged)}")
        if chosen.latest:
            notes.append(f"of each {', '.join(chosen.latest.by)}, the records of the last release that has any")
        if plan.table.grain is Grain.PERSON_EVENT and self._gate.settings.threshold_reason:
            notes.append(f"threshold {self._gate.settings.threshold}: {self._gate.settings.threshold_reason}")
        return About(
            plan.table.name, plan.table.unit, show(plan.query), chosen.snapshot, len(chosen.releases), chosen.on, chosen.published,
            chosen.universe, chosen.other_universes, tuple(notes),
        )  # fmt: skip

    def count(self, plan: Plan) -> Count:
        """Number of records."""
        number = self._reader.count(plan.view, plan.where)
        if self._withheld(plan, number):
            return Count(self._suppressing(plan), None, 1)
        return Count(self.about(plan), number)

    def _withheld(self, plan: Plan, number: int) -> bool:
        """Whether the number of all records of a question may not be shown."""
        if not self._gate.guards(plan.table):
            return False
        return self._gate.small(number) or bool(unsafe(self._reader, self._gate, plan))

    def _suppressing(self, plan: Plan) -> About:
        about = self.about(plan)
        return replace(about, notes=(*about.notes, SUPPRESSION.format(self._gate.settings.threshold)))

    def facet(self, plan: Plan, name: str, limit: int) -> Facet:
        """Values of a column with their counts, the most frequent first; cell states counted apart.

        Of a table about persons, values whose count may not be shown are not named either: in a narrow question the name alone tells.
        """
        if name not in ORIGIN_FIELDS or name in plan.columns:
            column_named(name, plan.columns, plan.table)
        found = cells(self._reader, plan.view, plan.where, (name,), plan.columns)
        groups = sorted(found.items(), key=lambda item: -item[1])
        total = sum(found.values())
        hidden: set[int] = set()
        if self._gate.guards(plan.table):
            opened = unsafe(self._reader, self._gate, plan, (name,))
            hidden = self._gate.hidden([number for _, number in groups], [index for index, (key, _) in enumerate(groups) if key in opened])
            if self._withheld(plan, total) or len(hidden) == 1:
                return Facet(self._suppressing(plan), name, None, [], None, 0, 1)
        shown = [Group(value, state, number) for index, (((value, state),), number) in enumerate(groups) if index not in hidden]
        about = self._suppressing(plan) if hidden else self.about(plan)
        other = sum(group.count for group in shown[limit:])
        return Facet(about, name, total, shown[:limit], other, len(shown[limit:]), len(hidden))

    def rows(self, plan: Plan, limit: int, offset: int = 0) -> Rows:
        """Records. Raises Refused for tables about persons."""
        self._gate.rows(plan.table)
        columns, hidden = self._shown(plan)
        for name, _ in plan.query.order:
            column_named(name, plan.columns, plan.table)
        records = self._reader.rows(plan.view, plan.where, columns, order=plan.query.order, limit=limit, offset=offset)
        return Rows(self.about(plan), columns, self._reader.count(plan.view, plan.where), records, hidden)

    def stream(self, plan: Plan) -> tuple[list[str], Iterator[pa.RecordBatch]]:
        """All records, batch by batch. Raises Refused for tables about persons."""
        self._gate.rows(plan.table)
        columns, _ = self._shown(plan)
        return columns, self._reader.stream(plan.view, plan.where, columns)

    def _shown(self, plan: Plan) -> tuple[list[str], tuple[str, ...]]:
        if plan.query.columns:
            return [column_named(name, plan.columns, plan.table).name for name in plan.query.columns], ()
        present = self._reader.columns(plan.view) | self._reader.states(plan.view)
        shown = [name for name, column in plan.columns.items() if not column.hidden and name in present]
        return shown, tuple(name for name, column in plan.columns.items() if column.hidden and name in present)

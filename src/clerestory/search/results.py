"""Answers: each carries its query, snapshot, what it was asked of and what was suppressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from clerestory.lake.conditions import AllOf
from clerestory.lake.read import Reader
from clerestory.schema.table import Grain
from clerestory.search.disclosure import Gate
from clerestory.search.language import show
from clerestory.search.plan import Plan, column_named
from clerestory.search.releases import ORIGIN_FIELDS

EVERYTHING = AllOf(())


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
    """One value of a facet, or one cell state other than a value; ``count`` None: suppressed."""

    value: Any
    state: str
    count: int | None


@dataclass(frozen=True)
class Facet:
    """How the records of a query fall on the values of one column."""

    about: About
    column: str
    total: int | None
    groups: list[Group]
    other: int | None
    """Records under values past the limit; None: suppressed."""
    other_values: int
    suppressed: int = 0


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
        total = self._total(plan, number)
        shown = self._gate.count(plan.table, number, total)
        return Count(self.about(plan), shown, int(shown is None))

    def _total(self, plan: Plan, number: int) -> int:
        """All records of the releases asked; only looked up where a complement must be protected."""
        return self._reader.count(plan.view, EVERYTHING) if plan.table.grain is Grain.PERSON_EVENT else number

    def facet(self, plan: Plan, name: str, limit: int) -> Facet:
        """Values of a column with their counts, the most frequent first; cell states counted apart."""
        if name in ORIGIN_FIELDS and name not in plan.columns:
            groups = self._origin_groups(plan, name)
        else:
            column_named(name, plan.columns, plan.table)
            groups = [
                ((value, state or "value"), number)
                for value, state, number in self._reader.groups(plan.view, plan.where, (name,))
            ]
        number = sum(count for _, count in groups)
        total = self._gate.count(plan.table, number, self._total(plan, number))
        if total is None:
            return Facet(self.about(plan), name, None, [], None, len(groups), 1)
        allowed, suppressed = self._gate.groups(plan.table, groups, number)
        shown, rest = allowed[:limit], allowed[limit:]
        other = None if any(count is None for _, count in rest) else sum(count or 0 for _, count in rest)
        return Facet(
            self.about(plan),
            name,
            total,
            [Group(key[0], key[1], count) for key, count in shown],
            other,
            len(rest),
            suppressed,
        )

    def _origin_groups(self, plan: Plan, name: str) -> list[tuple[tuple[Any, str], int]]:
        by_release = self._reader.groups(plan.view, plan.where, ("_release",))
        column = "id" if name == "release" else name
        facts = {row["id"]: row[column] for row in self._reader.ledger.rows("SELECT * FROM releases")}
        counts: dict[tuple[Any, str], int] = {}
        for release, _, number in by_release:
            value = facts[release]
            key = (value, "value" if value else "empty")
            counts[key] = counts.get(key, 0) + number
        return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))

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

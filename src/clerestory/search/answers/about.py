"""What every answer says of itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clerestory.kernel.note import note
from clerestory.schema.table import Grain
from clerestory.search import json, url
from clerestory.search.coverage import Coverage
from clerestory.search.disclosure import Gate
from clerestory.search.language import show
from clerestory.search.plan import Plan
from clerestory.search.query import Query


@dataclass(frozen=True)
class About:
    """The question, and what it was asked of."""

    table: str
    unit: str
    query: str
    """As the search box shows it."""
    snapshot: int
    releases: int
    on: str
    published: str
    universe: str
    other_universes: tuple[str, ...]
    notes: tuple[str, ...]
    asked: Query
    coverage: Coverage

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "query": {"table": self.table, "text": self.query, "url": url.write(self.asked), "json": json.write(self.asked)},
            "record": self.unit,
            "snapshot": self.snapshot,
            "coverage": {
                "releases": self.releases,
                "on": self.on,
                "newest_published": self.published or None,
                "universe": self.universe or None,
                "other_universes": list(self.other_universes),
                **self.coverage.as_json(),
                "notes": list(self.notes),
            },
        }

    def saying(self, *notes: str) -> About:
        """The same with more to say."""
        return replace(self, notes=(*self.notes, *(note for note in notes if note not in self.notes))) if notes else self


def about(gate: Gate, plan: Plan, coverage: Coverage) -> About:
    """What an answer to a plan says of itself."""
    chosen = plan.chosen
    notes = [gate.settings.notice] if gate.settings.notice else []
    if chosen.other_universes:
        notes.append(
            note(
                "only %(universe)s; also held: %(others)s (universe:NAME, or universe:* to add them)",
                universe=chosen.universe,
                others=", ".join(chosen.other_universes),
            )
        )
    if chosen.purged:
        notes.append(note("held then, purged since, and so not in this answer: %(releases)s", releases="; ".join(chosen.purged)))
    if chosen.latest:
        notes.append(note("of each %(key)s, the records of the last release that has any", key=", ".join(chosen.latest.by)))
    if plan.table.grain is Grain.PERSON_EVENT and gate.settings.threshold_reason:
        notes.append(note("threshold %(number)s: %(reason)s", number=gate.settings.threshold, reason=gate.settings.threshold_reason))
    return About(
        plan.table.name, plan.table.unit, show(plan.query), chosen.snapshot, len(chosen.releases), chosen.on, chosen.published,
        chosen.universe, chosen.other_universes, (*notes, *plan.notes), plan.query, coverage,
    )  # fmt: skip

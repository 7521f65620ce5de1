"""What every kind of answer is got with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from clerestory.errors import TooFine
from clerestory.lake.read import Reader
from clerestory.search.answers.about import About, about
from clerestory.search.coverage import coverage
from clerestory.search.disclosure import Gate
from clerestory.search.guarded import Counted, count_cells
from clerestory.search.memory import Memory
from clerestory.search.plan import Plan
from clerestory.search.query import Query, Split
from clerestory.search.unknowns import Looker, unknowns


@dataclass(frozen=True)
class Desk:
    """A reader, the gate, and the planner that checks every query."""

    reader: Reader
    gate: Gate
    plan: Callable[[Query], Plan]
    memory: Memory = field(default_factory=Memory)

    def count(self, plan: Plan, by: Sequence[Split] = ()) -> Counted:
        """The counts of a plan that may be told."""
        return count_cells(self.reader, self.gate, plan, by)

    def count_or_say(self, plan: Plan, by: Sequence[Split]) -> Counted:
        """The same for one part of an answer of several: where it would be too fine, nothing is told but why."""
        try:
            return self.count(plan, by)
        except TooFine as why:
            return Counted({}, None, 1, (str(why),), absent=None)

    def about(self, plan: Plan, counted: Counted | None = None) -> About:
        """What an answer says of itself; ``counted``: what was counted, whose total may need words."""
        key = ("coverage", plan.table.name, plan.chosen)
        known = self.memory.once(key, lambda: coverage(self.reader.ledger, self.gate, plan.table, plan.chosen))
        said = unknowns(Looker(self.reader, self.gate, self.memory), plan, counted.total if counted else None)
        return about(self.gate, plan, known).saying(*(counted.notes if counted else ()), *said)


def answered(about: About, suppressed: int, **body: Any) -> dict[str, Any]:
    """The one shape of every answer: what it says first, then what it says of itself."""
    return {"ok": True, **body, "suppressed": suppressed, **about.as_json()}

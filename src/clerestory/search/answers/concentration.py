"""How evenly records fall on the values of a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.marks import added, beside, compared
from clerestory.search.plan import Plan
from clerestory.search.query import Split
from clerestory.search.wanted import show_split

USUAL = 10


@dataclass(frozen=True)
class Concentration:
    """``gini``: 0 when every value has the same number of records, towards 1 when one has all. None: cannot be told."""

    about: About
    column: str
    total: int | None
    without_value: int
    """Records whose cell is no value; they are in nothing else here."""
    values: int | None
    top: int
    top_records: int | None
    top_share: float | None
    gini: float | None
    suppressed: int = 0
    mark: str = ""
    """How far the numbers are those of the records."""
    total_mark: str = ""

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        names = ("column", "total", "without_value", "values", "top", "top_records", "top_share", "gini")
        told = {name: getattr(self, name) for name in names} | beside("total", self.total_mark)
        marked = [name for name in ("without_value", *names[4:]) if name != "top" and told[name] is not None] if self.mark else []
        return told | {f"{name}_told": self.mark for name in marked}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, self.suppressed, **self.body())


def concentration(desk: Desk, plan: Plan, split: Split, top: int = USUAL) -> Concentration:
    """How large a share of the records the most frequent values have, and the Gini index of all that have any."""
    counted = desk.count(plan, (split,))
    about, name = desk.about(plan, counted), show_split(split)
    without = sum(number or 0 for ((_, state),), number in counted.cells.items() if state != "value")
    if counted.total is None:
        return Concentration(about, name, None, 0, None, top, None, None, None, counted.suppressed)
    inexact, whole_mark = added(counted.marks.values()), counted.total_mark
    if counted.suppressed:
        note = "counts are suppressed, so how evenly the rest is spread cannot be told"
        return Concentration(
            about.saying(note), name, counted.total, without, None, top, None, None, None, counted.suppressed, inexact, whole_mark
        )
    numbers = sorted((number for ((_, state),), number in counted.cells.items() if number and state == "value"), reverse=True)
    whole, most = sum(numbers), sum(numbers[:top])
    share = most / whole if whole else None
    return Concentration(
        about, name, counted.total, without, len(numbers), top, most, share, gini(numbers), 0, compared((inexact,)), whole_mark
    )


def gini(numbers: list[int]) -> float | None:
    """Half the mean difference of all pairs over the mean, as a population: 0 for one value alone; None for none."""
    whole, size = sum(numbers), len(numbers)
    if not whole:
        return None
    weighted = sum(rank * number for rank, number in enumerate(sorted(numbers), 1))
    return 2 * weighted / (size * whole) - (size + 1) / size

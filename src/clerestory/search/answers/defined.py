"""A named measure, worked out: one definition and its words, and which others there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clerestory.errors import UsageError
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.answers.numbers import Numbers, numbers
from clerestory.search.definitions import Definition, definitions
from clerestory.search.query import COUNT, Query


@dataclass(frozen=True)
class Defined:
    """Numbers under one definition. Those of another are another answer: the two are never in one."""

    definition: Definition
    numbers: Numbers
    others: tuple[str, ...]
    """Names of other definitions of the same thing."""

    @property
    def about(self) -> About:
        """The question, and what it was asked of."""
        return self.numbers.about

    @property
    def suppressed(self) -> int:
        """How many numbers are held back."""
        return self.numbers.suppressed

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        definition = {**self.definition.as_json(), "other_definitions": list(self.others)}
        return answered(self.about, self.suppressed, definition=definition, **self.numbers.body())


def defined(desk: Desk, told: Definition, narrowed: Query | None = None) -> Defined:
    """A definition's numbers. ``narrowed``: a query of the same table whose tests, splits and releases are put on top of it."""
    query = told.query
    if narrowed is not None:
        if narrowed.table != query.table:
            raise UsageError(f"{told.name} is measured in {query.table}, not in {narrowed.table}")
        if narrowed.measure not in (COUNT, query.measure):
            raise UsageError(f"{told.name} says itself what is measured", do="ask without _measure")
        query = replace(
            narrowed, tests=(*query.tests, *narrowed.tests), by=narrowed.by or query.by, measure=query.measure, on=narrowed.on or query.on
        )
    plan = desk.plan(query)
    others = tuple(each.name for each in definitions().values() if each.of == told.of and each.name != told.name)
    notes = [f"{told.title}: {told.words} ({told.defined_by})"]
    if others:
        notes.append(f"other definitions of {told.of} give other numbers: {', '.join(others)}")
    answer = numbers(desk, plan, query.measure)
    return Defined(told, replace(answer, about=answer.about.saying(*notes)), others)

"""A first look at a question: how many, how they fall on some columns and over time, and the first records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from clerestory.lake.looks import Top
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.answers.facet import Facet, facet, facet_of, own_tests
from clerestory.search.answers.rows import Rows, page, shown
from clerestory.search.answers.rows import rows as later
from clerestory.search.answers.series import Series, series, series_of
from clerestory.search.cells import Cell, is_origin, keys, label, origin
from clerestory.search.cursor import after
from clerestory.search.guarded import Counted
from clerestory.search.marks import beside
from clerestory.search.plan import Plan, check_split
from clerestory.search.query import Split

FACET_LIMIT = 20
PERIODS = 240
"""So many periods come out of the same pass as the facets; of more, they are asked for by themselves."""


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
    mark: str = ""
    """How far the count is the number of the records."""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        body: dict[str, Any] = {
            "count": self.count,
            **beside("count", self.mark),
            "facets": [{**each.body(), "suppressed": each.suppressed} for each in self.facets],
        }
        if self.series:
            body["series"] = {**self.series.body(), "suppressed": self.series.suppressed}
        if self.rows:
            body.update(self.rows.body(), columns=self.rows.columns, hidden=list(self.rows.hidden))
        return answered(self.about, self.suppressed, **body)


def look(desk: Desk, plan: Plan, splits: Sequence[Split], over: Split | None, limit: int, *, widen: bool = False) -> Look:
    """A first look at a plan; ``widen``: each facet without the tests of its own column."""
    place = after(plan.query) if limit and not desk.gate.guards(plan.table) else None
    if place:
        # a later page: everything is told as of the snapshot of the first one
        pinned = desk.plan(replace(plan.query, cursor="", as_of=plan.query.as_of or place.as_of))
        return replace(look(desk, pinned, splits, over, 0, widen=widen), rows=later(desk, plan.query, limit))
    if desk.gate.guards(plan.table):
        counted = desk.count(plan)
        facets = [facet(desk, plan, split, FACET_LIMIT, widen=widen) for split in splits]
        line = series(desk, plan, over) if over else None
        return Look(desk.about(plan, counted), counted.total, facets, line, None, counted.suppressed, counted.total_mark)
    for split in (*splits, *([over] if over else [])):
        check_split(split, plan.columns, plan.table)
    together = [*(split for split in splits if _together(plan, split, widen=widen)), *([over] if over and not plan.query.by else [])]
    columns, hidden = shown(desk, plan)
    query = replace(plan.query, limit=limit)
    found = desk.reader.look(
        plan.view,
        plan.where,
        keys(together, plan.columns),
        top=PERIODS,
        columns=[*columns, *(name for name, _ in query.order if name not in columns)],
        order=query.order,
        limit=limit + 1 if limit else 0,
    )
    about = desk.about(plan, Counted({}, found.number))
    tops = dict(zip(together, found.facets, strict=True))

    def asked(split: Split) -> Facet:
        from_origin = is_origin(split, plan.columns)
        if split not in tops or (from_origin and tops[split].other_values):
            return facet(desk, plan, split, FACET_LIMIT, widen=widen)
        if from_origin:
            return facet_of(about, split, _by_origin(desk, tops[split], split, found.number), FACET_LIMIT)
        return facet_of(about, split, _counted(tops[split], split, found.number), FACET_LIMIT, tops[split].other, tops[split].other_values)

    whole = over in tops and not tops[over].other_values
    line = series_of(desk, about, plan, over, _counted(tops[over], over, found.number)) if over and whole else None
    rows = page(about, plan, query, found.rows, columns, hidden, found.number) if found.rows is not None else None
    return Look(about, found.number, [asked(split) for split in splits], line or (series(desk, plan, over) if over else None), rows)


def _together(plan: Plan, split: Split, *, widen: bool) -> bool:
    """Whether a facet comes out of the pass that counts the records: it is of values as they are, and of the same records."""
    return not split.aspect and not (widen and own_tests(plan, split) is not None)


def _counted(top: Top, split: Split, total: int) -> Counted:
    return Counted({((label(value, split.period), state or "value"),): number for value, state, number in top.groups}, total)


def _by_origin(desk: Desk, top: Top, split: Split, total: int) -> Counted:
    """Counts by release as counts by what the releases say of where they came from."""
    told: dict[tuple[Cell, ...], int | None] = {}
    for release, _, number in top.groups:
        key = (origin(desk.reader, split.column, release),)
        told[key] = (told.get(key) or 0) + number
    return Counted(told, total)

"""Records of institutional tables, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from clerestory.lake.conditions import AllOf
from clerestory.lake.looks import Page
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.cursor import after, cursor_of
from clerestory.search.plan import Plan, column_named
from clerestory.search.query import Query
from clerestory.search.values import plain

USUAL = 20
STATE, TEXT = "__state", "__text"


@dataclass(frozen=True)
class Rows:
    """Records with their origins."""

    about: About
    columns: list[str]
    total: int
    page: Page
    hidden: tuple[str, ...] = field(default=())
    """Columns that are held and never shown."""
    next: str = ""
    """Cursor of the next page; empty: this is the last one."""

    @property
    def records(self) -> pa.Table:
        """The records as a table."""
        return self.page.table

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        return {"total": self.total, "rows": [told(record, self.columns) for record in self.page.records], "next": self.next or None}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, 0, **self.body(), columns=self.columns, hidden=list(self.hidden))


def told(record: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    """A record as plain values: its id, its cells, and the states of those that are more or less than a value."""
    states = {
        name: state for name in columns if (state := record.get(name + STATE) or ("not_exported" if record.get(name) is None else ""))
    }
    return {"id": record_id(record), **{name: plain(record.get(name)) for name in columns}, "_states": states}


def record_id(record: dict[str, Any]) -> str:
    """The id of a record, made of its origin alone."""
    tail = f"-{record['_col']}" if record.get("_col") is not None else ""
    return f"{record['_release']}-{record['_grid']}-{record['_row']}{tail}"


def rows(desk: Desk, query: Query, limit: int = 0, cursor: str = "", offset: int = 0) -> Rows:
    """Records. Raises Refused for tables about persons, UsageError for a cursor of another query."""
    query = replace(query, limit=limit or query.limit or USUAL, cursor=cursor or query.cursor)
    place = after(query)
    plan = desk.plan(replace(query, as_of=query.as_of or place.as_of) if place else query)
    desk.gate.rows(plan.table)
    columns, hidden = shown(desk, plan)
    where = AllOf((*plan.where.conditions, place.condition(plan.columns))) if place else plan.where
    wanted = [*columns, *(name for name, _ in query.order if name not in columns)]
    found = desk.reader.rows(plan.view, where, wanted, order=query.order, limit=query.limit + 1, offset=offset)
    counted = desk.count(plan)
    return page(desk.about(plan, counted), plan, query, Page.of(found), columns, hidden, counted.total or 0)


def page(about: About, plan: Plan, query: Query, found: Page, columns: list[str], hidden: tuple[str, ...], total: int) -> Rows:
    """A page out of its records and one more, if there is one."""
    told = found.first(query.limit)
    more = found.size > query.limit
    following = cursor_of(query, plan.chosen.snapshot, told.records[-1]) if more else ""
    return Rows(about, columns, total, told, hidden, following)


def stream(desk: Desk, plan: Plan) -> tuple[list[str], pa.RecordBatchReader]:
    """All records, batch by batch. Raises Refused for tables about persons."""
    desk.gate.rows(plan.table)
    columns, _ = shown(desk, plan)
    for name, _ in plan.query.order:
        column_named(name, plan.columns, plan.table)
    return columns, desk.reader.stream(plan.view, plan.where, columns, plan.query.order)


def shown(desk: Desk, plan: Plan) -> tuple[list[str], tuple[str, ...]]:
    """The columns that are shown, and those that are held and never shown."""
    if plan.query.columns:
        return [column_named(name, plan.columns, plan.table).name for name in plan.query.columns], ()
    present = desk.reader.columns(plan.view) | desk.reader.states(plan.view)
    names = [name for name, column in plan.columns.items() if not column.hidden and name in present]
    return names, tuple(name for name, column in plan.columns.items() if column.hidden and name in present)

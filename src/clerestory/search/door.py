"""What the SQL door shows: institutional tables, columns that are not hidden, the releases that a question would be asked of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from clerestory.errors import Refused, UnknownName
from clerestory.lake.by_engine import in_force
from clerestory.lake.conditions import AllOf
from clerestory.lake.door import Laid, Statement, ask, of_files, of_stream
from clerestory.lake.engine import name
from clerestory.lake.slices import SUFFIX_STATE, SUFFIX_TEXT, Shape
from clerestory.schema.table import Grain, Table
from clerestory.search.answers.asked import Desk
from clerestory.search.plan import Plan
from clerestory.search.query import Query
from clerestory.search.refusals import in_statement
from clerestory.search.values import plain

MOST_ROWS = 10_000
"""Rows of a result; the answer says when there were more."""
ORIGIN = ("_release", "_grid", "_row", "_col")


@dataclass(frozen=True)
class Selected:
    """What a statement gave, and what it was asked of."""

    sql: str
    table: pa.Table
    cut: bool
    views: tuple[dict[str, Any], ...]
    snapshot: int

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        rows = [[plain(value) for value in row] for row in zip(*(column.to_pylist() for column in self.table.columns), strict=True)]
        return {
            "ok": True, "columns": self.table.schema.names, "rows": rows, "cut": self.cut, "query": {"sql": self.sql},
            "snapshot": self.snapshot, "coverage": {"views": list(self.views)}, "suppressed": 0,
        }  # fmt: skip


def public(tables: Mapping[str, Table], held: Callable[[str], bool]) -> list[str]:
    """Names of the tables that have a view. Tables about persons have none."""
    return sorted(each for each, table in tables.items() if table.grain is Grain.INSTITUTION and held(each))


def select(desk: Desk, tables: Mapping[str, Table], names: list[str], sql: str, limit: int = MOST_ROWS) -> Selected:
    """Run one SELECT. Raises UsageError, UnknownName, Refused or TookTooLong."""
    statement = Statement(sql, names)
    for text in statement.texts:
        if in_statement(text):
            raise Refused(
                "the statement holds what has the shape of something that names a person",
                expected="a question about institutions: an agency, a place, a reason, a period, a code",
                do="count records by institution instead",
            )
    plans = {each: desk.plan(Query(each)) for each in sorted(statement.names)}
    for each in plans:
        if tables[each].grain is not Grain.INSTITUTION:
            raise UnknownName(f"there is no view {each}")
    laid = {each: _laid(desk, plan) for each, plan in plans.items()}
    found = ask(desk.reader.engine, statement, laid, max(1, min(limit, MOST_ROWS)))
    told = tuple({"view": each, **desk.about(plan).as_json()["coverage"]} for each, plan in plans.items())
    snapshot = max((plan.chosen.snapshot for plan in plans.values()), default=desk.reader.ledger.snapshot())
    return Selected(sql, found.table, found.cut, told, snapshot)


def columns_of(desk: Desk, plan: Plan) -> list[str]:
    """Columns of a view, apart from ``id`` and ``release``."""
    shape = desk.reader.shape(plan.view)
    return [
        full
        for each, column in plan.columns.items()
        if not column.hidden
        for full in (each, each + SUFFIX_STATE, each + SUFFIX_TEXT)
        if full in shape.columns and not (plan.view.copies and each == plan.view.copies.column)
    ]


def _laid(desk: Desk, plan: Plan) -> Laid:
    shape = desk.reader.shape(plan.view)
    shown = columns_of(desk, plan)
    origin = [each for each in ORIGIN if each in shape.columns]

    def view(dataset: str) -> str:
        relation = in_force(plan.view.latest, shape, dataset, _listed) if plan.view.latest else dataset
        told = ", ".join(["_release AS release", *map(_stated(shape), shown)])
        return f"SELECT {_id(origin)} AS id, {told} FROM {relation}"

    if plan.view.distinct:
        # the key by which records are put together is never shown: the statement gets what came out of it
        wanted = [each for each in plan.columns if each in shown]
        return Laid(lambda: of_stream(desk.reader.stream(plan.view, AllOf(()), wanted)), view)
    files = [str(desk.reader.layout.lake / path) for path in shape.files]
    return Laid(lambda: of_files(files, (*origin, *shown), plan.view.releases), view)


def _stated(shape: Shape) -> Callable[[str], str]:
    """Where there is neither a value nor a state, the release has no such column."""

    def told(column: str) -> str:
        of = column.removesuffix(SUFFIX_STATE)
        if of == column or of not in shape.present:
            return name(column)
        return f"CASE WHEN {name(of)} IS NULL THEN coalesce({name(column)}, 'not_exported') ELSE {name(column)} END AS {name(column)}"

    return told


def _id(origin: list[str]) -> str:
    return f"concat_ws('-', {', '.join(origin)})"


def _listed(values: list[Any]) -> str:
    """Release ids and numbers as a list in SQL. They are made by the program, never typed."""
    return "[" + ", ".join(f"'{value}'" if isinstance(value, str) and value.isalnum() else str(int(value)) for value in values) + "]"

"""From a question to what the lake is asked: the releases in force, and typed conditions. Unknown names are errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from clerestory.errors import Refused, UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.lake.conditions import AllOf, AnyOf, Compare, Condition, HasValue, InState, Not, Says
from clerestory.lake.read import Reader, Slice
from clerestory.schema.cellstate import State
from clerestory.schema.table import Column, Grain, Protection, Table
from clerestory.search.query import Either, Query, Term
from clerestory.search.refusals import refuse_persons
from clerestory.search.releases import ORIGIN_FIELDS, Chosen, choose

SEARCHED = frozenset({Protection.PUBLIC, Protection.ORGANISATION, Protection.SCREENED})


@dataclass(frozen=True)
class Plan:
    """What the lake is asked."""

    query: Query
    table: Table
    view: Slice
    where: AllOf
    chosen: Chosen
    columns: dict[str, Column]
    tests: tuple[Term | Either, ...] = ()
    """The tests of records, one for each condition of ``where``; those that choose releases are in ``chosen``."""


def plan(reader: Reader, table: Table, columns: dict[str, Column], query: Query) -> Plan:
    """Check a query against its table. Raises UnknownName, UsageError or Refused."""
    refuse_persons(query, table, columns)
    origin = [test for test in query.tests if isinstance(test, Term) and test.field in ORIGIN_FIELDS and test.field not in columns]
    chosen = choose(reader.ledger, table, query, origin)
    view = Slice(table.name, tuple(chosen.releases), table.distinct, table.copies, chosen.latest)
    tests = tuple(test for test in query.tests if test not in origin)
    where = AllOf(tuple(_test(test, columns, table) for test in tests))
    return Plan(query, table, view, where, chosen, columns, tests)


def _test(test: Term | Either, columns: dict[str, Column], table: Table) -> Condition:
    if isinstance(test, Either):
        return AnyOf(tuple(_test(term, columns, table) for term in test.terms))
    condition = _term(test, columns, table)
    return Not(condition) if test.negated else condition


def column_named(name: str, columns: dict[str, Column], table: Table) -> Column:
    """A column that may be asked for. Raises UnknownName with the nearest ones, Refused when it identifies persons."""
    if name not in columns:
        if name in ORIGIN_FIELDS:
            raise UsageError(f"{name}: chooses releases, so it stands by itself, not under OR")
        shown = [each for each, column in columns.items() if not column.hidden]
        close = nearest(name, (*shown, *ORIGIN_FIELDS))
        raise UnknownName(
            f"the table {table.name} has no column {name!r}",
            expected=f"one of {', '.join(close)}" if close else f"one of its {len(shown)} columns",
            do=f"list them with `clerestory sources {table.name}`",
        )
    column = columns[name]
    if column.hidden:
        raise Refused(
            f"{table.name}.{name} stands for persons or single events and cannot be searched, filtered or grouped by",
            expected="a column that describes an institution or its records",
            do="count records by agency, month or reason instead; `NAME.state:` of the column can be asked",
        )
    return column


def _term(term: Term, columns: dict[str, Column], table: Table) -> Condition:
    if term.operator == "words":
        texts = [name for name, column in columns.items() if column.type == "text" and column.protection in SEARCHED]
        if table.grain is Grain.PERSON_EVENT:
            raise Refused(
                f"{table.name} is about persons, so words cannot be searched in it",
                expected="field:value with a column of the table",
                do=f"list its columns with `clerestory sources {table.name}`",
            )
        return Says(tuple(texts), term.values[0])
    if term.operator == "state":
        if term.field not in columns:
            column_named(term.field, columns, table)
        for value in term.values:
            if value not in set(State):
                raise UnknownName(f"there is no cell state {value!r}", expected=f"one of {', '.join(State)}")
        return InState(term.field, term.values)
    column = column_named(term.field, columns, table)
    if term.operator == "any":
        return HasValue(column.name)
    if term.operator == "range":
        return AllOf(tuple(_range(column, term.values)))
    if term.operator == "=":
        return AnyOf(tuple(_equal(column, value) for value in term.values))
    return Compare(column.name, term.operator, _bound(column, term.values[0], late=term.operator in (">", "<=")))


def _equal(column: Column, text: str) -> Condition:
    if column.type in ("date", "timestamp"):
        return AllOf(tuple(_range(column, (text, text))))
    return Compare(column.name, "=", _value(column, text))


def _range(column: Column, ends: tuple[str, ...]) -> list[Condition]:
    conditions: list[Condition] = []
    if ends[0] != "*":
        conditions.append(Compare(column.name, ">=", _bound(column, ends[0], late=False)))
    if ends[1] != "*":
        conditions.append(Compare(column.name, "<=", _bound(column, ends[1], late=True)))
    return conditions


def _bound(column: Column, text: str, *, late: bool) -> Any:
    """A typed end of a range; a year or month stands for its first or last moment."""
    if column.type not in ("date", "timestamp"):
        return _value(column, text)
    first, last = period(text)
    if column.type == "date":
        return last if late else first
    return datetime.combine(last, datetime.max.time()) if late else datetime.combine(first, datetime.min.time())


def period(text: str) -> tuple[date, date]:
    """First and last day of ``2025``, ``2025-03``, ``2025-03-14``. Raises UsageError when the text is none of them."""
    try:
        if len(text) == 4:
            year = int(text)
            return date(year, 1, 1), date(year, 12, 31)
        if len(text) == 7:
            first = date.fromisoformat(text + "-01")
            return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date", expected="2025, 2025-03 or 2025-03-14") from None
    return day, day


def _value(column: Column, text: str) -> Any:
    parsed = column.kind.parse(text)
    if parsed is None:
        raise UsageError(
            f"{column.name} holds values of the type {column.type}, and {text!r} is none",
            do=f"try {column.name}:* to see that it has values",
        )
    return parsed.value

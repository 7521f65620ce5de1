"""From a question to what the lake is asked: the releases in force, and typed conditions. Unknown names are errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.errors import Refused, UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.lake.conditions import AllOf, AnyOf, Compare, Condition, HasValue, InState, Matches, Not, Says
from clerestory.lake.read import Reader, Slice
from clerestory.schema.cellstate import State
from clerestory.schema.table import Column, Grain, Protection, Table
from clerestory.search.periods import period
from clerestory.search.query import BIN, Either, Query, Split, Term
from clerestory.search.reasons import reasons
from clerestory.search.refusals import refuse_persons
from clerestory.search.releases import ORIGIN_FIELDS, Chosen, choose

SEARCHED = frozenset({Protection.PUBLIC, Protection.ORGANISATION, Protection.PLACE, Protection.SCREENED})
_COMPARISON = re.compile(r"(?P<column>[A-Za-z_]\w*)(?P<sign>[<>]=?|=)\S.*")


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
    notes: tuple[str, ...] = ()
    """What must be said beside every answer to it."""


def plan(reader: Reader, table: Table, columns: dict[str, Column], query: Query) -> Plan:
    """Check a query against its table. Raises UnknownName, UsageError or Refused."""
    refuse_persons(query, table, columns, lambda field, text: _is_code(reader, table, columns, field, text))
    origin = [test for test in query.tests if isinstance(test, Term) and test.field in ORIGIN_FIELDS and test.field not in columns]
    asked = ("chosen", table.name, query.on, query.as_of, query.universe, tuple(origin))
    chosen, view = reader.remembered(asked, lambda: _seen(table, columns, choose(reader.ledger, table, query, origin)))
    tests = tuple(test for test in query.tests if test not in origin)
    where = AllOf(tuple(_test(test, columns, table) for test in tests))
    for name, _ in query.order:
        column_named(name, columns, table)
    for split in query.by:
        check_split(split, columns, table)
    return Plan(query, table, view, where, chosen, columns, tests)


def _seen(table: Table, columns: dict[str, Column], chosen: Chosen) -> tuple[Chosen, Slice]:
    return chosen, Slice(table.name, chosen.releases, table.distinct, table.copies, chosen.latest, _public(columns))


def _public(columns: dict[str, Column]) -> frozenset[str]:
    return frozenset(name for name, column in columns.items() if not column.hidden)


def _is_code(reader: Reader, table: Table, columns: dict[str, Column], field: str, text: str) -> bool:
    """Whether a text is the whole value of some cell of a column that describes institutions; of several words, part of one."""
    if table.grain is Grain.PERSON_EVENT and not field:
        return False
    coded = [
        name for name, column in columns.items() if column.protection is Protection.PUBLIC and column.type == "text" and field in ("", name)
    ]
    held = reader.ledger.rows("SELECT id FROM releases WHERE withdrawn IS NULL")
    view = Slice(table.name, tuple(row["id"] for row in held), table.distinct, public=_public(columns))
    words = (Says(tuple(coded), text),) if " " in text else ()
    return reader.count(view, AnyOf((*(Compare(name, "=", text) for name in coded), *words))) > 0


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


def check_split(split: Split, columns: dict[str, Column], table: Table) -> None:
    """Raises UnknownName, Refused or UsageError for a split that the table does not allow."""
    if split.column in ORIGIN_FIELDS and split.column not in columns:
        if split.step:
            raise UsageError(f"{split.column} is split by its values alone", expected=split.column)
        return
    if split.aspect:
        _check_aspect(split, columns, table)
        return
    column = column_named(split.column, columns, table)
    fits = ("integer", "number") if split.step.startswith(BIN) else ("date", "date_dmy", "timestamp")
    if split.zone and column.type != "timestamp":
        raise UsageError(f"{column.name} holds no moments, so it has no zone", expected=f"{column.name}:{split.period}")
    if split.step and column.type not in fits:
        raise UsageError(
            f"{column.name} holds values of the type {column.type}, so it has no {split.step}",
            expected=f"a column of the type {' or '.join(fits)}",
        )


def _check_aspect(split: Split, columns: dict[str, Column], table: Table) -> None:
    if split.aspect not in ("state", "mentions") or split.step:
        raise UnknownName(
            f"{split.column} is no way to split a column", expected=f"{split.base}, {split.base}.state or {split.base}.mentions"
        )
    if split.aspect == "mentions":
        _text(Term(split.base, "mentions", ()), columns, table)
    elif split.base not in columns:
        column_named(split.base, columns, table)


def _term(term: Term, columns: dict[str, Column], table: Table) -> Condition:
    if term.operator in ("words", "starts", "matches", "mentions"):
        return _text(term, columns, table)
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
        _check_list(column, term.values)
        return AnyOf(tuple(_equal(column, value) for value in term.values))
    return Compare(column.name, term.operator, _bound(column, term.values[0], late=term.operator in (">", "<=")))


def bare(term: Term, plan: Plan) -> Condition:
    """The condition of one test by itself, whether it is negated or not."""
    return _term(term, plan.columns, plan.table)


def _text(term: Term, columns: dict[str, Column], table: Table) -> Condition:
    """A test of what texts say."""
    if table.grain is Grain.PERSON_EVENT:
        raise Refused(
            f"{table.name} is about persons, so words cannot be searched in it",
            expected="field:value with a column of the table",
            do=f"list its columns with `clerestory sources {table.name}`",
        )
    if term.field:
        texts = [column_named(term.field, columns, table).name]
        if columns[texts[0]].type != "text":
            raise UsageError(
                f"{term.field} holds no texts but values of the type {columns[texts[0]].type}", expected="field:value, or a range"
            )
    else:
        _no_comparison(term.values, columns)
        texts = [name for name, column in columns.items() if column.type == "text" and column.protection in SEARCHED]
    if term.operator == "matches":
        return Matches(texts[0], checked_pattern(term.values[0]))
    if term.operator == "mentions":
        return reasons().condition(texts[0], term.values)
    return AnyOf(tuple(Says(tuple(texts), value, term.operator == "starts") for value in term.values))


def _no_comparison(words: tuple[str, ...], columns: dict[str, Column]) -> None:
    """Raises UsageError for ``column>5`` and ``column=x``: as a word no record says it, and the zero would look like an answer."""
    for match in filter(None, map(_COMPARISON.fullmatch, words)):
        if match["column"] in columns:
            test = f"{match['column']}:{'' if match['sign'] == '=' else match['sign']}"
            raise UsageError(
                f"{match['column']} is a column, compared without a colon", expected=f"{test}VALUE", do="put a colon behind it"
            )


def checked_pattern(pattern: str) -> str:
    """A regular expression that the engine can run. Raises UsageError for others; the pattern is not repeated."""
    try:
        pc.match_substring_regex(pa.array([""]), "(?i)" + pattern)
    except pa.ArrowInvalid as problem:
        reason = str(problem).partition(": ")[2].partition(": ")[0] or "it cannot be read"
        raise UsageError(
            f"the regular expression is not one that can be run: {reason}",
            expected="RE2 syntax: no look-around, no back-references",
            do='quote a text that is meant as it stands: field:~"…"',
        ) from None
    return pattern


def _check_list(column: Column, values: tuple[str, ...]) -> None:
    """Raises UsageError where a list is a number with marks of thousands, or holds a range."""
    if column.type == "text" or len(values) < 2:
        return
    if column.type in ("integer", "number") and _THOUSANDS.fullmatch(",".join(values)):
        raise UsageError(
            f"{column.name}:{','.join(values)} can be one number or {len(values)}",
            expected=f"{column.name}:{''.join(values)} for the one, {column.name}:{values[0]} OR … for several",
        )
    if any(".." in value for value in values):
        raise UsageError(
            f"{column.name}: a list holds a range", do=f"ask for the range by itself, without marks of thousands: {column.name}:1000..5000"
        )


_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+")


def _equal(column: Column, text: str) -> Condition:
    if column.type in ("date", "date_dmy", "timestamp"):
        return AllOf(tuple(_range(column, (text, text))))
    return Compare(column.name, "=", _value(column, text))


def _range(column: Column, ends: tuple[str, ...]) -> list[Condition]:
    low, high = (None if end == "*" else _bound(column, end, late=late) for end, late in zip(ends, (False, True), strict=True))
    if low is not None and high is not None and low > high:
        raise UsageError(
            f"{column.name}: the range {ends[0]} to {ends[1]} ends before it begins",
            do=f"turn it round: {column.name}:{ends[1]}..{ends[0]}",
        )
    conditions: list[Condition] = [] if low is None else [Compare(column.name, ">=", low)]
    return conditions if high is None else [*conditions, Compare(column.name, "<=", high)]


def _bound(column: Column, text: str, *, late: bool) -> Any:
    """A typed end of a range; a year or month stands for its first or last moment."""
    if column.type not in ("date", "date_dmy", "timestamp"):
        return _value(column, text)
    first, last = period(text)
    if column.type != "timestamp":
        return last if late else first
    return datetime.combine(last, datetime.max.time(), UTC) if late else datetime.combine(first, datetime.min.time(), UTC)


def _value(column: Column, text: str) -> Any:
    parsed = column.kind.parse(text)
    if parsed is None:
        raise UsageError(
            f"{column.name} holds values of the type {column.type}, and {text!r} is none",
            do=f"try {column.name}:* to see that it has values",
        )
    return parsed.value

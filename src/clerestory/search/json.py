"""The query as plain values, for JSON. ``write`` and ``read`` are each other's inverse; an unknown key is an error."""

from __future__ import annotations

from typing import Any

from clerestory.errors import UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.search.language import whole
from clerestory.search.query import COUNT, Either, Query, Term
from clerestory.search.wanted import MOST_RECORDS, read_measure, read_split, show_measure, show_split

_KEYS = ("table", "tests", "on", "as_of", "universe", "columns", "order", "by", "measure", "limit", "cursor", "threshold")
_TERM = ("field", "operator", "values", "negated")
OPERATORS = ("=", "<", "<=", ">", ">=", "range", "any", "state", "words", "starts", "matches", "mentions")


def write(query: Query) -> dict[str, Any]:
    """Plain values; what is as usual is left out."""
    told: dict[str, Any] = {"table": query.table}
    if query.tests:
        told["tests"] = [
            {"either": [_written(term) for term in test.terms]} if isinstance(test, Either) else _written(test) for test in query.tests
        ]
    told.update((name, value) for name in ("on", "as_of", "universe", "limit", "cursor", "threshold") if (value := getattr(query, name)))
    if query.columns:
        told["columns"] = list(query.columns)
    if query.order:
        told["order"] = [{"column": column, "descending": down} for column, down in query.order]
    if query.by:
        told["by"] = [show_split(split) for split in query.by]
    if query.measure != COUNT:
        told["measure"] = show_measure(query.measure)
    return told


def _written(term: Term) -> dict[str, Any]:
    told: dict[str, Any] = {"field": term.field} if term.field else {}
    told["operator"] = term.operator
    if term.values:
        told["values"] = list(term.values)
    if term.negated:
        told["negated"] = True
    return told


def read(value: Any) -> Query:
    """A query out of plain values. Raises UnknownName for unknown keys, UsageError for values of the wrong kind."""
    found = _object(value, _KEYS, "a query")
    if not isinstance(found.get("table"), str):
        raise UsageError("the query names no table", expected='"table": "NAME"')
    return Query(
        found["table"],
        tuple(_test(each) for each in _list(found, "tests")),
        on=_text(found, "on"),
        as_of=_text(found, "as_of"),
        universe=_text(found, "universe"),
        columns=tuple(_texts(found, "columns")),
        order=tuple(_order(each) for each in _list(found, "order")),
        by=tuple(read_split(each) for each in _texts(found, "by")),
        measure=read_measure(_text(found, "measure") or "count"),
        limit=_limit(found, "limit"),
        cursor=_text(found, "cursor"),
        threshold=_limit(found, "threshold"),
    )


def _object(value: Any, known: tuple[str, ...], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{what} is {type(value).__name__}", expected="an object")
    for key in value:
        if key not in known:
            raise UnknownName(f"{what} has no key {str(key)[:40]!r}", expected=f"one of {', '.join(nearest(str(key), known) or known)}")
    return value


def _list(found: dict[str, Any], name: str) -> list[Any]:
    value = found.get(name, [])
    if not isinstance(value, list):
        raise UsageError(f"{name} is {type(value).__name__}", expected="a list")
    return value


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise UsageError(f"{name} is {type(value).__name__}", expected="a text")
    return whole(value)


def _texts(found: dict[str, Any], name: str) -> list[str]:
    values = _list(found, name)
    if not all(isinstance(value, str) for value in values):
        raise UsageError(f"{name} holds something else than texts", expected="a list of texts")
    return [whole(value) for value in values]


def _limit(found: dict[str, Any], name: str) -> int:
    value = found.get(name, 0)
    if type(value) is not int or not 0 <= value <= MOST_RECORDS:
        raise UsageError(f"{name} is no number of records", expected=f"a whole number from 1 to {MOST_RECORDS:,}")
    return value


def _flag(found: dict[str, Any], name: str) -> bool:
    value = found.get(name, False)
    if not isinstance(value, bool):
        raise UsageError(f"{name} is {type(value).__name__}", expected="true or false")
    return value


def _order(value: Any) -> tuple[str, bool]:
    found = _object(value, ("column", "descending"), "an order")
    if not _text(found, "column"):
        raise UsageError("an order names no column", expected='{"column": "NAME", "descending": true}')
    return found["column"], _flag(found, "descending")


def _test(value: Any) -> Term | Either:
    if isinstance(value, dict) and "either" in value:
        terms = tuple(_term(each) for each in _list(_object(value, ("either",), "a test"), "either"))
        if not terms:
            raise UsageError("either holds nothing", expected="a list of tests")
        return Either(terms)
    return _term(value)


def _term(value: Any) -> Term:
    found = _object(value, _TERM, "a test")
    operator, values = _text(found, "operator"), _texts(found, "values")
    if operator not in OPERATORS:
        raise UnknownName(
            f"there is no operator {operator[:40]!r}", expected=f"one of {', '.join(nearest(operator, OPERATORS) or OPERATORS)}"
        )
    least, most = {"any": (0, 0), "range": (2, 2), "=": (1, None), "state": (1, None), "starts": (1, None), "mentions": (1, None)}.get(
        operator, (1, 1)
    )
    if len(values) < least or (most is not None and len(values) > most):
        raise UsageError(f"the operator {operator} has {len(values)} values", expected=f"{least if most else 'at least 1'}")
    if not _text(found, "field") and operator not in ("words", "starts"):
        raise UsageError(f"the operator {operator} has no field", expected='"field": "COLUMN"')
    return Term(_text(found, "field"), operator, tuple(values), _flag(found, "negated"))

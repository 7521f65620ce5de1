"""The URL: ``?state=GA&signed__gte=2025-01-01&reason__words=hold&_by=state&_sort_desc=signed&_size=100&q=search box text``.

``write`` and ``read`` are each other's inverse. What a page shows beside the query (``_facet``, ``_series``) is read apart from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from clerestory.errors import UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.search import language
from clerestory.search.query import Either, Query, Split, Term
from clerestory.search.wanted import WANTED, read_split, said, show_split, want

OPERATORS = {
    "": "=", "in": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "range": "range", "notnull": "any", "isnull": "any", "state": "state",
    "words": "words", "starts": "starts", "matches": "matches", "mentions": "mentions",
}  # fmt: skip
"""What stands behind a column and two underscores; ``not_`` in front of it negates (``not`` alone: is not)."""
_SUFFIX = {"=": "in", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_LISTS = ("=", "state", "mentions", "starts")
SPECIAL = {"_on": "on", "_asof": "as_of", "_universe": "universe"}
_LIST_ITEM = re.compile(r'"(?:[^"\\]|\\.)*"|[^",]+', re.DOTALL)
_LIST = re.compile(rf"(?:{_LIST_ITEM.pattern})(?:,(?:{_LIST_ITEM.pattern}))*", re.DOTALL)
PAGE = ("_facet", "_series", "_sort_desc")
TO = " TO "


@dataclass(frozen=True)
class Request:
    """A query, and what a page shows beside its records."""

    query: Query
    facets: tuple[Split, ...] = ()
    series: Split | None = None


def read(table: str, text: str) -> Request:
    """Read a query string (without the question mark)."""
    return read_parameters(table, parse_qsl(text, keep_blank_values=True))


def read_parameters(table: str, parameters: Iterable[tuple[str, str]]) -> Request:
    """Read parameters in their order. Raises UnknownName for those that do not exist, UsageError for those that cannot be read."""
    query, series = Query(table), None
    tests: list[Term | Either] = []
    order: list[tuple[str, bool]] = []
    facets: list[Split] = []
    for name, value in parameters:
        language.whole(name + value)
        if name in ("_sort", "_sort_desc"):
            order.extend((each.removeprefix("-"), (name == "_sort_desc") != each.startswith("-")) for each in value.split(",") if each)
        elif name == "_facet":
            facets.extend(read_split(each) for each in value.split(",") if each)
        elif name == "_series":
            series = read_split(value)
        elif name == "q":
            query = _boxed(query, value)
            tests.extend(query.tests)
            query = replace(query, tests=())
        elif name.startswith("_"):
            query = _taken(query, name, value)
        else:
            tests.append(_term(name, value))
    return Request(replace(query, tests=tuple(tests), order=tuple(order) or query.order), tuple(facets), series)


def _taken(query: Query, name: str, value: str) -> Query:
    if name in SPECIAL:
        if getattr(query, SPECIAL[name]):
            raise UsageError(f"{name} stands twice", expected="one of them")
        return replace(query, **{SPECIAL[name]: value})  # type: ignore[arg-type]  # three fields, all texts
    if name in WANTED:
        return want(query, name, tuple(value.split(",")))
    known = ("q", *SPECIAL, *WANTED, *PAGE)
    raise UnknownName(f"there is no parameter {name!r}", expected=f"one of {', '.join(nearest(name, known) or known)}")


def _boxed(query: Query, text: str) -> Query:
    """The query with what the search box says: its tests come behind those that are there."""
    said = language.read(query.table, text)
    changes = {}
    for name in ("on", "as_of", "universe", "columns", "order", "by", "measure", "limit", "cursor", "threshold"):
        if getattr(said, name) != (usual := getattr(Query(query.table), name)):
            if getattr(query, name) != usual:
                raise UsageError(f"{name} is set by q and by a parameter", expected="one of them")
            changes[name] = getattr(said, name)
    return replace(query, tests=(*query.tests, *said.tests), **changes)


def _term(name: str, value: str) -> Term:
    column, _, suffix = name.rpartition("__") if "__" in name else (name, "", "")
    negated = suffix == "not" or suffix.startswith("not_")
    suffix = suffix[len("not_") :] if negated else suffix
    if suffix not in OPERATORS or not column:
        known = [each for each in OPERATORS if each]
        raise UnknownName(f"there is no operator {suffix!r} for a column", expected=f"one of {', '.join(nearest(suffix, known) or known)}")
    operator = OPERATORS[suffix]
    if operator == "any":
        return Term(column, "any", (), negated != (suffix == "isnull"))
    if operator == "range":
        low, found, high = value.partition(TO) if TO in value else value.partition("..")
        if not found:
            raise UsageError(f"{name} is no range", expected="LOW TO HIGH, or LOW..HIGH")
        return Term(column, "range", (low or "*", high or "*"), negated)
    return Term(column, operator, _items(name, value) if operator in _LISTS and suffix else (value,), negated)


def _items(name: str, value: str) -> tuple[str, ...]:
    """Values parted by commas; one that holds a comma stands in quotation marks."""
    if not _LIST.fullmatch(value):
        raise UsageError(f"{name} holds a quotation mark that is opened and not closed", expected='a,b or "a, b",c')
    return tuple(language.plain(found[0]) for found in _LIST_ITEM.finditer(value) if found[0])


def parameters(query: Query) -> list[tuple[str, str]]:
    """The parameters that read as this query."""
    told: list[tuple[str, str]] = []
    for test in query.tests:
        if isinstance(test, Either) or not test.field or "__" in test.field:
            told.append(("q", language.show(Query(query.table, (test,)))))
        else:
            told.append(_told(test))
    told += [(name, value) for name, attribute in SPECIAL.items() if (value := getattr(query, attribute))]
    for name, values in said(query):
        if name == "_sort":
            told += [("_sort_desc" if down else "_sort", column) for column, down in query.order]
        else:
            told.append((name, ",".join(values)))
    return told


def _told(term: Term) -> tuple[str, str]:
    head = f"{term.field}__"
    if term.operator == "=" and len(term.values) == 1:
        return (f"{head}not" if term.negated else term.field), term.values[0]
    if term.operator == "any":
        return head + ("isnull" if term.negated else "notnull"), "1"
    head += "not_" if term.negated else ""
    if term.operator == "range":
        return f"{head}range", TO.join(term.values)
    value = language.listed(term.values) if term.operator in _LISTS else term.values[0]
    return head + _SUFFIX.get(term.operator, term.operator), value


def write(query: Query, facets: tuple[Split, ...] = (), series: Split | None = None) -> str:
    """The query string that reads as this query and what is shown beside it."""
    told = parameters(query) + [("_facet", show_split(each)) for each in facets]
    return urlencode(told + ([("_series", show_split(series))] if series else []))

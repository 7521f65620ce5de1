"""What is wanted of the records that fit: splits, a measure, columns, an order, a page. In the search box and in the URL under the same names;
a name that begins with ``_`` can be no column's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from clerestory.errors import UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.search.query import BIN, COUNT, TIME_STEPS, Measure, Query, Split

WANTED = ("_by", "_measure", "_columns", "_sort", "_size", "_next", "_threshold")
MEASURES = ("count", "sum", "mean", "min", "max", "median", "quantile", "distinct")
STEPS = (*TIME_STEPS, "bin:N")
NARROWEST, WIDEST = 1e-6, 1e15
"""Of classes of numbers."""
MOST_RECORDS = 10_000
"""Most records of one page; an export has no such limit."""


def want(query: Query, field: str, values: Sequence[str]) -> Query:
    """The query with one more thing wanted. Raises UsageError where it cannot be read, or stands twice."""
    if not values or "" in values:
        raise UsageError(f"{field} has no value")
    if field in ("_measure", "_size", "_next", "_threshold") and len(values) > 1:
        raise UsageError(f"{field} takes one value")
    attribute = {"_by": "by", "_sort": "order", "_size": "limit", "_next": "cursor"}.get(field, field.removeprefix("_"))
    if getattr(query, attribute) != getattr(Query(query.table), attribute):
        raise UsageError(f"{field} stands twice", expected="one of them")
    taken: Any
    if field == "_by":
        taken = tuple(map(read_split, values))
    elif field == "_measure":
        taken = read_measure(values[0])
    elif field == "_sort":
        taken = tuple((each.removeprefix("-"), each.startswith("-")) for each in values)
    elif field in _READ:
        taken = _READ[field](values[0])
    else:
        taken = values[0] if field == "_next" else tuple(values)
    return replace(query, **{attribute: taken})


def said(query: Query) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What of ``WANTED`` a query holds, as ``want`` reads it."""
    if query.by:
        yield "_by", tuple(map(show_split, query.by))
    if query.measure != COUNT:
        yield "_measure", (show_measure(query.measure),)
    if query.columns:
        yield "_columns", query.columns
    if query.order:
        yield "_sort", tuple(("-" if down else "") + column for column, down in query.order)
    if query.limit:
        yield "_size", (str(query.limit),)
    if query.cursor:
        yield "_next", (query.cursor,)
    if query.threshold:
        yield "_threshold", (str(query.threshold),)


def read_split(text: str) -> Split:
    """``state``, ``signed:month``, ``networks:bin:10``."""
    column, _, step = text.partition(":")
    if not column:
        raise UsageError(f"{text!r} names no column", expected="COLUMN or COLUMN:STEP")
    step, at, zone = step.partition("@")
    if at and (step not in TIME_STEPS or zone not in available_timezones()):
        raise UnknownName(
            f"there is no zone {zone!r}" if step in TIME_STEPS else f"{text!r} has a zone and no period",
            expected="as in day@America/Chicago",
        )
    if step and step not in TIME_STEPS and _width(step) is None:
        close = ", ".join(nearest(step, STEPS)) or ", ".join(STEPS)
        raise UnknownName(f"there is no step {step!r}", expected=f"one of {close}")
    return Split(column, step + at + zone)


def show_split(split: Split) -> str:
    """The split as it is typed."""
    return f"{split.column}:{split.step}" if split.step else split.column


def width_of(split: Split) -> float:
    """Width of the classes of a split of numbers; 0 for others."""
    return _width(split.step) or 0


def _width(step: str) -> float | None:
    try:
        width = float(step.removeprefix(BIN)) if step.startswith(BIN) else 0
    except ValueError:
        return None
    return width if NARROWEST <= width <= WIDEST else None


def read_measure(text: str) -> Measure:
    """``count``, ``sum:amount``, ``quantile:amount:0.9``, ``distinct:column``."""
    kind, _, rest = text.partition(":")
    column, _, at = rest.partition(":")
    if kind not in MEASURES:
        raise UnknownName(f"there is no measure {kind!r}", expected=f"one of {', '.join(nearest(kind, MEASURES) or MEASURES)}")
    if (kind == "count") != (not column):
        raise UsageError(
            f"the measure {kind} takes {'no' if kind == 'count' else 'a'} column", expected="count, sum:COLUMN, quantile:COLUMN:0.9"
        )
    if at and kind != "quantile":
        raise UsageError(f"the measure {kind} takes a column alone", expected=f"{kind}:COLUMN")
    if kind != "quantile":
        return Measure(kind, column)
    try:
        share = float(at or "0.5")
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise UsageError(f"quantile:{column} is asked at {at!r}", expected="a number from 0 to 1, as in quantile:amount:0.9")
    return Measure(kind, column, share)


def show_measure(measure: Measure) -> str:
    """The measure as it is typed."""
    parts = [measure.kind, measure.column, repr(measure.at) if measure.kind == "quantile" else ""]
    return ":".join(part for part in parts if part)


def read_size(text: str) -> int:
    """Number of records of a page."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_RECORDS:
        raise UsageError(f"_size is {text!r}", expected=f"a whole number from 1 to {MOST_RECORDS:,}", do="export takes all records")
    return int(text)


def read_threshold(text: str) -> int:
    """The least count of people that an answer may show."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_RECORDS:
        raise UsageError(
            f"_threshold is {text!r}", expected=f"a whole number from 1 to {MOST_RECORDS:,}; below the workspace's own it changes nothing"
        )
    return int(text)


_READ = {"_size": read_size, "_threshold": read_threshold}

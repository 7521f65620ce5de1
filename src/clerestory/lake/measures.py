"""Keys by which records are put together, numbers worked out of them, and their SQL. Names are quoted; values are never pasted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

from clerestory.lake.engine import name

FISCAL_YEAR_MONTHS = 3
"""A federal fiscal year begins so many months before the calendar year of its number."""
DECIMALS = 4
_TRUNCATED = ("week", "month", "quarter", "year")


@dataclass(frozen=True)
class Key:
    """A column, or a coarser form of it.

    ``step``: empty, ``day``, ``week``, ``month``, ``quarter``, ``year``, ``fiscal_year`` (each gives the first day of the period) or ``bin``
    (gives the lower end of the class of ``width``). ``zone``: where the day begins; empty: UTC.
    """

    column: str
    step: str = ""
    width: float = 0
    zone: str = ""


@dataclass(frozen=True)
class Aggregate:
    """A number of a column: ``count`` (of values), ``sum``, ``mean``, ``min``, ``max``, ``quantile`` (exact, interpolated), ``distinct``."""

    kind: str
    column: str
    at: float = 0.5


_SQL = {
    "sum": "sum({0})",
    "mean": "avg({0})",
    "min": "min({0})",
    "max": "max({0})",
    "distinct": "count(DISTINCT {0})",
    "count": "count({0})",
}


def key_sql(key: Key) -> str:
    """SQL of a key whose column the table has."""
    column = name(key.column)
    if not key.step:
        return column
    if key.step == "bin":
        width = repr(float(key.width))
        return f"(floor({column} / {width}) * {width})"
    local = f"timezone('{_zone(key.zone)}', {column})" if key.zone else column
    if key.step == "day":
        return f"CAST({local} AS DATE)"
    if key.step == "fiscal_year":
        return f"CAST(date_trunc('year', {local} + INTERVAL {FISCAL_YEAR_MONTHS} MONTH) - INTERVAL {FISCAL_YEAR_MONTHS} MONTH AS DATE)"
    if key.step in _TRUNCATED:
        return f"CAST(date_trunc('{key.step}', {local}) AS DATE)"
    raise ValueError(key.step)


def _zone(zone: str) -> str:
    """The name of a zone as it may stand in SQL."""
    if not zone.replace("/", "").replace("_", "").isalnum():
        raise ValueError(zone)
    return zone


def aggregate_sql(one: Aggregate) -> str:
    """SQL of a number of a column that the table has. Of a sum or mean of numbers with a fraction see ``exact_sum_sql``."""
    if one.kind == "quantile":
        return f"quantile_cont({name(one.column)}, {float(one.at)!r})"
    return _SQL[one.kind].format(name(one.column))


def exact_sum_sql(column: str) -> str:
    """SQL of the sum of a column as text: to the last digit where values have up to four decimals, as amounts of money do.

    Doubles added one after the other end in digits that no record has; of other values the sum is at least made good for what was rounded off.
    """
    value = name(column)
    decimal = f"bool_and(abs({value}) < 1e11 AND round({value}, {DECIMALS}) = {value})"
    return f"CASE WHEN {decimal} THEN CAST(sum(TRY_CAST({value} AS DECIMAL(38, {DECIMALS}))) AS VARCHAR) ELSE CAST(fsum({value}) AS VARCHAR) END"


def exactly(one: Aggregate, number: Any, total: str | None, values: int) -> Any:
    """A number of ``aggregate_sql``, or what ``exact_sum_sql`` says instead. ``values``: how many were added."""
    if total is None or not isinstance(number, float) or not isfinite(float(total)):
        return number
    return float(total) if one.kind == "sum" else float(Fraction(total) / values)

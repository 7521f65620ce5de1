"""Calendar rules of the agencies."""

from __future__ import annotations

import re
from datetime import date, datetime

FISCAL_YEAR_START_MONTH = 10
"""The US federal fiscal year N runs from 1 October N-1 to 30 September N."""


def fiscal_year(day: date) -> int:
    """US federal fiscal year that a day falls in."""
    return day.year + (day.month >= FISCAL_YEAR_START_MONTH)


_STAMPS = (
    (re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?!\d)"), "ymdhms"),
    (re.compile(r"(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)"), "ymd"),
    (re.compile(r"(?<!\d)(\d{2})(\d{2})(20\d{2})(?!\d{2})"), "mdy"),
    (re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)"), "ymd"),
    (re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})-(20\d{2})(?!\d)"), "mdy"),
    (re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})(?!\d)"), "mdY"),
)


def stamp_in_name(name: str) -> datetime | None:
    """The first date or time stamp that a file name carries, or None.

    Names lie; a source that knows better says so in its ``release`` hook.
    """
    for pattern, order in _STAMPS:
        for match in pattern.finditer(name):
            found = _stamp(order, [int(group) for group in match.groups()])
            if found is not None:
                return found
    return None


def _stamp(order: str, numbers: list[int]) -> datetime | None:
    try:
        if order == "ymdhms":
            return datetime(*numbers)  # type: ignore[arg-type]  # six ints, checked by the pattern
        if order == "ymd":
            return datetime(numbers[0], numbers[1], numbers[2])
        year = numbers[2] + (2000 if order == "mdY" else 0)
        return datetime(year, numbers[0], numbers[1])
    except ValueError:
        return None

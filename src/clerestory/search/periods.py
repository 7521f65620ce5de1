"""Periods and their names: ``2025``, ``2025-Q1``, ``2025-03``, ``2025-W07``, ``2025-03-14``, ``FY2025``."""

from __future__ import annotations

import re
from datetime import date, timedelta

from clerestory.errors import UsageError
from clerestory.kernel.dates import FISCAL_YEAR_START_MONTH
from clerestory.search.cells import label

MOST_PERIODS = 20_000
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?W(\d{2})", re.IGNORECASE)
_FISCAL = re.compile(r"FY ?(\d{4,5})", re.IGNORECASE)
_SLASHES = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "fiscal_year": 12}


def period(text: str) -> tuple[date, date]:
    """First and last day of a period. Raises UsageError when the text names none."""
    try:
        if found := _FISCAL.fullmatch(text):
            first = date(int(found[1]) - 1, FISCAL_YEAR_START_MONTH, 1)
            return first, _last(first, "fiscal_year")
        if found := _QUARTER.fullmatch(text):
            first = date(int(found[1]), 3 * int(found[2]) - 2, 1)
            return first, _last(first, "quarter")
        if found := _WEEK.fullmatch(text):
            first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return first, _last(first, "week")
        if len(text) == 4 and text.isascii() and text.isdigit():
            return date(int(text), 1, 1), date(int(text), 12, 31)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            first = date.fromisoformat(text + "-01")
            return first, _last(first, "month")
        day = date.fromisoformat(text)
    except (ValueError, OverflowError):
        if _SLASHES.fullmatch(text):
            raise UsageError(
                f"{text!r} can be read with the day first or the month first", expected="year, month, day: 2025-03-14"
            ) from None
        raise UsageError(
            f"{text!r} is no date", expected="2025, 2025-03, 2025-03-14, 2025-Q1, 2025-W07 or FY2025 (October 2024 to September 2025)"
        ) from None
    return day, day


def _last(first: date, step: str) -> date:
    """Last day of the period that begins on a day; the calendar's last one where the period goes on behind it."""
    try:
        return following(first, step) - timedelta(days=1)
    except (ValueError, OverflowError):
        return date.max


def following(first: date, step: str) -> date:
    """First day of the period behind the one that begins on a day."""
    if step in ("day", "week"):
        return first + timedelta(days=7 if step == "week" else 1)
    months = first.year * 12 + first.month - 1 + _MONTHS[step]
    return date(months // 12, months % 12 + 1, 1)


def between(first: str, last: str, step: str) -> list[str]:
    """Names of all periods from one to another, both included; none when they are too many: a wrong year must not fill the memory."""
    at, end = period(first)[0], period(last)[0]
    names: list[str] = []
    while len(names) < MOST_PERIODS:
        names.append(str(label(at, step)))
        if at >= end:
            return names
        at = following(at, step)
    return []

"""Periods and their names, for every day that the calendar has."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import UsageError
from clerestory.search.cells import label
from clerestory.search.periods import MOST_PERIODS, between, following, period
from clerestory.search.query import TIME_STEPS


def _first(day: date, step: str) -> date:
    if step == "day":
        return day
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "fiscal_year":
        return date(day.year - (day.month < 10), 10, 1)
    months = {"month": 1, "quarter": 3, "year": 12}[step]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


@given(st.dates(date(2, 1, 1)), st.sampled_from(TIME_STEPS))
def test_the_name_of_a_period_reads_as_its_days(day: date, step: str) -> None:
    first = _first(day, step)
    low, high = period(str(label(first, step)))
    assert low == first
    assert low <= day <= high


@given(st.dates(date(2, 1, 1)), st.integers(0, 3000), st.sampled_from(TIME_STEPS))
def test_periods_follow_each_other_without_gap(day: date, days: int, step: str) -> None:
    last = min(day, date.max - timedelta(days=days)) + timedelta(days=days)
    start = min(day, last)
    names = between(str(label(_first(start, step), step)), str(label(_first(last, step), step)), step)
    ends = [period(name) for name in names]
    assert (ends[0][0], ends[-1][0]) == (_first(start, step), _first(last, step))
    assert all(one[1] + timedelta(days=1) == other[0] for one, other in itertools.pairwise(ends))


def test_too_many_periods_are_none() -> None:
    assert between("0002-01-01", "9999-12-31", "day") == []
    assert len(between("1900", "2100", "year")) == 201 < MOST_PERIODS
    assert following(date(2024, 12, 1), "month") == date(2025, 1, 1)


@pytest.mark.parametrize("text", ["", "2025-13", "2025-Q5", "2025-W54", "FY", "25", "²025", "2025-02-30", "00000", "FY0000", "0000"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        period(text)

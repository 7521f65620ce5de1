"""Days without a time."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from clerestory.schema.types.base import Parsed, Type

FORMS = {
    "iso": "%Y-%m-%d",
    "us": "%m/%d/%Y",
    "us2": "%m/%d/%y",
    "iso_midnight": "%Y-%m-%d 00:00:00",
    "day_month_year": "%d-%b-%y",
    "month_name": "%B %d, %Y",
}
"""Form → strftime pattern. DD/MM/YYYY is no form: it cannot be told from MM/DD/YYYY; a source that has it says so with a type of its own."""

_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?", re.IGNORECASE)
_EXCEL_EPOCH = date(1899, 12, 30)


def _parse(text: str) -> Parsed | None:
    for form, pattern in FORMS.items():
        try:
            day = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        return Parsed(day, form if _render(day, form) == text else _unpadded(day, text))
    head, _, clock = text.partition(" ")
    if clock and _CLOCK.fullmatch(clock):
        # a moment in a column of days: the day is the value, the time of day stays in the text
        inner = _parse(head)
        return Parsed(inner.value, None) if inner else None
    if text.isdecimal() and 20000 <= int(text) <= 60000:
        # an Excel serial that lost its date format: 1954 to 2064
        return Parsed(date.fromordinal(_EXCEL_EPOCH.toordinal() + int(text)), None)
    return None


def _unpadded(day: date, text: str) -> str | None:
    return "us_unpadded" if _render(day, "us_unpadded") == text else None


def _render(value: Any, form: str) -> str:
    if form == "us_unpadded":
        return f"{value.month}/{value.day}/{value.year}"
    return str(value.strftime(FORMS[form]))


DATE = Type("date", pa.date32(), _parse, _render)

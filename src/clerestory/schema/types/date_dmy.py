"""Days written with the day first. A column says that it is so written: DD/MM/YYYY cannot be told from MM/DD/YYYY by looking."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from clerestory.schema.types.base import Parsed, Type

FORMS = {"dmy": "%d/%m/%Y", "dmy2": "%d/%m/%y", "dmy_midnight": "%d/%m/%Y 00:00", "dmy2_midnight": "%d/%m/%y 00:00", "iso": "%Y-%m-%d"}
"""Form → strftime pattern. An ISO day says of itself which is which, so a column may hold both."""

_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?$")


def _parse(text: str) -> Parsed | None:
    for form, pattern in FORMS.items():
        try:
            day = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        return Parsed(day, form if _render(day, form) == text else None)
    head = _CLOCK.sub("", text)
    inner = _parse(head) if head != text else None
    return Parsed(inner.value, None) if inner else None


def _render(value: date | Any, form: str) -> str:
    return str(value.strftime(FORMS[form]))


DATE_DMY = Type("date_dmy", pa.date32(), _parse, _render)

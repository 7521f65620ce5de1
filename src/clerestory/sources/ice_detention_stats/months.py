"""Whether the data reached a month: the agency prints zeros for months that have not begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pyarrow as pa

from clerestory.sdk import Computed


def _month_state(columns: Mapping[str, pa.Array]) -> pa.Array | None:
    months, through = columns.get("month"), columns.get("data_through")
    if months is None or through is None or pa.types.is_null(months.type) or pa.types.is_null(through.type):
        return None
    states = [_state(month, end) for month, end in zip(months.to_pylist(), through.to_pylist(), strict=True)]
    return pa.array(states, pa.string())


def _state(month: date | None, end: date | None) -> str | None:
    if month is None or end is None:
        return None
    next_month = (month + timedelta(days=31)).replace(day=1)
    return "whole" if next_month - timedelta(days=1) <= end else "part" if month <= end else "not begun"


MONTH_STATES = Computed("month_state", _month_state)

"""What a reader tells of records put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

Group = tuple[Any, ...]
"""(value, …, state, …, number of records)."""


@dataclass(frozen=True)
class Top:
    """How records fall on the values of a column."""

    groups: list[tuple[Any, str | None, int]]
    """(value, None, number of records), most frequent first, then by value; behind them (None, state, number) of every other state."""
    other: int
    """Records under values past the limit."""
    other_values: int


@dataclass(frozen=True)
class Look:
    """A first look at a question."""

    number: int
    facets: list[Top]
    rows: pa.Table | None
    """The first records; None where none are wanted."""
    one_in: int = 1
    """Above 1 all numbers are of a sample: one record in so many was counted."""


@dataclass(frozen=True)
class Said:
    """The different texts of a column among some records, ranked."""

    texts: list[tuple[str, int, float]]
    """(text, number of records, points), the best first."""
    total: int
    """Records that have a text."""
    different: int
    """How many different texts they have."""

"""What a reader tells of records put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
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
class Page:
    """Some records: as a table, or as they are read one by one. Each is made when it is asked for."""

    size: int
    make_table: Callable[[], pa.Table]
    make_records: Callable[[], list[dict[str, Any]]]

    @classmethod
    def of(cls, table: pa.Table) -> Page:
        """The records of a table."""
        return cls(table.num_rows, lambda: table, table.to_pylist)

    @cached_property
    def table(self) -> pa.Table:
        """Columns with their types."""
        return self.make_table()

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """Each record's values by column."""
        return self.make_records()

    def first(self, number: int) -> Page:
        """The first of them."""
        return Page(min(number, self.size), lambda: self.table.slice(0, number), lambda: self.records[:number])


@dataclass(frozen=True)
class Look:
    """A first look at a question."""

    number: int
    facets: list[Top]
    rows: Page | None
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

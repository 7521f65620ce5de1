"""Counting a whole table by some of its columns at once: how often each combination of cells stands in each release.

Nothing is filtered, so that what is counted, and how long it takes, does not depend on which values are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.lake.conditions import AllOf, Condition, to_sql
from clerestory.lake.engine import evaluate, name
from clerestory.lake.read import Reader, Slice
from clerestory.lake.slices import SUFFIX_STATE
from clerestory.lake.stage import GRID, RELEASE, ROW

PRIME = 4294967291
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Marked = tuple[Any, str]
"""A value and the state ``value``, or nothing and another cell state."""


@dataclass(frozen=True)
class Level:
    """A column, and how finely its values are told apart: ``value``, ``day``, ``month``, or ``state`` (only whether there is a value, and if
    not, why).
    """

    column: str
    fine: str = "value"


@dataclass(frozen=True)
class Tally:
    """Combinations of cells, one place of each array for each combination that some record has."""

    codes: Mapping[str, Numbers]
    """Column → place of the cell in ``cells``."""
    cells: Mapping[str, list[Marked]]
    count: Numbers
    marks: tuple[Numbers, ...]
    """Sums over the records of numbers that only their places in the originals give: the same records have the same, whatever they are called."""

    def only(self, chosen: Flags) -> Tally:
        """Some of the combinations."""
        codes = {column: codes[chosen] for column, codes in self.codes.items()}
        return Tally(codes, self.cells, self.count[chosen], tuple(mark[chosen] for mark in self.marks))

    def by(self, columns: Sequence[str]) -> Tally:
        """The same records by fewer columns."""
        code = np.zeros(len(self.count), np.int64)
        for column in columns:
            code = code * len(self.cells[column]) + self.codes[column]
        _, first, place = np.unique(code, return_index=True, return_inverse=True)
        added = [np.zeros(len(first), np.int64) for _ in range(1 + len(self.marks))]
        for target, numbers in zip(added, (self.count, *self.marks), strict=True):
            np.add.at(target, place, numbers)
        codes = {column: self.codes[column][first] for column in columns}
        return Tally(codes, {column: self.cells[column] for column in columns}, added[0], tuple(added[1:]))


def tally(reader: Reader, view: Slice, levels: Sequence[Level]) -> Tally:
    """How often each combination of cells stands in each release of a view. The release is a column like the others."""
    present, states = reader.columns(view), reader.states(view)
    keys = [_key(level, present) for level in levels]
    marks = [_mark(level.column, key, present, states) for level, key in zip(levels, keys, strict=True)]
    picked = ", ".join(
        [RELEASE, *keys, *marks, "count(*)", f"sum({ROW})::BIGINT", f"sum(({ROW} * {ROW}) % {PRIME})::BIGINT", f"sum({GRID})::BIGINT"]
    )
    places = ", ".join(str(place + 1) for place in range(1 + 2 * len(levels)))
    found = reader.select(view, AllOf(()), picked, f"GROUP BY {places}").to_arrow_table()
    width = len(levels)
    codes, cells = {}, {}
    for place, column in enumerate([RELEASE, *(level.column for level in levels)]):
        state = found.column(width + place) if place else None
        codes[column], cells[column] = _coded(found.column(place), state)
    numbers = [_numbers(found.column(place)) for place in range(1 + 2 * width, found.num_columns)]
    return Tally(codes, cells, numbers[0], tuple(numbers[1:]))


def _key(level: Level, present: frozenset[str]) -> str:
    if level.column not in present:
        return "NULL"
    column = name(level.column)
    return {
        "value": column,
        "day": f"CAST({column} AS DATE)",
        "month": f"CAST(date_trunc('month', {column}) AS DATE)",
        "state": f"CASE WHEN {column} IS NOT NULL THEN 1 END",
    }[level.fine]


def _mark(column: str, key: str, present: frozenset[str], states: frozenset[str]) -> str:
    state = f"coalesce({name(column + SUFFIX_STATE)}, 'not_exported')" if column in states else "'not_exported'"
    return f"CASE WHEN {key} IS NULL THEN {state} END" if column in present else state


def _numbers(column: Any) -> Numbers:
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _coded(values: Any, states: Any) -> tuple[Numbers, list[Marked]]:
    """Codes of the cells of a column, in an order that does not depend on how often they stand there."""
    states = pa.array(["value"] * len(values)) if states is None else pc.fill_null(states, "value")
    whole, kinds = _one(_one(values).dictionary_encode()), _one(_one(states).dictionary_encode())
    value = np.asarray(pc.fill_null(whole.indices, len(whole.dictionary)).to_numpy(zero_copy_only=False), np.int64)
    kind = np.asarray(kinds.indices.to_numpy(zero_copy_only=False), np.int64)
    known, names = [*whole.dictionary.to_pylist(), None], kinds.dictionary.to_pylist()
    seen, place = np.unique(value * len(names) + kind, return_inverse=True)
    cells = [(known[each // len(names)], names[each % len(names)]) for each in seen.tolist()]
    order = sorted(range(len(cells)), key=lambda at: (cells[at][1] != "value", str(cells[at][0]), cells[at][1]))
    rank = np.empty(len(cells), np.int64)
    rank[order] = np.arange(len(cells))
    return rank[place], [cells[at] for at in order]


def _one(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def holds(reader: Reader, condition: Condition, column: str, cells: Sequence[Marked]) -> Flags:
    """Of which cells of a column a condition on that column holds."""
    kind = (
        pa.infer_type([value for value, _ in cells if value is not None]) if any(value is not None for value, _ in cells) else pa.string()
    )
    table = pa.table(
        {
            column: pa.array([value for value, _ in cells], kind),
            column + SUFFIX_STATE: pa.array([None if state == "value" else state for _, state in cells], pa.string()),
        }
    )
    values: list[Any] = []

    def bind(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    sql = to_sql(condition, frozenset((column,)), frozenset((column,)), bind)
    found = evaluate(reader.engine, table, [sql], values).column(0)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)

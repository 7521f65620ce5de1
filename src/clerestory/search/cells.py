"""Records counted by columns and origins: what every table of counts is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from clerestory.kernel.dates import fiscal_year
from clerestory.lake.conditions import Condition
from clerestory.lake.measures import Key
from clerestory.lake.read import Reader, Slice
from clerestory.schema.table import Column
from clerestory.search.query import Split
from clerestory.search.reasons import reasons
from clerestory.search.releases import ORIGIN_FIELDS
from clerestory.search.wanted import width_of

Cell = tuple[Any, str]
"""A value and the state ``value``, or nothing and another cell state. Of periods, the value is their name: ``2025-03``, ``FY2025``."""
Cells = dict[tuple[Cell, ...], int]
"""Number of records under each combination of cells."""


def cells(reader: Reader, view: Slice, where: Condition, by: Sequence[str | Split], columns: Mapping[str, Column]) -> Cells:
    """Records by columns and origin fields; everything under ``()`` when none is named."""
    splits = [Split(each) if isinstance(each, str) else each for each in by]
    if not splits:
        return {(): reader.count(view, where)}
    found: Cells = defaultdict(int)
    rows = reader.groups(view, where, keys(splits, columns))
    readings = [_reading(reader, splits, place, columns, rows) for place in range(len(splits))]
    for row in rows:
        for key in product(*(reading(row) for reading in readings)):
            found[key] += row[-1]
    return dict(found)


def overlapping(by: Sequence[Split]) -> bool:
    """Whether a record may stand in several cells: a text may mention several classes."""
    return any(split.aspect == "mentions" for split in by)


def total_of(reader: Reader, view: Slice, where: Condition, by: Sequence[Split], found: Cells) -> int:
    """Number of records that were counted."""
    return reader.count(view, where) if overlapping(by) else sum(found.values())


def _reading(
    reader: Reader, splits: Sequence[Split], place: int, columns: Mapping[str, Column], rows: Sequence[Sequence[Any]]
) -> Callable[[Sequence[Any]], tuple[Cell, ...]]:
    """How the cells of one split are read from a row of the lake's groups."""
    split, state = splits[place], len(splits) + place
    if split.aspect == "state":
        return lambda row: ((row[state] or "value", "value"),)
    if split.aspect == "mentions":
        texts = list({row[place] for row in rows if row[place] is not None})
        mentioned = {text: tuple((name, "value") for name in names) for text, names in zip(texts, reasons().mentioned(texts), strict=True)}
        return lambda row: (
            mentioned[row[place]]
            if row[place] is not None
            else (*((name, "value") for name in reasons().of_state(row[state])), (None, row[state]))
        )
    if is_origin(split, columns):
        return lambda row: (origin(reader, split.column, row[place]),)
    return lambda row: ((label(row[place], split.period), row[state] or "value"),)


def is_origin(split: Split, columns: Mapping[str, Column]) -> bool:
    """Whether a split is by where records came from."""
    return split.column in ORIGIN_FIELDS and split.column not in columns


def keys(splits: Sequence[Split], columns: Mapping[str, Column]) -> list[Key]:
    """What the lake is asked to split by."""
    return [
        Key("_release")
        if is_origin(split, columns)
        else Key(split.base, split.period.partition(":")[0], width_of(split), zone_of(split, columns))
        for split in splits
    ]


def zone_of(split: Split, columns: Mapping[str, Column]) -> str:
    """Where the days of a split begin; empty: UTC, or the column holds days and no moments."""
    column = columns.get(split.base)
    return "" if column is None or column.type != "timestamp" or not split.period else split.zone or column.zone


def named(reader: Reader, splits: Sequence[Split], columns: Mapping[str, Column], row: Sequence[Any]) -> tuple[Cell, ...]:
    """The cells that a row of the lake's groups stands for."""
    width = len(splits)
    return tuple(
        origin(reader, split.column, row[place])
        if is_origin(split, columns)
        else (label(row[place], split.period), row[width + place] or "value")
        for place, split in enumerate(splits)
    )


def origin(reader: Reader, name: str, release: str) -> Cell:
    """What a release says of where its records came from."""
    value = reader.facts(release)["id" if name == "release" else name]
    return (value, "value") if value else (None, "empty")


def label(value: Any, step: str) -> Any:
    """The name of the period that begins on a day; other values as they are."""
    if not isinstance(value, date) or step in ("", "day"):
        return value.isoformat() if step == "day" and isinstance(value, date) else value
    if step == "week":
        year, week, _ = value.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if step == "month":
        return f"{value.year:04d}-{value.month:02d}"
    if step == "quarter":
        return f"{value.year:04d}-Q{(value.month + 2) // 3}"
    return f"FY{fiscal_year(value):04d}" if step == "fiscal_year" else f"{value.year:04d}"

"""Records counted by columns and origins: what every table of counts is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clerestory.kernel.dates import fiscal_year
from clerestory.lake.conditions import Condition
from clerestory.lake.measures import Key
from clerestory.lake.read import Reader, Slice
from clerestory.schema.table import Column
from clerestory.search.query import Split
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
    for row in reader.groups(view, where, keys(splits, columns)):
        found[named(reader, splits, columns, row)] += row[-1]
    return dict(found)


def is_origin(split: Split, columns: Mapping[str, Column]) -> bool:
    """Whether a split is by where records came from."""
    return split.column in ORIGIN_FIELDS and split.column not in columns


def keys(splits: Sequence[Split], columns: Mapping[str, Column]) -> list[Key]:
    """What the lake is asked to split by."""
    return [
        Key("_release") if is_origin(split, columns) else Key(split.column, split.step.partition(":")[0], width_of(split))
        for split in splits
    ]


def named(reader: Reader, splits: Sequence[Split], columns: Mapping[str, Column], row: Sequence[Any]) -> tuple[Cell, ...]:
    """The cells that a row of the lake's groups stands for."""
    width = len(splits)
    return tuple(
        origin(reader, split.column, row[place])
        if is_origin(split, columns)
        else (label(row[place], split.step), row[width + place] or "value")
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
        return f"{year}-W{week:02d}"
    if step == "month":
        return f"{value:%Y-%m}"
    if step == "quarter":
        return f"{value.year}-Q{(value.month + 2) // 3}"
    return f"FY{fiscal_year(value)}" if step == "fiscal_year" else f"{value.year:04d}"

"""By which columns, and how finely, a question about persons looks at its table; what would be too fine is refused before anything is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from clerestory.errors import TooFine
from clerestory.lake.conditions import After, AllOf, AnyOf, Compare, Condition, Not, Says
from clerestory.lake.tally import Level
from clerestory.schema.table import Column, Table
from clerestory.search.query import Split
from clerestory.search.releases import ORIGIN_FIELDS

YEARS = ("fiscal_year", "release_fiscal_year")
"""Columns of which all records of a block have the same value."""
MOST_COLUMNS = 3
"""Columns beside year and release that one question may look at."""
LEAST_CELLS = 1_000
"""So many cells are always counted, however few records there are."""
DAYS = frozenset({"date", "timestamp"})
BY_DAY = frozenset({"", "day", "week"})
"""Steps for which days have to be told apart."""


@dataclass(frozen=True)
class Domains:
    """What a question looks at, beside year and release."""

    levels: Mapping[str, Level]
    splits: tuple[Split, ...]
    """All of them, those by year and release too."""

    @property
    def split(self) -> tuple[str, ...]:
        """Columns that it is split by."""
        return tuple(split.base for split in self.splits if split.base in self.levels)


def domains(table: Table, columns: Mapping[str, Column], where: AllOf, splits: Sequence[Split], present: frozenset[str]) -> Domains:
    """What a question looks at. Raises TooFine for more columns than may be combined, and for days combined with anything."""
    names = {name for name in columns_of(where) if name not in YEARS} | {
        split.base for split in splits if split.base not in YEARS and (split.base in columns or split.base not in ORIGIN_FIELDS)
    }
    levels = {}
    for name in sorted(names):
        column = columns[name]
        if column.hidden:
            levels[name] = Level(name, "state")
        elif column.type in DAYS and name in present:
            fine = any(by_day(condition, name) for condition in where.conditions)
            fine = fine or any(split.base == name and not split.aspect and split.period in BY_DAY for split in splits)
            levels[name] = Level(name, "day" if fine else "month")
        else:
            levels[name] = Level(name)
    _not_too_fine(table, levels)
    if any(split.zone for split in splits):
        raise TooFine(
            f"{table.name} holds one record for each {table.unit}: its days are told in one zone only",
            expected="a period without a zone",
            do=f"leave the zone away: {next(f'{split.base}:{split.period}' for split in splits if split.zone)}",
        )
    return Domains(levels, tuple(splits))


def _not_too_fine(table: Table, levels: Mapping[str, Level]) -> None:
    days = [name for name, level in levels.items() if level.fine == "day"]
    if days and len(levels) > 1:
        raise TooFine(
            f"{table.name} holds one record for each {table.unit}: days of {days[0]} are not combined with other columns",
            expected="whole months, quarters or years together with other columns; days by themselves",
            do=f"ask by month: `{days[0]}:2025-01..2025-03`, or a series by month",
        )
    if len(levels) > MOST_COLUMNS:
        raise TooFine(
            f"{table.name} holds one record for each {table.unit}, and the question looks at {len(levels)} of its columns at once",
            expected=f"at most {MOST_COLUMNS} columns beside the fiscal year",
            do="leave one of them out",
        )


def refuse_many_cells(table: Table, sizes: Sequence[int], records: int) -> None:
    """Raises TooFine where a table has more cells than twice its records: nearly all of them would be suppressed."""
    cells = 1
    for size in sizes:
        cells *= size
    if cells > max(LEAST_CELLS, 2 * records):
        raise TooFine(
            f"{table.name} holds one record for each {table.unit}, and the table asked for has more cells than there are records to fill them",
            expected="columns with fewer values",
            do="take months or years instead of days, areas instead of places, or ask for one place at a time",
        )


def columns_of(condition: Condition) -> Iterator[str]:
    """Columns that a condition looks at."""
    if isinstance(condition, AllOf | AnyOf):
        for each in condition.conditions:
            yield from columns_of(each)
    elif isinstance(condition, Not):
        yield from columns_of(condition.condition)
    elif isinstance(condition, Says):
        yield from condition.columns
    elif isinstance(condition, After):
        yield from (column for column, _ in condition.order)
    else:
        yield condition.column


def by_day(condition: Condition, column: str) -> bool:
    """Whether a condition tells days of one month apart."""
    if isinstance(condition, AllOf | AnyOf):
        return any(by_day(each, column) for each in condition.conditions)
    if isinstance(condition, Not):
        return by_day(condition.condition, column)
    return isinstance(condition, Compare) and condition.column == column and not _between_months(condition.operator, condition.value)


def _between_months(operator: str, value: Any) -> bool:
    """Whether a limit lies between the last moment of a month and the first one of the next."""
    if operator in (">=", "<"):
        return bool(value.day == 1 and (not isinstance(value, datetime) or value.time() == datetime.min.time()))
    if operator in ("<=", ">"):
        last = not isinstance(value, datetime) or value.time() == datetime.max.time()
        return last and _day(value) < date.max and (_day(value) + timedelta(days=1)).day == 1
    return False


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value

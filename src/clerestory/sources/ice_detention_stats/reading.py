"""From a titled table to records: each family of tables says how its labels and headers become columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from clerestory.sdk import Records, Table
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout, blocks
from clerestory.sources.ice_detention_stats.columns import picked
from clerestory.sources.ice_detention_stats.sheet import Sheet, month_in_year, year_in

Cells = Mapping[str, str | None]


@dataclass(frozen=True)
class Reading:
    """One table of the workbook: how its title reads, and what each of its figures is about."""

    table: Table
    layout: Layout
    says: Callable[[Figure, Block, int | None], Cells]
    """(figure, its table, fiscal year of the table) → cells of the record, the value apart."""


def read_blocks(sheet: Sheet, readings: Mapping[str, Reading]) -> Iterator[Records]:
    """Records of every titled table of a sheet."""
    if sheet.footnotes:
        return
    layouts = {kind: reading.layout for kind, reading in readings.items()}
    for block in blocks(sheet, layouts):
        reading = readings[block.kind]
        year = year_in(block.title) or sheet.fiscal_year
        base = {"fiscal_year": None if year is None else str(year)}
        rows = [(each.row, each.column, {**base, "value": each.text, **reading.says(each, block, year)}) for each in block.figures]
        yield picked(reading.table, sheet, block.title, rows)


def by_label(*names: str, across: str = "") -> Callable[[Figure, Block, int | None], Cells]:
    """Labels are the columns ``names``; the header is the column ``across``, a month where that is ``month``, nothing where it is empty."""

    def says(figure: Figure, block: Block, year: int | None) -> Cells:
        cells: dict[str, str | None] = dict(zip(names, figure.labels, strict=False))
        if across == "month":
            cells |= monthly(figure.header, year)
        elif across:
            cells[across] = figure.header
        return cells

    return says


def monthly(header: str, year: int | None) -> Cells:
    """Month and period of a column."""
    return {"month": month_in_year(header, year), "period": header}


def label_year(label: str) -> str | None:
    """The fiscal year that a row is about."""
    year = year_in(label)
    return None if year is None else str(year)

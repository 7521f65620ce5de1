"""The Facilities sheet: one row a facility, under a header that changed thirteen times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.sdk import Column, Computed, Span, Table, header_at
from clerestory.sources.ice_detention_stats.columns import COMMON, DATA_THROUGH, FISCAL_YEAR, SHEET, TITLE
from clerestory.sources.ice_detention_stats.facility_columns import ADP_TOTAL, DESCRIPTION, IIDS_DATE, INSPECTIONS, POPULATION
from clerestory.sources.ice_detention_stats.sheet import Sheet

FACILITIES = Table(
    "detention_facilities",
    unit="facility of one fiscal year to date",
    title="Facilities that hold people for ICE: population, kind, guaranteed beds, inspections",
    series=True,
    series_by=("fiscal_year",),
    key=("fiscal_year", "name", "city", "state"),
    duplicates="kept: a facility may be listed once for each kind of contract",
    columns=(*COMMON, *DESCRIPTION, ADP_TOTAL, *POPULATION, *INSPECTIONS, IIDS_DATE, DATA_THROUGH),
)
HIDDEN = replace(
    FACILITIES,
    name="detention_facilities_hidden",
    title="Facilities with their codes, on a sheet that the agency hid",
    series=False,
    series_by=(),
    columns=(
        FISCAL_YEAR,
        TITLE,
        SHEET,
        Column("facility_code", meaning="The agency's detention facility code (DETLOC).", seen_as=("DETLOC",)),
        *FACILITIES.columns[len(COMMON) :],
    ),
)
TABLES = (FACILITIES, HIDDEN)
LEAST = 15
"""Labels that a row must share with the table to be its header."""


def read(sheet: Sheet) -> Iterator[Span]:
    """The table under the row of labels, down to the last row that holds more than a footnote."""
    table = HIDDEN if sheet.head.hidden else FACILITIES
    for index, (number, row) in enumerate(zip(sheet.head.numbers, sheet.head.rows, strict=True)):
        if index > 30:
            return
        if len(sheet.rows.get(number, ())) < LEAST:
            continue
        match = header_at(table, row)
        if len(match.columns) < LEAST:
            continue
        first = min(match.labels) + 1
        last = max((below for below, cells in sheet.rows.items() if below > number and len(cells.keys() - {first}) > 1), default=number)
        above = {below: cells for below, cells in sheet.rows.items() if below <= number}
        sheet.used.update((below, place) for below, cells in sheet.rows.items() if number <= below <= last for place in cells)
        title = next((text for cells in above.values() for text in cells.values() if "FACILITIES DATA" in text.upper()), "")
        yield Span(
            table.name,
            match.columns,
            first=number + 1,
            last=last,
            header=(number,),
            labels=match.labels,
            undeclared=match.undeclared,
            fixed=_fixed(sheet, title),
            title=title,
        )
        return


def _fixed(sheet: Sheet, title: str) -> Mapping[str, str]:
    year = {} if sheet.fiscal_year is None else {"fiscal_year": str(sheet.fiscal_year)}
    return {**year, "title": title, "sheet": sheet.name.strip()}


def _total(columns: Mapping[str, pa.Array]) -> pa.Array | None:
    levels = [columns.get(f"level_{letter}") for letter in "abcd"]
    if any(level is None or pa.types.is_null(level.type) for level in levels):
        return None
    total = levels[0]
    for level in levels[1:]:
        total = pc.add(total, level)
    return total


ADP = Computed("adp", _total)

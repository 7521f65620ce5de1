"""Columns that several tables of the workbook have, and what is put into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clerestory.sdk import Column, Records, Table
from clerestory.sources.ice_detention_stats.sheet import Sheet

PARTS = "the table holds totals beside their parts: take the published total, or the parts you name"
TO_DATE = "months stand beside the fiscal year to date, and totals beside their parts: take the published figure"
AVERAGE = "an average: averages of different groups or periods cannot be added"
MIXED = "the column holds different measures, and totals beside their parts"

FISCAL_YEAR = Column(
    "fiscal_year",
    "integer",
    meaning="US fiscal year (1 October to 30 September) that the figure is about, as the table's own title or label says.",
)
TITLE = Column("title", meaning="Title of the table as written over it.")
SHEET = Column("sheet", meaning="Name of the sheet as written; it does not always tell the truth about the year.")
FOOTNOTE_DATE = Column(
    "footnote_date",
    "date",
    meaning="Day to which the detention data run, as the Footnotes sheet says (the latest day 'updated through', else the day 'as of' given most often). Some workbooks carry stale footnotes.",
)
DATA_THROUGH = Column(
    "data_through",
    "date",
    meaning="The latest of the days that the workbook's sheets name as the end of their data, not after its publication.",
)
MONTH = Column("month", "date", meaning="First day of the month that the figure is about; none for the fiscal year.")
PERIOD = Column("period", meaning="The period as the column's label is written.")
MONTH_STATE = Column(
    "month_state",
    meaning="Whether the data reached the month: whole, part, or not begun. The agency fills months not begun with zeros, or leaves them blank.",
)
AGENCY = Column("agency", meaning="Agency that arrested: ICE, CBP, or Total for both.")
FACILITY_TYPE = Column(
    "facility_type",
    meaning="Adult, family (FRC: family residential center, renamed FSC: family staging center), or Total. Family is absent from FY2024 to January 2025.",
)
CRIMINALITY = Column(
    "criminality",
    meaning="Convicted Criminal, Pending Criminal Charges, Other Immigration Violator, or Total; FY2019 and FY2020 populations know only Non-Criminal.",
)
MEASURE = Column("measure", meaning="What the value measures, as the row or column is labelled.")

COMMON = (FISCAL_YEAR, TITLE, SHEET)
DATES = (FOOTNOTE_DATE, DATA_THROUGH)
MONTHLY = (MONTH, PERIOD, MONTH_STATE)
TOTAL = "Total"


def value(meaning: str, unit: str, *, whole: bool, sums: str = PARTS) -> Column:
    """The figure itself."""
    return Column("value", "integer" if whole else "number", meaning=meaning, unit=unit, sums=sums)


def figures(
    name: str, title: str, unit: str, dimensions: tuple[Column, ...], figure: Column, series_by: tuple[str, ...] = ("fiscal_year",)
) -> Table:
    """A table of one figure a record."""
    keys = tuple(column.name for column in dimensions if column.name not in {"period", "month_state"})
    period = ("period",) if PERIOD in dimensions else ()
    return Table(
        name,
        unit=unit,
        title=title,
        series=True,
        series_by=series_by,
        key=tuple(dict.fromkeys(("fiscal_year", *keys, *period))),
        duplicates="kept: a figure stands once in a workbook unless the agency printed its table twice",
        columns=(*COMMON, *dimensions, figure, *DATES),
    )


Rows = Iterable[tuple[int, int, Mapping[str, str | None]]]


def picked(table: Table, sheet: Sheet, title: str, rows: Rows) -> Records:
    """Records of a table out of cells and what is known of each. ``fiscal_year`` where a row names none is the sheet's."""
    names = tuple(column.name for column in table.columns if column not in DATES and column.name != MONTH_STATE.name)
    year = None if sheet.fiscal_year is None else str(sheet.fiscal_year)
    base: dict[str, str | None] = {"fiscal_year": year, "title": title, "sheet": sheet.name.strip()}
    made: list[tuple[int, int | None, tuple[str | None, ...]]] = []
    for row, column, known in rows:
        cells = {**base, **known}
        made.append((row, column, tuple(cells.get(name) for name in names)))
    return Records(table.name, names, made, title)

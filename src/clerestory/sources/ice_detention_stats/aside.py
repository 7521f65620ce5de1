"""Figures that stand in a workbook without being part of the release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clerestory.sdk import Column, Records, Table
from clerestory.sources.ice_detention_stats.columns import COMMON, FISCAL_YEAR, SHEET, TITLE, picked, value
from clerestory.sources.ice_detention_stats.sheet import Sheet

WHY = Column(
    "aside", meaning="Why it is not part of what the release says: on a hidden sheet, or an earlier year's figures to date left in."
)
ASIDE = Table(
    "detention_set_aside",
    unit="figure on a sheet that is not part of what the release says",
    title="Figures left behind in workbooks: hidden sheets, an earlier year's figures to date",
    key=("sheet", "title", "row_label", "column_label"),
    columns=(
        FISCAL_YEAR,
        TITLE,
        SHEET,
        WHY,
        Column("table", meaning="Table in which the figure would stand."),
        Column("row_label", meaning="What its row is called: the dimensions that the labels give, joined."),
        Column("column_label", meaning="What its column is called."),
        value("The figure as it stands.", "as the table's", whole=False, sums="figures of different tables, and not part of the release"),
    ),
)
_ABOUT = {column.name for column in COMMON} | {"value", "month", "period"}


def set_aside(sheet: Sheet, found: Iterable[Records]) -> Records | None:
    """Figures of a sheet that is not part of the release, together in one table."""
    rows = sorted((row for records in found for row in _aside(sheet, records)), key=lambda row: row[:2])
    return picked(ASIDE, sheet, "", rows) if rows else None


def _aside(sheet: Sheet, records: Records) -> Iterator[tuple[int, int, Mapping[str, str | None]]]:
    for row, column, texts in records.rows:
        known = dict(zip(records.columns, texts, strict=True))
        labels = [text for name, text in known.items() if name not in _ABOUT and text]
        yield (
            row,
            column or 0,
            {
                "fiscal_year": known.get("fiscal_year"),
                "title": records.title,
                "aside": sheet.aside,
                "table": records.table,
                "row_label": " / ".join(labels),
                "column_label": known.get("period"),
                "value": known.get("value"),
            },
        )

"""What the workbook says in words, and figures that stand in it without being part of the release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clerestory.sdk import Column, Records, Table
from clerestory.sources.ice_detention_stats.columns import COMMON, FISCAL_YEAR, SHEET, TITLE, picked, value
from clerestory.sources.ice_detention_stats.sheet import Sheet

_WHY = Column(
    "aside",
    meaning="Why it is not part of what the release says: on a hidden sheet, or an earlier year's figures to date left in.",
)
NOTES = Table(
    "detention_notes",
    unit="text: one cell of the workbook that is no label and no figure",
    title="Definitions, footnotes and remarks of the workbook",
    series=True,
    series_by=("fiscal_year",),
    key=("sheet", "term", "text"),
    columns=(
        FISCAL_YEAR,
        SHEET,
        Column("term", meaning="Term or table that the text explains, where the sheet gives one beside it."),
        Column("text", meaning="The text as written."),
        _WHY,
    ),
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
        _WHY,
        Column("table", meaning="Table in which the figure would stand."),
        Column("row_label", meaning="What its row is called: the dimensions that the labels give, joined."),
        Column("column_label", meaning="What its column is called."),
        value(
            "The figure as it stands.",
            "as the table's",
            whole=False,
            sums="figures of different tables, and not part of the release",
        ),
    ),
)
TABLES = (NOTES, ASIDE)
_ABOUT = {column.name for column in COMMON} | {"value", "month", "period"}


def read(sheet: Sheet) -> Iterator[Records]:
    """Every text of the sheet that no table used."""
    rows = list(_texts(sheet))
    if rows:
        yield picked(NOTES, sheet, "", rows)


def _texts(sheet: Sheet) -> Iterator[tuple[int, int, dict[str, str | None]]]:
    terms = sheet.footnotes
    term: str | None = None
    for number, cells in sheet.rows.items():
        if terms:
            term = cells.get(1, term) if 2 in cells else None
        for place, text in cells.items():
            if (number, place) in sheet.used or not any(letter.isalpha() for letter in text):
                continue
            if terms and place == 1 and 2 in cells:
                continue
            yield number, place, {"term": term, "text": text, "aside": sheet.aside or None}


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

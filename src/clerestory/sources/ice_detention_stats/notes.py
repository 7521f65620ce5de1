"""What the workbook says in words."""

from __future__ import annotations

from collections.abc import Iterator

from clerestory.sdk import Column, Records, Table
from clerestory.sources.ice_detention_stats.aside import WHY
from clerestory.sources.ice_detention_stats.columns import FISCAL_YEAR, SHEET, picked
from clerestory.sources.ice_detention_stats.sheet import Sheet

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
        WHY,
    ),
)


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

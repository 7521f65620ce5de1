"""XLSX: a sheet that says what the file is, a codebook, and the records on as many sheets as they need.

Every text is written as a text with the mark that spreadsheet programs set for an apostrophe in front, so that none is ever run as a formula.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from clerestory.search.export.facts import Facts
from clerestory.search.export.harmless import FORMULA
from clerestory.search.export.records import Records

SUFFIX, MEDIA = ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576
MOST_SIGNS = 32_767
CUT = " … (cut: a cell of this format holds no more)"
EXACT = 2**53
"""Whole numbers above it are written as texts: the format keeps numbers as doubles."""
FIRST_YEAR = 1900


def write(records: Records, sink: BinaryIO, facts: Facts) -> None:
    """Write all records. Rows lie in temporary files until the workbook is put together, never in memory."""
    book = xlsxwriter.Workbook(sink, {"constant_memory": True, "strings_to_urls": False, "remove_timezone": True})
    pen = _Pen(book)
    front, codes = book.add_worksheet("README"), book.add_worksheet("codebook")
    sheet: Worksheet | None = None
    line = MOST_ROWS
    for batch in records:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if sheet is None or line == MOST_ROWS:
                sheet, line = pen.data_sheet(records.schema.names), 1
            for place, value in enumerate(row):
                if value is not None:
                    pen.put(sheet, line, place, value)
            line += 1
    if sheet is None:
        pen.data_sheet(records.schema.names)
    told = facts.cited(records.releases, records.rows)
    _front(pen, front, told)
    _codebook(pen, codes, told)
    book.close()


class _Pen:
    """Writes cells of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.sheets = 0
        self.bold: Format = book.add_format({"bold": True})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.quoted: Format = book.add_format({"quote_prefix": True})

    def data_sheet(self, names: list[str]) -> Worksheet:
        """The next sheet of records, its header written."""
        self.sheets += 1
        sheet = self.book.add_worksheet("data" if self.sheets == 1 else f"data {self.sheets}")
        sheet.freeze_panes(1, 1)
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, self.bold)
        return sheet

    def put(self, sheet: Worksheet, line: int, place: int, value: Any) -> None:
        """One cell, never as a formula."""
        if isinstance(value, str):
            self.text(sheet, line, place, value)
        elif isinstance(value, bool):
            sheet.write_boolean(line, place, value)
        elif isinstance(value, date):
            if value.year < FIRST_YEAR:
                self.text(sheet, line, place, value.isoformat())
            else:
                sheet.write_datetime(line, place, value, self.moment if isinstance(value, datetime) else self.day)
        elif isinstance(value, int) and abs(value) > EXACT:
            self.text(sheet, line, place, str(value))
        else:
            sheet.write_number(line, place, value)

    def text(self, sheet: Worksheet, line: int, place: int, value: str) -> None:
        """A text; one that is too long is cut and says so."""
        kept = value if len(value) <= MOST_SIGNS else value[: MOST_SIGNS - len(CUT)] + CUT
        sheet.write_string(line, place, kept, self.quoted if kept.startswith(FORMULA) else None)


def _front(pen: _Pen, sheet: Worksheet, told: dict[str, Any]) -> None:
    coverage = told["coverage"]
    lines = [
        ("citation", told["citation"]), ("question", told["query"]["text"] or "all records"), ("table", told["query"]["table"]),
        ("records", str(told["rows"])), ("snapshot", str(told["snapshot"])), ("on", coverage["on"]), ("universe", coverage["universe"] or ""),
        ("licence", "; ".join(told["licences"]) or "not stated"), ("moments", "in UTC"),
        ("states", "NAME__state says why NAME has no plain value; NAME__text is what was released beside it"), ("made by", told["made_by"]),
        *(("note", note) for note in coverage["notes"]), *((f"state {state}", meaning) for state, meaning in told["states"].items()),
        *(("release", f"{one['publisher']}, {one['name']}, published {one['published'] or 'on a day not stated'}, SHA-256 {one['sha256']}")
          for one in told["releases"][: MOST_ROWS // 2]),
    ]  # fmt: skip
    for line, (what, said) in enumerate(lines):
        sheet.write_string(line, 0, what, pen.bold)
        pen.text(sheet, line, 1, said)


def _codebook(pen: _Pen, sheet: Worksheet, told: dict[str, Any]) -> None:
    heads = ("name", "type", "meaning", "unit", "released as")
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, pen.bold)
    for line, column in enumerate(told["columns"], 1):
        for place, head in enumerate(heads):
            said = column["seen_as"] if head == "released as" else column[head]
            pen.text(sheet, line, place, "; ".join(said) if isinstance(said, list) else said)

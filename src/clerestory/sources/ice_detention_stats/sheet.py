"""One sheet of the workbook as cells, and the fiscal year that it says it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from clerestory.sdk import Head, fiscal_year, squeeze

_HEADING = re.compile(r"ICE (?:DETENTION|FACILITIES|ALTERNATIVES TO DETENTION) DATA,? (EO)?[A-Z]*?FY ?(20)?(\d\d)\b(.*)", re.IGNORECASE)
_YEAR = re.compile(r"FY ?(20)?(\d\d)(?!\d)", re.IGNORECASE)
_FIRST_ROWS = 12
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)}


def year_in(text: str) -> int | None:
    """The first fiscal year that a text names: ``FY2023``, ``FY 23``, ``EOFY2023``."""
    match = _YEAR.search(text)
    return 2000 + int(match.group(2)) if match else None


def month_in_year(label: str, year: int | None) -> str | None:
    """First day of the month of a fiscal year that a column label names, None when it names none."""
    number = MONTHS.get(label[:3].casefold()) if len(label) <= 9 else None
    if number is None or year is None:
        return None
    return f"{year - (number >= 10)}-{number:02d}-01"


def fiscal_year_of(month: str) -> str:
    """Fiscal year of an ISO day."""
    return str(fiscal_year(date.fromisoformat(month)))


@dataclass
class Sheet:
    """Cells by row and column from 1, as released and with blanks squeezed."""

    head: Head
    used: set[tuple[int, int]] = field(default_factory=set)

    @cached_property
    def raw(self) -> dict[int, dict[int, str]]:
        """Row → column → text as released, of every cell that holds more than blanks."""
        rows: dict[int, dict[int, str]] = {}
        for number, row in zip(self.head.numbers, self.head.rows, strict=True):
            cells = {place: text for place, text in enumerate(row, 1) if text and not text.isspace()}
            if cells:
                rows[number] = cells
        return rows

    @cached_property
    def rows(self) -> dict[int, dict[int, str]]:
        """Row → column → text with runs of blanks (the agency's ``ICE  ``, no-break spaces) as one."""
        return {number: {place: squeeze(text) for place, text in cells.items()} for number, cells in self.raw.items()}

    @property
    def name(self) -> str:
        """The sheet's name as written."""
        return self.head.name.part

    @property
    def footnotes(self) -> bool:
        """Whether the sheet is one of terms and definitions, where titles of tables are mentioned."""
        return self.name.strip().casefold().startswith("footnotes")

    @cached_property
    def _heading(self) -> re.Match[str] | None:
        for number, cells in self.rows.items():
            if number > _FIRST_ROWS:
                break
            for text in cells.values():
                if match := _HEADING.search(text):
                    return match
        return None

    @cached_property
    def fiscal_year(self) -> int | None:
        """The year of the heading inside the sheet; the sheet's and the file's names are only asked where it has none, for they lie."""
        if self._heading:
            return 2000 + int(self._heading.group(3))
        return year_in(self.name) or year_in(self.head.name.file)

    @cached_property
    def aside(self) -> str:
        """Why what stands here is not part of what the release says; empty when it is."""
        if self.head.hidden:
            return "hidden sheet"
        named = year_in(self.head.name.file)
        if not self._heading or not named:
            return ""
        final, _, year, rest = self._heading.groups()
        stale = not final and "YTD" in rest.upper() and 2000 + int(year) < named
        return "an earlier year's figures to date, left in" if stale else ""

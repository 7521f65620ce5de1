"""ICE's statutory detention statistics: a workbook about every second week, fiscal year to date, one file for each family of its tables.

Tables are found by the words of their titles and read cell by cell; the Facilities sheet is read by its header.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clerestory.sdk import Head, Name, Records, Source, Span
from clerestory.sources.ice_detention_stats import (
    aside,
    atd,
    averages,
    bonds,
    book_outs,
    court,
    custody,
    dates,
    facilities,
    fear,
    flows,
    notes,
    parole,
    segregation,
    semiannual,
    stock,
    transgender,
)
from clerestory.sources.ice_detention_stats.months import MONTH_STATES
from clerestory.sources.ice_detention_stats.reading import read_blocks
from clerestory.sources.ice_detention_stats.sheet import Sheet

_FAMILIES = (stock, flows, book_outs, averages, fear, parole, atd, court, bonds, segregation, transgender, semiannual)
READINGS = {kind: reading for family in _FAMILIES for kind, reading in family.READINGS.items()}
_SURE, _HEADINGS = 0.99, ("ICE DETENTION DATA", "ICE FACILITIES DATA", "ICE ALTERNATIVES TO DETENTION DATA")


def find(source: Source, head: Head) -> Iterator[Span | Records]:
    """Every table of a sheet, and what is said beside them."""
    sheet = Sheet(head)
    yield from facilities.read(sheet)
    found = [*read_blocks(sheet, READINGS), *custody.read(sheet)]
    if sheet.aside:
        left = aside.set_aside(sheet, found)
        found = [left] if left else []
    yield from found
    yield from notes.read(sheet)


def recognise(name: Name, heads: Sequence[Head]) -> float:
    """By the headings of its main sheets: at least two of them."""
    found = {heading for head in heads for row in head.rows[:8] for text in row if text for heading in _HEADINGS if heading in text.upper()}
    return _SURE if len(found) > 1 else 0.0


SOURCE = Source(
    id="ice_detention_stats",
    title="ICE detention statistics (statutory workbook, about every second week)",
    publisher="ICE",
    home="https://www.ice.gov/detain/detention-management",
    licence="US government work",
    tables=(*facilities.TABLES, *(reading.table for reading in READINGS.values()), *custody.TABLES, notes.NOTES, aside.ASIDE),
    find=find,
    release=dates.release,
    recognise=recognise,
    computed=(MONTH_STATES, facilities.ADP),
    notes=(
        "Each release replaces the last within a fiscal year; figures are year to date and fluctuate until the year is locked.",
        "Populations leave out hold rooms, hospitals, minors in the care of ORR, and people held by other agencies.",
        "26 May 2023: the ATD figures by technology are wrong as published (GPS 188,934, SmartLINK 34,576; the weeks around it have"
        " about 4,500 and 224,300). They are kept as published.",
        "From FY2024 to January 2025 tables by type of facility have no family column.",
        "The FY2026 workbooks print 0 for every mid and end of month of FY2025 in the sheet of lengths of custody.",
    ),
)

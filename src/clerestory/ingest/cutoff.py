"""Row counts that betray a file that was cut off: the last row of a spreadsheet, and round numbers that exports stop at."""

from __future__ import annotations

from collections.abc import Iterable

from clerestory.lake.facts import Part

LAST_ROWS = frozenset({65_536, 1_048_576})
"""Rows, header included, that a worksheet of the old and of the new kind can hold; what does not fit is left out without a word."""
LEAST, STEP = 20_000, 5_000
"""From so many records on, a multiple of so many is hardly chance."""


def cutoffs(parts: Iterable[Part]) -> list[str]:
    """What to tell a reader of parts whose number of rows is suspicious."""
    notes = []
    for part in parts:
        where = f" ({part.name})" if part.name else ""
        if part.rows_in in LAST_ROWS:
            notes.append(f"{part.rows_in:,} rows{where}: as many as a worksheet can hold, so rows after the last one are probably missing")
        elif part.records >= LEAST and part.records % STEP == 0:
            notes.append(f"{part.records:,} records{where}: a round number, at which an export may have been cut off")
    return notes

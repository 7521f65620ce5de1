"""What an answer was asked of, and what of it is known to be missing, cut off or set aside."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from clerestory.lake.ledger import Ledger
from clerestory.schema.table import Table
from clerestory.search.disclosure import Gate
from clerestory.search.listed import quarantined
from clerestory.search.releases import Chosen

SHEET_ROWS = 1_048_575
"""Rows below the header that a spreadsheet can hold: a sheet that has them all was probably cut off."""
MOST = 6
"""Publishers and remarks that are named; of more, their number."""

_LOSS = re.compile(r"\b(?:cut|missing|truncat\w*|lost|incomplete|not all|hidden|repeat)\b")
"""Words of remarks that say that something is not there, or there twice: these are told first."""


@dataclass(frozen=True)
class Coverage:
    """The releases of an answer. Days are texts as in the ledger; empty where no release says."""

    releases: int
    publishers: tuple[str, ...]
    universes: tuple[str, ...]
    first_published: str
    last_published: str
    covers_from: str
    covers_to: str
    missing: tuple[str, ...]
    """What is known to be missing, cut off or set aside."""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "publishers": list(self.publishers),
            "universes": list(self.universes),
            "published": [self.first_published or None, self.last_published or None],
            "covers": [self.covers_from or None, self.covers_to or None],
            "missing": list(self.missing),
        }


def coverage(ledger: Ledger, gate: Gate, table: Table, chosen: Chosen) -> Coverage:
    """What the ledger knows of the releases that a question is asked of."""
    base = table.distinct.of if table.distinct else table.name
    asked = json.dumps(chosen.releases)
    rows = ledger.rows("SELECT * FROM releases WHERE id IN (SELECT value FROM json_each(?)) ORDER BY published, id", (asked,))
    parts = ledger.one(
        "SELECT coalesce(sum(quarantined), 0) AS quarantined, count(DISTINCT CASE WHEN quarantined > 0 THEN release END) AS of_releases,"
        " coalesce(sum(kind = 'rows' AND rows_in >= ?), 0) AS full FROM parts"
        " WHERE table_name = ? AND release IN (SELECT value FROM json_each(?))",
        (SHEET_ROWS, base, asked),
    )
    assert parts is not None
    missing = []
    if parts["quarantined"]:
        number = quarantined(gate, table, parts["quarantined"])
        rows_out = "a few rows" if number is None else f"{number:,} rows of {parts['of_releases']:,} releases"
        missing.append(f"{rows_out} are in quarantine and not in it")
    if parts["full"]:
        missing.append(f"{parts['full']:,} sheets have as many rows as a sheet can hold, and may be cut off there")
    if chosen.undated:
        missing.append(f"{chosen.undated:,} releases do not say when they were published and are in force on no day (on:all adds them)")
    remarks = sorted(dict.fromkeys(note for row in rows for note in json.loads(row["notes"])), key=lambda note: not _LOSS.search(note))
    missing += remarks[:MOST]
    if len(remarks) > MOST:
        missing.append(f"{len(remarks) - MOST:,} more remarks on releases: `clerestory releases`")
    published = [row["published"] for row in rows if row["published"]]
    return Coverage(
        len(rows),
        _some({row["publisher"] for row in rows}),
        _some({row["universe"] for row in rows}),
        min(published, default=""),
        max(published, default=""),
        min((row["covers_from"] for row in rows if row["covers_from"]), default=""),
        max((row["covers_to"] for row in rows if row["covers_to"]), default=""),
        tuple(missing),
    )


Covered = tuple[tuple[str, str], ...]
"""First and last day of what releases cover."""


def covered_days(ledger: Ledger, releases: tuple[str, ...]) -> Covered | None:
    """The days that releases cover; None when one of them does not say."""
    rows = ledger.rows("SELECT covers_from, covers_to FROM releases WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(releases),))
    if any(not row["covers_from"] or not row["covers_to"] for row in rows):
        return None
    return tuple({(row["covers_from"][:10], row["covers_to"][:10]): None for row in rows})


def _some(names: set[str]) -> tuple[str, ...]:
    told = sorted(names)
    return (*told[:MOST], f"{len(told) - MOST:,} more") if len(told) > MOST else tuple(told)

"""Lines below a table that say who made it or answers for it: they are no records, and hold a name."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.formats.grid import Batch

REASON = "a line that says who made the table or answers for it"
_SIGNED = (
    r"(?i)^\s*(?:(?:prepared|compiled|submitted|reviewed|approved|created|updated|produced|generated|certified|signed|requested|released|verified)"
    r"\s+(?:and\s+\w+\s+)?(?:by|for)\b|(?:point of contact|poc|contact(?: person)?|questions?|prepared|author|analyst)\s*[:,?])"
)
_ASIDE = 2
"""Cells from the left in which such a line stands: the words, and the name."""


def signed(batch: Batch) -> pa.BooleanArray | None:
    """Which rows are such lines: the words in the first cell, and nothing right of the second. None: none is."""
    if len(batch.columns) < _ASIDE:
        return None
    found: pa.BooleanArray | None = None
    for column in reversed(batch.columns[_ASIDE:]):
        empty = pc.or_kleene(pc.is_null(column), pc.equal(column, ""))
        found = empty if found is None else pc.and_(found, empty)
        if not pc.any(found).as_py():
            return None
    words = pc.fill_null(pc.match_substring_regex(batch.columns[0], _SIGNED), False)
    found = words if found is None else pc.and_(pc.fill_null(found, False), words)
    return found if pc.any(found).as_py() else None

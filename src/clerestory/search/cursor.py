"""Where a page of records begins: the last record of the page before, in the order that was asked for, at the snapshot of that page.

A cursor is opaque to whoever holds it and says nothing that the page before did not show. What is added meanwhile moves no page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from clerestory.errors import UsageError
from clerestory.lake.conditions import After
from clerestory.schema.table import Column
from clerestory.search.language import show
from clerestory.search.query import Query
from clerestory.search.values import plain

ORIGIN = ("_release", "_grid", "_row", "_col")


@dataclass(frozen=True)
class Place:
    """A place in the order of a query."""

    as_of: str
    order: tuple[tuple[str, bool], ...]
    values: tuple[Any, ...]

    def condition(self, columns: Mapping[str, Column]) -> After:
        """That a record comes behind it."""
        order = (*self.order, *((name, False) for name in ORIGIN))
        typed = [_typed(columns[name].type if name in columns else "", value) for (name, _), value in zip(order, self.values, strict=True)]
        return After(order, tuple(typed))


def _typed(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "timestamp":
        return datetime.fromisoformat(value).astimezone(UTC)
    return date.fromisoformat(value) if kind.startswith("date") else value


def _stamp(query: Query) -> str:
    """What the pages of one query have in common."""
    same = replace(query, limit=0, cursor="", columns=(), as_of="")
    return hashlib.sha256(f"{same.table} {show(same)}".encode()).hexdigest()[:8]


def cursor_of(query: Query, snapshot: int, record: Mapping[str, Any]) -> str:
    """The cursor of the page behind a record."""
    values = [plain(record.get(name)) for name in (*(name for name, _ in query.order), *ORIGIN)]
    text = json.dumps([_stamp(query), snapshot, values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def after(query: Query) -> Place | None:
    """The place that a query's cursor names; None where it has none. Raises UsageError for the cursor of another query."""
    if not query.cursor:
        return None
    try:
        raw = base64.urlsafe_b64decode(query.cursor + "=" * (-len(query.cursor) % 4))
        stamp, snapshot, values = json.loads(raw)
        fits = stamp == _stamp(query) and isinstance(snapshot, int) and len(values) == len(query.order) + len(ORIGIN)
    except (binascii.Error, ValueError, TypeError):
        fits = False
    if not fits:
        raise UsageError("the cursor is not one of this query", expected="`next` of the page before", do="begin again without it")
    return Place(str(snapshot), query.order, tuple(values))

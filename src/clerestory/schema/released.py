"""Showing a released cell again, from what is stored of it."""

from __future__ import annotations

from typing import Any

from clerestory.schema.cellstate import State
from clerestory.schema.table import Column, Protection


def released_text(column: Column, value: Any, state: str | None, text: str | None, form: str | None) -> str | None:
    """The text of a cell as released (screened, where the column is screened); None when there was none, or when it is not kept.

    ``value``, ``state`` and ``text`` as stored; ``form``: the part's usual form of the column, None for the type's plain one.
    """
    if column.protection in (Protection.TOKEN, Protection.JOIN, Protection.DROP):
        return text
    if text is not None:
        return text
    if value is None or state in (State.EMPTY, State.NOT_EXPORTED, State.WITHHELD):
        return None
    return column.kind.render(value, form or "plain")

"""What the word that is being typed into the search box may become: a column, or a value of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clerestory.schema.table import Column
from clerestory.search.answers.facet import Facet
from clerestory.search.language import listed

MOST = 12
VALUES = 5000
"""Values of a column that are looked through."""
_LAST = re.compile(r'(?:^|\s)(?P<word>-?(?:(?P<field>[A-Za-z_]\w*):(?P<value>"[^"]*|[^\s"]*)|(?P<name>[A-Za-z_]\w*)))$')


@dataclass(frozen=True)
class Completion:
    """One way to go on. ``text``: the whole box with it; ``shown``: what it adds; ``told``: what it means, or how many records have it."""

    text: str
    shown: str
    told: str
    count: int | None = None
    mark: str = ""
    """How far that is the number of the records."""


def complete(typed: str, columns: Mapping[str, Column], values_of: Callable[[str], Facet]) -> list[Completion]:
    """Ways to go on with what is typed up to the cursor. ``values_of``: the values of a column with their counts."""
    match = _LAST.search(typed)
    if match is None:
        return []
    before, minus = typed[: match.start("word")], "-" if match["word"].startswith("-") else ""
    if match["name"] is not None:
        wanted = match["name"].casefold()
        shown = [column for column in columns.values() if not column.hidden and wanted in column.name]
        shown.sort(key=lambda column: (not column.name.startswith(wanted), column.name))
        return [Completion(f"{before}{minus}{column.name}:", column.name, column.meaning) for column in shown[:MOST]]
    column = columns.get(match["field"])
    if column is None or column.hidden or column.type not in ("text", "boolean", "integer"):
        return []
    already, _, last = match["value"].lstrip('"').rpartition(",")
    head = f"{before}{minus}{column.name}:{already + ',' if already else ''}"
    wanted = last.casefold()
    found = [group for group in values_of(column.name).groups if group.state == "value" and wanted in _text(group.value).casefold()]
    found.sort(key=lambda group: not _text(group.value).casefold().startswith(wanted))
    return [
        Completion(head + listed((_text(group.value),)) + " ", _text(group.value), "", group.count, group.mark) for group in found[:MOST]
    ]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

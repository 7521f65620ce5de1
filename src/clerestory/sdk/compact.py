"""Columns as lines of text, for tables that are wide and plain."""

from __future__ import annotations

from clerestory.errors import BadSource
from clerestory.schema.table import Column, Protection


def columns(text: str, *, sums: bool | str = False) -> tuple[Column, ...]:
    """One column a line: ``name | type | labels | meaning | unit | sums``; empty lines and those after ``#`` are skipped, what is left out at the end is empty.

    ``type`` may carry a protection (``text:screened``); ``labels`` are parted by semicolons and may be left empty where the label is the
    name; ``sums`` is ``+`` where values may be added, else the reason why not. ``sums`` of the call: for numbers whose line says neither.
    """
    return tuple(_column(line, sums) for line in text.splitlines() if line.strip() and not line.strip().startswith("#"))


def _column(line: str, sums: bool | str) -> Column:
    parts = [part.strip() for part in line.split("|")]
    if not 4 <= len(parts) <= 6:
        raise BadSource(f"the line {line.strip()!r} has {len(parts)} parts", expected="name | type | labels | meaning | unit | sums")
    name, kind, labels, meaning, unit, added = (*parts, "", "")[:6]
    kind, _, protection = kind.partition(":")
    number = kind in ("integer", "number")
    return Column(
        name,
        kind or "text",
        meaning=meaning,
        seen_as=tuple(label.strip() for label in labels.split(";") if label.strip()),
        protection=Protection(protection) if protection else Protection.PUBLIC,
        unit=unit,
        sums=True if added == "+" else added or (sums if number else False),
    )

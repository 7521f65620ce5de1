"""Sentences that answers say of themselves: English as they stand, and sayable in another language by their pattern."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Note(str):
    """A sentence. Everything that takes a text takes it; a page says it in its reader's language."""

    pattern: str
    """With ``%(name)s`` where a value stands; the key of a catalogue."""
    values: Mapping[str, Any]


def note(pattern: str, /, **values: Any) -> Note:
    """A sentence out of a pattern and what stands in its places; whole numbers with their thousands apart."""
    told = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    made = Note(pattern % told)
    made.pattern, made.values = pattern, values
    return made

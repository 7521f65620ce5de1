"""Types of columns: how a released text becomes a value that every engine reads, and back.

A type's ``parse`` also names the *form*, the way in which the value was written. ``render(value, form)`` gives exactly the released
text again, so the text need not be stored. Where no form fits, the form is None and the text is stored beside the value.
"""

from __future__ import annotations

from clerestory.schema.types.base import Parsed, Type
from clerestory.schema.types.boolean import BOOLEAN
from clerestory.schema.types.date import DATE
from clerestory.schema.types.date_dmy import DATE_DMY
from clerestory.schema.types.integer import INTEGER
from clerestory.schema.types.number import NUMBER
from clerestory.schema.types.text import TEXT
from clerestory.schema.types.timestamp import TIMESTAMP

TYPES: dict[str, Type] = {kind.name: kind for kind in (TEXT, INTEGER, NUMBER, DATE, DATE_DMY, TIMESTAMP, BOOLEAN)}

__all__ = ["TYPES", "Parsed", "Type"]

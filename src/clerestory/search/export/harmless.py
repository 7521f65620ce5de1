"""Texts that a spreadsheet program would run are made harmless."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What such a program takes for the start of a formula."""
_PATTERN = "^[" + "".join(f"\\x{{{ord(sign):x}}}" for sign in FORMULA) + "]"


def harmless(column: Any) -> Any:
    """A column of texts in which every text that begins like a formula has an apostrophe in front; other columns as they are."""
    if not pa.types.is_string(column.type) or column.null_count == len(column):
        return column
    found = pc.match_substring_regex(column, _PATTERN)
    if not pc.any(found).as_py():
        return column
    return pc.if_else(found, pc.binary_join_element_wise("'", column, ""), column)


def harmless_text(text: str) -> str:
    """The same for one text."""
    return f"'{text}" if text.startswith(FORMULA) else text

"""Yes and no."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from clerestory.schema.types.base import Parsed, Type

_PAIRS = {
    "yes": ("Yes", "No"),
    "YES": ("YES", "NO"),
    "Y": ("Y", "N"),
    "true": ("true", "false"),
    "TRUE": ("TRUE", "FALSE"),
    "True": ("True", "False"),
    "t": ("t", "f"),
    "one": ("1", "0"),
}


def _parse(text: str) -> Parsed | None:
    for form, (yes, no) in _PAIRS.items():
        if text in (yes, no):
            return Parsed(text == yes, form)
    for yes, no in _PAIRS.values():
        if text.casefold() in (yes.casefold(), no.casefold()):
            return Parsed(text.casefold() == yes.casefold(), None)
    return None


def _render(value: Any, form: str) -> str:
    yes, no = _PAIRS[form]
    return yes if value else no


BOOLEAN = Type("boolean", pa.bool_(), _parse, _render)

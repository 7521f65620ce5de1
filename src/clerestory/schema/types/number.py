"""Numbers with a fraction: averages, shares, money. Money is a double in dollars, as every engine reads it."""

from __future__ import annotations

import math
import re
from typing import Any

import pyarrow as pa

from clerestory.schema.types.base import Parsed, Type

_NUMBER = re.compile(r"(-?)(\$?) ?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(?:[eE]([-+]?\d{1,3}))?(%?)")
_BRACKETS = re.compile(r"\((.+)\)")


def _parse(text: str) -> Parsed | None:
    body, sign = text, 1.0
    if brackets := _BRACKETS.fullmatch(text):
        body, sign = brackets.group(1).strip(), -1.0
    match = _NUMBER.fullmatch(body)
    if match is None or (match.group(3) is None and match.group(4) in (None, ".")):
        return None
    minus, _, whole, fraction, exponent, percent = match.groups()
    value = float(f"{minus}{(whole or '0').replace(',', '')}{fraction or ''}" + (f"e{exponent}" if exponent else ""))
    if percent:
        value /= 100
    value *= sign
    if not math.isfinite(value):
        return None
    for form in ("plain", "thousands"):
        if _render(value, form) == text:
            return Parsed(value, form)
    return Parsed(value, None)


def _render(value: Any, form: str) -> str:
    plain = str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if form == "thousands":
        return f"{int(value):,}" if value == int(value) else f"{value:,}"
    return plain


NUMBER = Type("number", pa.float64(), _parse, _render)

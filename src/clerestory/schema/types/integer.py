"""Whole numbers: counts, years, sizes."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.schema.types.base import Parsed, Type

_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3}){1,5}")
_LOOSE = re.compile(r"([-+]?\d{1,18})(?:\.0*)?")


def _parse(text: str) -> Parsed | None:
    if _PLAIN.fullmatch(text) and text != "-0":
        return Parsed(int(text), "plain")
    if _THOUSANDS.fullmatch(text):
        return Parsed(int(text.replace(",", "")), "thousands")
    loose = _LOOSE.fullmatch(text)
    return Parsed(int(loose.group(1)), None) if loose else None


def _render(value: Any, form: str) -> str:
    return f"{value:,}" if form == "thousands" else str(value)


def _vector(raw: pa.Array, form: str) -> pa.Array:
    if form != "plain":
        return pa.nulls(len(raw), pa.int64())
    fits = pc.match_substring_regex(raw, r"^(?:0|-?[1-9][0-9]{0,17})$")
    return pc.cast(pc.if_else(fits, raw, pa.scalar(None, pa.string())), pa.int64())


INTEGER = Type("integer", pa.int64(), _parse, _render, _vector)

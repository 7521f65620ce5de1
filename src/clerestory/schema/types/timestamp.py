"""Moments, kept in UTC with microseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.schema.types.base import Parsed, Type
from clerestory.schema.types.stamps import moments

FORMS = {
    "us_ampm_utc": "%m/%d/%Y, %I:%M:%S %p UTC",
    "iso_z": "%Y-%m-%dT%H:%M:%SZ",
    "iso_space": "%Y-%m-%d %H:%M:%S",
    "us_24h": "%m/%d/%Y %H:%M:%S",
    "us_24h_minutes": "%m/%d/%Y %H:%M",
    "us_ampm": "%m/%d/%Y %I:%M:%S %p",
    "us_ampm_minutes": "%m/%d/%Y %I:%M %p",
    "iso_day": "%Y-%m-%d",
    "us_day": "%m/%d/%Y",
}
"""Form → strftime pattern. A text without a zone is taken as written in the zone that the column declares (UTC where none)."""

UNPADDED = "us_ampm_utc_unpadded"
"""``3/5/2025, 3:04:05 PM UTC``: no pattern of strftime writes it."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})?")


def _parse(text: str) -> Parsed | None:
    if _ISO.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):  # 30 February; the first hours of the year 1 in the east
            return None
        for form in ("iso_ms", "iso_z", "iso_space"):
            if _render(moment, form) == text:
                return Parsed(moment, form)
        return Parsed(moment, None)
    for form, pattern in FORMS.items():
        try:
            moment = datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
        shown = (each for each in (form, UNPADDED) if _render(moment, each) == text)
        return Parsed(moment, next(shown, None))
    return None


def _render(value: Any, form: str) -> str:
    if form == "iso_ms":
        return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"
    if form == UNPADDED:
        return f"{value.month}/{value.day}/{value:%Y}, {int(f'{value:%I}')}:{value:%M:%S %p} UTC"
    return str(value.strftime(FORMS[form]))


_SHAPES = {
    "iso_z": r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$",
    "iso_space": r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]$",
    "iso_ms": r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$",
    UNPADDED: r"^(?:[1-9]|1[0-2])/(?:[1-9]|[12][0-9]|3[01])/[12][0-9]{3}, (?:[1-9]|1[0-2]):[0-5][0-9]:[0-5][0-9] [AP]M UTC$",
}


def _padded(raw: pa.Array) -> pa.Array:
    """Months, days and hours of one digit get a zero; twice, because a slash ends one number and begins the next."""
    for _ in range(2):
        raw = pc.replace_substring_regex(raw, r"(^|/|, )([0-9])([/:])", r"\10\2\3")
    return raw


def _vector(raw: pa.Array, form: str) -> pa.Array:
    if form == "us_ampm_utc":
        return moments(raw)
    if form == UNPADDED:
        fits = pc.match_substring_regex(raw, _SHAPES[form])
        return moments(_padded(pc.if_else(fits, raw, pa.scalar(None, pa.string()))))
    if form == "iso_ms":
        fits = pc.match_substring_regex(raw, _SHAPES[form])
        try:
            return pc.cast(pc.if_else(fits, raw, pa.scalar(None, pa.string())), pa.timestamp("us", "UTC"))
        except pa.ArrowInvalid:
            # a day that no month has: such columns are read one by one
            return pa.nulls(len(raw), pa.timestamp("us", "UTC"))
    if form not in _SHAPES:
        return pa.nulls(len(raw), pa.timestamp("us", "UTC"))
    fits = pc.match_substring_regex(raw, _SHAPES[form])
    whole = pc.if_else(fits, raw, pa.scalar(None, pa.string()))
    read = pc.strptime(whole, format=FORMS[form], unit="us", error_is_null=True)
    # 30 February is read as 2 March
    day = pc.cast(pc.utf8_slice_codeunits(whole, 8, 10), pa.int64())
    real = pc.if_else(pc.equal(pc.day(read), day), read, pa.scalar(None, read.type))
    return pc.assume_timezone(real, "UTC")


TIMESTAMP = Type("timestamp", pa.timestamp("us", "UTC"), _parse, _render, _vector)

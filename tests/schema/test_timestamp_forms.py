"""Whole columns of timestamps are read exactly as one by one, and every form shows the released text again."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.schema.types import TYPES
from clerestory.schema.types.timestamp import UNPADDED

STAMP = TYPES["timestamp"]
TEXTS = [
    "3/5/2025, 3:04:05 PM UTC",
    "11/15/2025, 10:04:05 AM UTC",
    "3/15/2025, 12:00:00 AM UTC",
    "03/5/2025, 3:04:05 PM UTC",
    "2/30/2025, 3:04:05 PM UTC",
    "13/5/2025, 3:04:05 PM UTC",
    "12/31/1969, 11:59:59 PM UTC",
    "03/05/2025, 03:04:05 AM UTC",
    "2026-03-20T00:06:23.972Z",
    "2026-02-30T00:06:23.972Z",
    "2026-03-20T24:06:23.972Z",
    "2026-03-20T00:06:23Z",
    "2026-03-20 00:06:23",
    "***",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_form_shows_the_released_text(text: str) -> None:
    parsed = STAMP.parse(text)
    if parsed and parsed.form:
        assert STAMP.render(parsed.value, parsed.form) == text


def test_unpadded_moments_have_a_form_of_their_own() -> None:
    parsed = STAMP.parse("3/5/2025, 3:04:05 PM UTC")
    assert parsed is not None
    assert (parsed.form, str(parsed.value)) == (UNPADDED, "2025-03-05 15:04:05+00:00")
    half = STAMP.parse("03/5/2025, 3:04:05 PM UTC")
    assert half is not None
    assert half.form is None


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.sampled_from(["iso_ms", "iso_z", UNPADDED, "us_ampm_utc"]))
def test_columns_are_read_as_single_cells_are(texts: list[str], form: str) -> None:
    assert STAMP.vector is not None
    got = STAMP.vector(pa.array(texts, pa.string()), form).to_pylist()
    for text, value in zip(texts, got, strict=True):
        parsed = STAMP.parse(text) if text else None
        if value is not None:
            assert parsed is not None
            assert value == parsed.value
            assert STAMP.render(value, form) == text


def test_a_column_of_one_form_is_read_whole() -> None:
    assert STAMP.vector is not None
    for form, text in ((UNPADDED, TEXTS[0]), (UNPADDED, TEXTS[1]), ("iso_ms", TEXTS[8]), ("us_ampm_utc", TEXTS[7])):
        parsed = STAMP.parse(text)
        assert parsed is not None
        assert STAMP.vector(pa.array([text, text]), form).to_pylist() == [parsed.value] * 2

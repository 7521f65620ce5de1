"""Days with the day first: read, and shown again as released."""

from __future__ import annotations

from datetime import date

import pytest

from clerestory.schema.types import TYPES

DMY = TYPES["date_dmy"]


@pytest.mark.parametrize(
    ("text", "form"), [("03/05/2018", "dmy"), ("03/05/18", "dmy2"), ("03/05/18 00:00", "dmy2_midnight"), ("2018-05-03", "iso")]
)
def test_the_day_comes_first(text: str, form: str) -> None:
    parsed = DMY.parse(text)
    assert parsed == (date(2018, 5, 3), form)
    assert DMY.render(date(2018, 5, 3), form) == text


@pytest.mark.parametrize("text", ["3/5/2018", "03/05/18 15:07"])
def test_what_no_form_shows_keeps_its_text(text: str) -> None:
    assert DMY.parse(text) == (date(2018, 5, 3), None)


@pytest.mark.parametrize("text", ["05/25/2018", "2018", "31/02/2018", "soon"])
def test_what_is_no_such_day_is_not_read(text: str) -> None:
    assert DMY.parse(text) is None

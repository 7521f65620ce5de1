"""Columns as lines of text say all that a column can say."""

from __future__ import annotations

import pytest

from clerestory.errors import BadSource
from clerestory.schema.table import Protection
from clerestory.sdk import columns


def test_a_line_is_a_column() -> None:
    code, note, held, rate = columns(
        """
        code |             | DETLOC; Facility Code | Code of the facility.
        note | text:screened |                     | Remarks.
        held | integer     | Population            | Persons held. | persons | +
        rate | number      |                       | Mean stay.    | days
        """,
        sums="a mean",
    )
    assert (code.type, code.seen_as, code.sums) == ("text", ("DETLOC", "Facility Code"), False)
    assert note.protection is Protection.SCREENED
    assert (held.unit, held.sums) == ("persons", True)
    assert (rate.unit, rate.sums) == ("days", "a mean")


def test_a_line_that_says_too_little_is_refused() -> None:
    with pytest.raises(BadSource, match="3 parts"):
        columns("code | text | DETLOC")

"""What only fills a cell."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clerestory.kernel.text import squeeze
from clerestory.schema.cellstate import _PARTIAL, NOT_EXPORTED_MARKS, PLACEHOLDERS, REDACTION, State, state_of


@pytest.mark.parametrize("text", ["NaN", "nan", "N/A", "--", "NULL", "#N/A", "#NA"])
def test_what_a_program_writes_for_nothing_is_no_value(text: str) -> None:
    assert state_of(text) is State.PLACEHOLDER


@pytest.mark.parametrize("text", ["0", "Nan County", "nano"])
def test_values_stay(text: str) -> None:
    assert state_of(text) is State.VALUE


def _slowly(text: str) -> State:
    """Every rule asked of every text."""
    plain = squeeze(text)
    if not plain:
        return State.EMPTY
    if plain in NOT_EXPORTED_MARKS:
        return State.NOT_EXPORTED
    if plain.casefold() in PLACEHOLDERS:
        return State.PLACEHOLDER
    if REDACTION.fullmatch(plain):
        return State.REDACTED
    return State.PARTIAL if _PARTIAL.search(plain) else State.VALUE


PIECES = ["*", "***", "#", "###", "[redacted]", "Redacted", "REDACT", "WITHHELD", "<", "<redacted>", "<not_exported>", "b", "(b)", "(", ")"]
PIECES += ["(6)", "(7)(C)", "B(6)", "b )(6)", "7923.600 GC", "█", "—", "n/a", "-", " ", "  ", "\t", "; ", "x", "5"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6).map("".join))
@example("(b) (6); b(7)(c)")
@example("theft #5")
def test_the_short_way_past_texts_without_marks_gives_what_all_rules_give(text: str) -> None:
    assert state_of(text) is _slowly(text)

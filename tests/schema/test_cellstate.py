"""What only fills a cell."""

from __future__ import annotations

import pytest

from clerestory.schema.cellstate import State, state_of


@pytest.mark.parametrize("text", ["NaN", "nan", "N/A", "--", "NULL", "#N/A", "#NA"])
def test_what_a_program_writes_for_nothing_is_no_value(text: str) -> None:
    assert state_of(text) is State.PLACEHOLDER


@pytest.mark.parametrize("text", ["0", "Nan County", "nano"])
def test_values_stay(text: str) -> None:
    assert state_of(text) is State.VALUE

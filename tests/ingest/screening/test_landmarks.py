"""Places, facilities and units stay in landmarks; people do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.ingest.screening import Screen, landmark

SCREEN = Screen()


@pytest.mark.parametrize(
    "text",
    ["Stewart Detention Center", "HARRIS COUNTY JAIL", "San Diego CAP", "NON-SPECIFIC AREA", "Port Isabel", "Adams County Jail", "Houston", "Fort Worth, TX"],
)  # fmt: skip
def test_places_stay(text: str) -> None:
    assert landmark(text, SCREEN.text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Kevin Garcia", "Aaaaa Aaaaaa"),
        ("GARCIA RESIDENCE, HOUSTON", "AAAAAA RESIDENCE, AAAAAAA"),
        ("Houston, Tyrone", "Aaaaaaa, Aaaaaa"),
        ("home of Kevin Stewart", "home of Aaaaa Aaaaaaa"),
        ("Officer Garcia CAP", "Officer Aaaaaa AAA"),
        ("8ABC123, Houston", "9AAA999, Aaaaaaa"),
    ],
)
def test_people_go(text: str, kept: str) -> None:
    assert landmark(text, SCREEN.text) == kept


_WORDS = st.sampled_from(
    ["Houston", "Garcia", "Kevin", "County", "Jail", "San", "Diego", "FCI", "CAP", "residence", "8ABC123", "Stewart", "TX", "of"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=6).map(" ".join) | st.text(max_size=30))
def test_doing_it_again_changes_nothing(text: str) -> None:
    once = landmark(text, SCREEN.text)
    assert landmark(once, SCREEN.text) == once

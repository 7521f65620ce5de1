"""No page asks for, and none repeats, what has the shape of a plate or a person: in a path, a parameter, a name of a column, in other spellings."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest

PLATE = "7ABC123"
REFUSED = [
    "/find?q=maria+garcia", "/find/records?q=maria+garcia", "/find?q=seen%20maria%20garcia%20there", f"/find/records?q=looking+for+{PLATE}", f"/find?q={PLATE}", "/find?q=%37ABC123", "/find?q=Smith,%20John", f"/tables/ice_arrests?landmark={PLATE}", f"/tables/ice_arrests?{PLATE}=x",
    f"/tables/alpr_sightings?q={PLATE}", "/tables/alpr_sightings?q=reason:/7ABC123/", "/tables/alpr_sightings?q=reason:7ABC12*",
    f"/tables/alpr_sightings?_sort={PLATE}", f"/tables/alpr_sightings?_by={PLATE}", "/tables/alpr_sightings?q=maria%20garcia",
    f"/tables/alpr_sightings?reason__starts={PLATE}",
]  # fmt: skip
NOWHERE = [f"/{PLATE}", f"/tables/{PLATE}", f"/tables/alpr_sightings?_facet={PLATE}", f"/records/{PLATE}"]


def _fetched(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310  # our own server on loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


@pytest.mark.parametrize("path", REFUSED)
def test_the_page_refuses_and_repeats_nothing(path: str, address: str) -> None:
    status, text = _fetched(address + path)
    assert status == 403
    assert "has the shape of" in text
    assert not any(part in text for part in (PLATE, "7ABC12", "Smith", "garcia"))


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_is_not_repeated(path: str, address: str) -> None:
    status, text = _fetched(address + path)
    assert status in (400, 403, 404)
    assert PLATE not in text


@pytest.mark.parametrize("name", ["_lang", "_theme"])
def test_no_link_keeps_what_is_neither_language_nor_theme(name: str, address: str) -> None:
    for said in (PLATE, "Maria%20Garcia"):
        _status, text = _fetched(f"{address}/sources?{name}={said}")
        assert PLATE not in text
        assert "Garcia" not in text


def test_other_addresses_keep_what_was_asked(address: str) -> None:
    status, text = _fetched(address + "/tables/alpr_sightings?q=reason:theft")
    assert status == 200
    assert "reason:theft" in text

from __future__ import annotations

import pytest

from clerestory.institutions.reading import read


@pytest.mark.parametrize(
    ("name", "state", "kind", "place"),
    [
        ("Conway AR PD", "AR", "police", "conway"),
        ("AR - Conway PD [Inactive]", "AR", "police", "conway"),
        ("Conway Police Dept. (AR)", "AR", "police", "conway"),
        ("Windsor- IL- PD", "IL", "police", "windsor"),
        ("Boone County SO IN", "IN", "sheriff", "boone"),
        ("IN- Noble County SO", "IN", "sheriff", "noble"),
        ("LaSalle Co. IL SO - New", "IL", "sheriff", "lasalle"),
        ("Mendocino County SO-CA", "CA", "sheriff", "mendocino"),
        ("Los Angeles County CA SD", "CA", "sheriff", "losangeles"),
        ("Blaine CO OK SO", "OK", "sheriff", "blaine"),
        ("Moffat County SO CO", "CO", "sheriff", "moffat"),
        ("CO - Rangely PD", "CO", "police", "rangely"),
        ("Brookings SD PD", "SD", "police", "brookings"),
        ("Nevada MO PD", "MO", "police", "nevada"),
        ("Arizona Department of Public Safety [Inactive]", "AZ", "public_safety", ""),
        ("Idaho State Police ID", "ID", "state_police", ""),
        ("Pennsylvania State PD", "PA", "state_police", ""),
        ("Shasta County SO", "CA", "sheriff", "shasta"),
        ("Stark County SO", "", "sheriff", "stark"),
        ("College Park MD PD", "MD", "police", "collegepark"),
        ("Pueblo CO PD", "CO", "police", "pueblo"),
        ("State College PA PD", "PA", "police", "statecollege"),
        ("Bureau County IL SO", "IL", "sheriff", "bureau"),
        ("Los Angeles Port Police CA", "CA", "port", "losangeles"),
    ],
)
def test_a_name_is_read(name: str, state: str, kind: str, place: str) -> None:
    found = read(name)
    assert (found.state, found.kind) == (state, kind)
    assert found.place.startswith(place)
    assert bool(found.place) == bool(place)


@pytest.mark.parametrize(
    "name", ["DO NOT USE", "DUPLICATE PLEASE DELETE", "Demo", "Test Demo 1234", "Decommissioned Org", "[DEACTIVATED] - demo", "", "---"]
)
def test_an_account_that_names_nothing_is_nothing(name: str) -> None:
    assert read(name).nothing


@pytest.mark.parametrize(
    ("name", "state"), [("[Federal] US Postal Inspection Service", "US"), ("US Postal Inspection Service [Federal]", "US")]
)
def test_a_federal_mark_stands_before_or_behind(name: str, state: str) -> None:
    assert (read(name).kind, read(name).state) == ("federal", state)


def test_sheriffs_department_or_south_dakota() -> None:
    assert read("Minnehaha County SD").state == "SD"
    assert (read("Orleans County SD").state, read("Orleans County SD").kind) == ("", "sheriff")


def test_county_or_colorado() -> None:
    assert read("Adams CO SO").state == "CO"
    assert (read("Blaine CO SO").state, read("Blaine CO SO").level) == ("", "county")


def test_a_county_in_brackets_or_behind_a_comma() -> None:
    for name in ("Miami Township OH PD (Clermont County)", "Miami Township OH PD (Clermont)"):
        assert read(name).county == {"39025"}
    assert read("Miami Township, Clermont County", "OH", "CLERMONT", "City").county == {"39025"}
    assert read("Miami Township, Clermont County", "OH").level == "township"


def test_a_lists_columns_say_what_a_bare_name_does_not() -> None:
    found = read("Autauga", "ALABAMA", "Autauga County", "County")
    assert (found.state, found.kind, found.county) == ("AL", "sheriff", {"01001"})
    assert read("Angel Fire", "NM", kind="City").kind == "police"
    assert read("Thayer", "NB", kind="County").state == "NE"


def test_a_slip_in_a_countys_name_is_read_when_one_county_is_near() -> None:
    assert read("Cattaraugus Counry Sheriff's Office", "NEW YORK").county == {"36009"}
    assert read("Dogulas County Sheriff's Office", "MISSOURI").county == {"29067"}


def test_a_name_that_contradicts_its_list_is_not_whole() -> None:
    assert not read("Conway AR PD", "TEXAS").whole
    assert not read("State Police:", "NJ", "HUDSON", "State Police").whole
    assert read("Conway AR PD", "ARKANSAS").whole


def test_tags_are_kept_beside() -> None:
    assert read("DNU - Glendale PD CA (Condor)").tags == ("dnu", "condor")
    assert read("DNU - Glendale PD CA (Condor)").place == "glendale"

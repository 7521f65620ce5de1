"""Places: every county by its own name, none guessed; what is on a map and what is not adds up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import Refused, UsageError
from clerestory.institutions.gazetteer import counties, county_of, state_of, states
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import HEADER, add, workspace

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"


def test_every_state_by_name_and_postal_code() -> None:
    assert len(states()) == 51
    for state in states().values():
        for text in (state.name, state.name.upper(), state.postal, f" {state.name.lower()} "):
            assert state_of(text) == state


def test_every_county_by_its_name_or_not_at_all() -> None:
    """A name that two share needs the word that tells them apart."""
    lost = []
    for fips, name in counties().items():
        state = fips[:2]
        twins = [other for other, text in counties().items() if other[:2] == state and text == name]
        if len(twins) == 1:
            assert county_of(state, name) == fips, (fips, name)
            assert county_of(state, f"{name} County".upper()) == fips or "city" in name.casefold(), (fips, name)
        else:
            assert county_of(state, f"{name} County") in (*twins, None)
            lost.append(fips)
    assert len(lost) < 20
    assert county_of("29", "St. Louis County") == "29189"
    assert county_of("29", "St. Louis City") == "29510"
    assert county_of("24", "Baltimore city") == "24510"


@pytest.mark.parametrize("text", ["", "#N/A", "County", "Bowie", "Harris County, Galveston County", "Nowhere County"])
def test_what_is_no_county_of_the_state_is_none(text: str) -> None:
    assert county_of("05", text) is None


@pytest.mark.parametrize(
    ("text", "postal"), [("PENNSLYVANIA", "PA"), ("Virgina", "VA"), ("WEST VIRGINIA", "WV"), ("Guam", None), ("VA.", "VA")]
)
def test_slips_of_the_pen(text: str, postal: str | None) -> None:
    found = state_of(text)
    assert (found.postal if found else None) == postal


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_a_place_or_none(state: str, county: str) -> None:
    found = state_of(state)
    assert found is None or found in states().values()
    assert county_of("48", county) in {None, *counties()}


LINES = """\
TX,A Sheriff,County,Harris County,Jail,01/01/2025,
TX,B Sheriff,County,HARRIS,Jail,01/01/2025,
TX,C State,State,#N/A,Task,01/01/2025,
TX,D,County,,Task,01/01/2025,
FLORIDA,E,County,Flager County,Task,01/01/2025,
GU,F,County,Guam,Task,01/01/2025,
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    folder = tmp_path_factory.mktemp("mapped")
    made = workspace(folder / "w")
    (folder / "list_09172025.csv").write_text(HEADER + LINES)
    add(made, folder / "list_09172025.csv", source="ice_287g")
    add(made, PERSONS)
    return Workbench(made)


def test_what_is_placed_and_what_is_not_is_all(bench: Workbench) -> None:
    mapped = bench.mapped(bench.query("agreements_287g", ""))
    assert mapped.total == 6
    assert {(area.name, area.count, area.unplaced) for area in mapped.states} == {("Texas", 4, 2), ("Florida", 1, 1)}
    (harris,) = mapped.counties
    assert (harris.fips, harris.count, harris.written) == ("48201", 2, {"state": ("TX",), "county": ("HARRIS", "Harris County")})
    assert {(each.state, each.why) for each in mapped.nowhere} == {
        ("Texas", "no county"), ("Florida", "unknown"), ("GU", "no state")
    }  # fmt: skip
    assert sum(area.count for area in mapped.counties) + sum(each.count for each in mapped.nowhere) == mapped.total
    written = bench.query("agreements_287g", 'county:HARRIS,"Harris County"')
    assert bench.count(written).count == harris.count


def test_tables_about_persons_and_without_places_have_no_map(bench: Workbench) -> None:
    assert [table.name for table in bench.mappable()] == ["agreements_287g"]
    with pytest.raises(Refused):
        bench.mapped(bench.query("ice_arrests", ""))
    with pytest.raises(UsageError, match="no place"):
        bench.mapped(bench.query("reference_eoir_fields", ""))


@pytest.mark.slow
def test_real_lists_add_up(shared_data: Path, tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    newest = sorted((shared_data / "ice_287g").rglob("participatingAgencies*2026*.xlsx"))[-1:]
    assert newest
    add(made, *newest)
    with Workbench(made) as bench:
        mapped = bench.mapped(bench.query("agreements_287g", ""))
    total = mapped.total or 0
    assert sum(area.count for area in mapped.counties) + sum(each.count for each in mapped.nowhere) == total
    assert sum(each.count for each in mapped.nowhere if each.why == "unknown") < 0.05 * total

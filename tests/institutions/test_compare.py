from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.institutions.compare import SAME_FROM, Outcome, compare
from clerestory.institutions.reading import Reading, read
from tests.institutions.labelled import pairs

NAMES = sorted({(side.name, side.state, side.county, side.kind, side.city) for pair in pairs() for side in (pair.first, pair.second)})
READINGS = st.sampled_from(NAMES).map(lambda given: read(*given))
IDS = st.dictionaries(st.sampled_from(["ori", "detloc", "uei"]), st.sampled_from(["1", "2"]), max_size=2)
LINES = list(pairs())


def _outcomes(chosen_by: bool) -> list[tuple[str, Outcome]]:
    return [(pair.label, compare(pair.first.read(), pair.second.read()).outcome) for pair in LINES if pair.chosen_by == chosen_by]


def test_the_labelled_pairs_are_what_the_design_page_says() -> None:
    assert len(LINES) >= 2000
    assert sum(pair.hard for pair in LINES) >= len(LINES) / 2
    assert 0.45 < sum(pair.chosen_by for pair in LINES) / len(LINES) < 0.55
    assert all(pair.label in {"same", "different", "unsure"} and pair.reason for pair in LINES)


def test_links_on_the_measuring_half_are_right_and_most_are_found() -> None:
    found = _outcomes(chosen_by=False)
    linked = [label for label, outcome in found if outcome is Outcome.SAME]
    same = sum(label == "same" for label, _ in found)
    assert sum(label == "same" for label in linked) / sum(label != "unsure" for label in linked) >= 0.995
    assert linked.count("same") / same >= 0.95


@settings(max_examples=400, deadline=None)
@given(READINGS, READINGS, IDS, IDS)
def test_nothing_links_across_states_or_conflicting_identifiers(
    first: Reading, second: Reading, left: dict[str, str], right: dict[str, str]
) -> None:
    found = compare(first, second, left, right)
    across = not first.state or first.state != second.state
    contradict = any(right.get(scheme, number) != number for scheme, number in left.items())
    if across or contradict:
        assert found.outcome is not Outcome.SAME
    if contradict:
        assert found.outcome is Outcome.DIFFERENT


@settings(max_examples=200, deadline=None)
@given(READINGS, READINGS)
def test_a_comparison_has_no_order(first: Reading, second: Reading) -> None:
    one, other = compare(first, second), compare(second, first)
    assert (one.outcome, one.points) == (other.outcome, other.points)


def test_the_points_are_the_sum_of_what_is_told() -> None:
    found = compare(read("Conway AR PD"), read("AR - Conway PD [Inactive]"))
    assert found.outcome is Outcome.SAME
    assert found.points == sum(each.points for each in found.features)
    assert "both in AR" in found.words()


def test_without_a_state_nothing_links_however_much_agrees() -> None:
    name = read("Harris County Constable Precinct 4", city="Houston")
    found = compare(name, name)
    assert not name.state
    assert found.points >= SAME_FROM
    assert found.outcome is Outcome.UNSURE


def test_what_forbids_is_said() -> None:
    assert "state MO and MS" in compare(read("Jackson County SO MO"), read("Jackson County SO MS")).words()
    assert "kind police and sheriff" in compare(read("Jackson MO PD"), read("Jackson County MO SO")).words()

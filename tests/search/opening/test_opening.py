"""Sources, releases and records, opened: figures against a second way to get them; nothing small told of tables about persons."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import Refused, UnknownName
from clerestory.search.opening.changes import compare
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import HEADER, add, workspace

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"
OLD = "GA,Alder Sheriff,County,Alder,Jail,01/01/2025,\nGA,Birch Sheriff,County,Birch,Jail,01/02/2025,\nFL,Cedar PD,City,Cedar,Task,01/03/2025,\n"
NEW = (
    "GA,Alder Sheriff,County,Alder,Jail,02/01/2025,\nFL,Cedar PD,City,Cedar,Task,01/03/2025,\nTX,Dogwood PD,City,Dogwood,Task,03/03/2025,\n"
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    folder = tmp_path_factory.mktemp("opened")
    made = workspace(folder / "w")
    for name, lines in (("list_09172025.csv", OLD), ("list_09242025.csv", NEW), ("list_12012025.csv", NEW + "\n")):
        (folder / name).write_text(HEADER + lines)
        add(made, folder / name, source="ice_287g")
    add(made, PERSONS)
    return Workbench(made)


def test_a_source_has_its_calendar_eras_and_codebook(bench: Workbench) -> None:
    opened = bench.open_source("ice_287g")
    assert [release.published[:10] for release in opened.releases] == ["2025-12-01", "2025-09-24", "2025-09-17"]
    assert [release.records for release in opened.releases] == [3, 3, 3]
    assert dict(opened.months)["2025"] == [0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1]
    (book,) = opened.tables
    county = next(entry for entry in book.columns if entry.column.name == "county")
    assert [(seen.label, seen.since, seen.until, seen.releases) for seen in county.labels] == [("COUNTY", "2025-09-17", "2025-12-01", 3)]
    (era,) = opened.eras
    assert (era.since, era.until, era.releases, era.come, era.gone) == ("2025-09-17", "2025-12-01", 3, (), ())


def test_a_release_tells_what_changed_against_the_one_before(bench: Workbench) -> None:
    third, second, first = (release.id for release in bench.open_source("ice_287g").releases)
    opened = bench.open_release("ice_287g", second)
    assert opened.before is not None
    assert opened.after is not None
    assert (opened.before["id"], opened.after["id"]) == (first, third)
    (part,) = opened.parts
    assert (part.rows_in, part.records, part.quarantined, part.furniture) == (4, 3, 0, 1)
    changes = bench.changes("agreements_287g", first, second)
    assert changes is not None
    assert (changes.same, changes.come, changes.gone, changes.changed) == (1, 1, 1, 1)
    assert changes.columns == (("signed", 1),)
    assert changes.gone_shown[0].named.startswith("GA · Birch")
    assert bench.why(changes.come_shown[0].id).release["id"] == second
    same = bench.changes("agreements_287g", second, third)
    assert same is not None
    assert (same.same, same.come + same.gone + same.changed) == (3, 0)
    assert bench.open_release("ice_287g", first).compared == {}


def test_a_record_has_its_history(bench: Workbench) -> None:
    first = bench.open_source("ice_287g").releases[-1].id
    opened = bench.why(f"{first}-0-2")
    history = bench.history("agreements_287g", {cell.column: cell.value for cell in opened.cells}, opened.release)
    assert [once.published for once in history.times] == ["2025-09-17", "2025-09-24", "2025-12-01"]
    assert history.columns == ("signed",)
    assert [len(run.times) for run in history.runs] == [1, 2]
    birch = bench.why(f"{first}-0-3")
    assert [once.published for once in bench.history("agreements_287g", {c.column: c.value for c in birch.cells}, birch.release).times] == [
        "2025-09-17"
    ]


def test_of_tables_about_persons_no_record_and_nothing_small(bench: Workbench) -> None:
    (release,) = bench.open_source("ice_events").releases
    assert release.records is None or release.records >= bench.settings.threshold
    opened = bench.open_release("ice_events", release.id)
    small = range(1, bench.settings.threshold)
    assert not [part for part in opened.parts if part.persons and (part.records in small or part.quarantined in small)]
    assert not [turned for turned in opened.turned if not turned.whole and turned.places]
    assert opened.compared == {}
    for ask in (
        lambda: bench.changes("ice_arrests", release.id, release.id),
        lambda: bench.history("ice_arrests", {}, opened.facts),
        lambda: bench.why(f"{release.id}-0-2"),
    ):
        with pytest.raises(Refused):
            ask()


def test_what_is_not_there(bench: Workbench) -> None:
    for source, release in (("ice_287g", "0" * 16), ("ice_events", bench.open_source("ice_287g").releases[0].id)):
        with pytest.raises(UnknownName):
            bench.open_release(source, release)
    with pytest.raises(UnknownName):
        bench.open_source("nothing")


VALUES = st.sampled_from(["a", "b", "A", None, 1])
RECORDS = st.lists(st.fixed_dictionaries({"k": VALUES, "v": VALUES}), max_size=8)


def _with_ids(records: list[dict[str, object]], start: str) -> list[dict[str, object]]:
    return [{**record, "id": f"{start}{place}"} for place, record in enumerate(records)]


@given(RECORDS, RECORDS, st.booleans())
def test_nothing_is_lost_in_comparing(before: list[dict[str, object]], after: list[dict[str, object]], keyed: bool) -> None:
    found = compare("t", ("x", "y"), ("k",) if keyed else (), ("k", "v"), _with_ids(before, "b"), _with_ids(after, "a"))
    assert found.same + found.changed + found.gone == len(before)
    assert found.same + found.changed + found.come == len(after)
    whole = (Counter((r["k"], r["v"]) for r in before) & Counter((r["k"], r["v"]) for r in after)).total()
    assert found.same == whole
    again = compare("t", ("y", "x"), ("k",) if keyed else (), ("k", "v"), _with_ids(after, "a"), _with_ids(before, "b"))
    assert (again.same, again.changed, again.come, again.gone) == (found.same, found.changed, found.gone, found.come)

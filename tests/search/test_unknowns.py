"""Not known is not zero: what is said beside an answer, and what is refused in place of a silent 0. All records are made up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.errors import UnknownName, UsageError
from clerestory.search.answers.about import About
from clerestory.workbench import Workbench
from tests.search.lakes import TABLE, lake, write_log


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with lake(tmp_path_factory.mktemp("lake"), (1, 2)) as opened:
        yield opened


def _asked(bench: Workbench, text: str) -> tuple[int | None, About]:
    answer = bench.count(bench.query(TABLE, text))
    return answer.count, answer.about


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('organisation:"Exampleville XX SO"', 'the nearest to organisation:"Exampleville XX SO" are organisation:"Exampleville XX PD"'),
        ("reason:stolen", "among other words: reason:~stolen"),
        ("reason:~zeppelin", "no record of the releases asked fits reason:~zeppelin"),
        ("zeppelin", "no record of the releases asked fits zeppelin"),
        ("reason:/^zep/", "no record of the releases asked fits reason:/^zep/"),
        ("published:2019", "no release of alpr_sightings fits what is asked of its origin"),
        ("on:2019-01-01", "no release of alpr_sightings says when it was published"),
        ("as-of:2019-01-01", "this workspace held no release of alpr_sightings then"),
        ("searched_at:2026-03 searched_at:2025-12", "none fits them all"),
    ],
)
def test_a_zero_is_explained(bench: Workbench, text: str, says: str) -> None:
    count, about = _asked(bench, text)
    assert count == 0
    assert any(says in note for note in about.notes), about.notes
    query = bench.query(TABLE, text)
    for answer in (bench.facet(query, "log"), bench.rows(query), bench.series(query, "searched_at"), bench.look(query, ["log"])):
        assert any(says in note for note in answer.about.notes), answer


def test_a_value_of_several_that_nothing_has_is_told(bench: Workbench) -> None:
    count, about = _asked(bench, "search_type:lookup,serch")
    assert count
    assert any("the nearest to search_type:serch are search_type:search" in note for note in about.notes)
    assert not any("search_type:lookup" in note for note in about.notes)


def test_what_could_not_be_looked_at_is_counted(bench: Workbench) -> None:
    rows = bench.count(bench.query(TABLE, "")).count
    hidden = bench.count(bench.query(TABLE, "reason.state:redacted")).count
    _, about = _asked(bench, "reason.mentions:immigration")
    assert any(f"reason: of {rows:,} records asked, {hidden:,} redacted" in note for note in about.notes), about.notes
    assert any("what the search was for cannot be told" in note for note in about.notes)
    absent = bench.count(bench.query(TABLE, "search_type.state:not_exported")).count
    assert absent == 150
    _, about = _asked(bench, "search_type:lookup")
    assert any(f"search_type: of {rows:,} records asked, {absent:,} not exported" in note for note in about.notes)


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("searched_at:2025-06..2025-01", UsageError, "ends before it begins"),
        ("network_count:[9 TO 2]", UsageError, "ends before it begins"),
        ("searched_at:14/03/2025", UsageError, "day first or the month first"),
        ("searched_at:03.04.2025", UsageError, "day first or the month first"),
        ("searched_at:2025-02-30", UsageError, "is no date"),
        ("network_count:1,000", UsageError, "one number or 2"),
        ("network_count:1,000..5,000", UsageError, "a list holds a range"),
        ("network_count:many", UsageError, "type integer"),
        ("on:2025-02-30", UsageError, "is no day"),
        ("on:2025-02", UsageError, "is no day"),
        ("as-of:2025-99-99", UsageError, "is no moment"),
        ("published:soon", UsageError, "a year, a month or a day"),
        ("source:alpr_network", UnknownName, "alpr_network_audit"),
        ("reson:x", UnknownName, "reason"),
        ("reason.mentions:imigration", UnknownName, "immigration"),
        ("reason.state:masked", UnknownName, "redacted"),
        ("network_count:~5", UsageError, "holds no texts"),
        (r"reason:/(?=x)/", UsageError, "cannot be run|can be run"),
        (r"reason:/(a/", UsageError, "can be run"),
        ("_by:reason:month", UsageError, "has no month"),
        ("_by:searched_at:day@Nowhere/Land", UnknownName, "no zone"),
        ("_by:reason.kind", UnknownName, "reason.mentions"),
        ("_sort:reson", UnknownName, "reason"),
        ("_columns:reson", UnknownName, "reason"),
    ],
)
def test_what_would_be_a_silent_zero_is_an_error(bench: Workbench, text: str, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        bench.rows(bench.query(TABLE, text))


def test_thousands_in_a_comparison_are_read(bench: Workbench) -> None:
    assert _asked(bench, "network_count:>=1,000")[0] == _asked(bench, "network_count:>=1000")[0]


def test_on_a_day_logs_add_up(tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "w") as bench:
        for number, day in enumerate(("2026-03-05", "2026-03-12", "2026-03-19")):
            path = tmp_path / f"exampleville-xx-pd__{day}__search_audit.csv"
            lines = [f'"{uuid.uuid4()}","***","2026-03-0{number + 1}T10:00:00.000Z","7"' for _ in range(number + 1)]
            path.write_text("\n".join(['"id","userId","searchDate","networkCount"', *lines]))
            assert [one.status for one in bench.add(bench.find_files([str(path)]))] == ["added"]
        told = [_asked(bench, text)[0] for text in ("", "on:2026-03-12", "on:2026-03-18", "on:2026-03-19", "on:latest", "on:2026-03-01")]
        assert told == [6, 3, 3, 6, 3, 0]
        said = _asked(bench, "on:2026-03-01")[1].notes
        assert any("in force on 2026-03-01: the first one held was published on 2026-03-05" in note for note in said), said


def test_gaps_are_told_from_zeros(bench: Workbench) -> None:
    query = bench.query(TABLE, "-searched_at:2026-01")
    points = {point.period: point for point in bench.series(query, "searched_at", "month").lines[0].points}
    assert points["2026-01"].known in ("no record", "not covered")
    assert points["2026-02"].known == "counted"


def test_breaks_are_marked_where_the_columns_in_use_change(bench: Workbench) -> None:
    answer = bench.series(bench.query(TABLE, "reason.mentions:vague"), "searched_at")
    assert [each.day for each in answer.breaks] == ["2026-01-01"]
    assert bench.series(bench.query(TABLE, ""), "searched_at").breaks == ()


def test_days_are_those_of_a_zone(bench: Workbench) -> None:
    utc = bench.facet(bench.query(TABLE, ""), "searched_at:day", 1000)
    local = bench.facet(bench.query(TABLE, ""), "searched_at:day@America/Los_Angeles", 1000)
    assert utc.total == local.total
    assert {group.value: group.count for group in utc.groups} != {group.value: group.count for group in local.groups}
    assert any(
        "America/Los_Angeles" in note for note in bench.series(bench.query(TABLE, ""), "searched_at:day@America/Los_Angeles").about.notes
    )


def test_a_histogram_has_days_of_a_zone_too(bench: Workbench) -> None:
    answer = bench.histogram(bench.query(TABLE, ""), "searched_at:day@America/Los_Angeles")
    assert sum(each.count or 0 for each in answer.bins) + sum(answer.states.values()) == answer.total


def test_coverage_says_what_is_in_and_what_is_set_aside(bench: Workbench) -> None:
    told = bench.count(bench.query(TABLE, "")).as_json()["coverage"]
    assert told["releases"] == 2
    assert told["publishers"]
    assert isinstance(told["missing"], list)


def test_an_era_is_one_layout(bench: Workbench) -> None:
    """The two logs differ by one column."""
    eras = [group.value for group in bench.facet(bench.query(TABLE, ""), "era").groups]
    assert len(eras) == 2
    for era in eras:
        one = bench.query(TABLE, f"era:{era}")
        assert _asked(bench, f"era:{era}")[0] == 150
        assert len({group.state for group in bench.facet(one, "search_type").groups} & {"not_exported"}) <= 1
    assert sum(bool(_asked(bench, f"era:{era} search_type:*")[0]) for era in eras) == 1
    with pytest.raises(UnknownName, match="era"):
        _asked(bench, "era:12345678")


def test_as_of_a_snapshot_the_answer_is_what_it_was_then(tmp_path: Path) -> None:
    """To the row: whatever is added, withdrawn or asked in between."""
    folder = tmp_path / "lake"
    folder.mkdir()
    told: dict[int, list[str]] = {}
    with Workbench.create(folder / "w") as bench:
        for seed in (1, 2, 3):
            path = write_log(folder / f"example-{seed}-network-audit.csv", seed, 30)
            bench.add(bench.find_files([str(path)]))
            page = bench.rows(bench.query(TABLE, "reason:*"), 1000)
            told[page.about.snapshot] = [row["id"] for row in page.as_json()["rows"]]
        for snapshot, ids in told.items():
            page = bench.rows(bench.query(TABLE, f"reason:* as-of:{snapshot}"), 1000)
            assert [row["id"] for row in page.as_json()["rows"]] == ids
            assert bench.count(bench.query(TABLE, f"reason:* as-of:{snapshot}")).count == len(ids)
        first = bench.rows(bench.query(TABLE, ""), 5)
        path = write_log(folder / "example-4-network-audit.csv", 4, 30)
        bench.add(bench.find_files([str(path)]))
        rest, cursor = [row["id"] for row in first.as_json()["rows"]], first.next
        while cursor:
            page = bench.rows(bench.query(TABLE, ""), 40, cursor)
            rest, cursor = rest + [row["id"] for row in page.as_json()["rows"]], page.next
        assert len(rest) == len(set(rest)) == 90

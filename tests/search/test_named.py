"""Questions and measures with a name. All records are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.errors import BadSource, ClerestoryError, Refused, UnknownName, UsageError
from clerestory.search.definitions import definitions, read_definitions
from clerestory.workbench import Workbench
from tests.search.lakes import TABLE, lake


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    with lake(tmp_path / "lake", (1,), 40) as opened:
        yield opened


def test_a_named_query_is_kept_asked_and_dropped(bench: Workbench) -> None:
    bench.save_query("vague", bench.query(TABLE, "reason.mentions:vague _by:organisation"), "who says nothing")
    assert [(each.name, each.words) for each in bench.queries.all()] == [("vague", "who says nothing")]
    asked = bench.query("@vague", "search_type:lookup _by:log")
    assert asked == bench.query(TABLE, "reason.mentions:vague search_type:lookup _by:log")
    with pytest.raises(UsageError, match="is called vague already"):
        bench.save_query("vague", bench.query(TABLE, ""))
    bench.save_query("vague", bench.query(TABLE, ""), force=True)
    assert bench.queries.one("vague").query == bench.query(TABLE, "")
    bench.queries.forget("vague")
    with pytest.raises(UnknownName):
        bench.queries.one("vague")


def test_what_cannot_be_asked_is_not_kept(bench: Workbench) -> None:
    for text in ("reson:x", "searched_at:2025-06..2025-01"):
        with pytest.raises(ClerestoryError):
            bench.save_query("bad", bench.query(TABLE, text))
    with pytest.raises(Refused):
        bench.save_query("bad", bench.query(TABLE, "9ZZZ999"))
    with pytest.raises(UsageError, match="no name for a query"):
        bench.save_query("?!", bench.query(TABLE, ""))
    assert bench.queries.all() == []


def test_a_name_may_be_typed_as_words(bench: Workbench) -> None:
    assert bench.save_query("Who asked, in Äpril?", bench.query(TABLE, ""), force=True).name == "who-asked-in-april"
    bench.queries.forget("who-asked-in-april")


def test_words_are_screened(bench: Workbench) -> None:
    told = bench.save_query("one", bench.query(TABLE, ""), "asked by nobody.at.all@example.com about 9ZZZ999")
    assert "example.com" not in told.words
    assert "9ZZZ999" not in told.words


def test_files_carry_them_to_another_workspace(bench: Workbench, tmp_path: Path) -> None:
    bench.save_query("one", bench.query(TABLE, 'organisation:"Mockford XX PD" reason:/^s/ _sort:-searched_at'), "first")
    bench.save_query("two", bench.query(TABLE, "a OR -reason:b*"))
    file = tmp_path / "queries.json"
    assert bench.queries.write(file) == 2
    with Workbench.create(tmp_path / "other") as other:
        other.queries.read(file)
        assert [(each.name, each.query) for each in other.queries.all()] == [(each.name, each.query) for each in bench.queries.all()]
    with pytest.raises(UsageError, match="is there already"):
        bench.queries.write(file)
    with pytest.raises(UsageError, match="is called one already"):
        bench.queries.read(file)
    told = json.loads(file.read_text())
    told["queries"][0]["text"] = "reason:x"
    file.write_text(json.dumps(told))
    with pytest.raises(UsageError, match="says one thing"):
        bench.queries.read(file, force=True)
    for text in ("", "[]", "{}", '{"clerestory_queries": 2}', '{"clerestory_queries": 1, "queries": [{}]}', "\x00"):
        file.write_text(text)
        with pytest.raises(UsageError):
            bench.queries.read(file, force=True)


def test_every_measure_says_what_it_counts_and_can_be_asked(bench: Workbench) -> None:
    for each in definitions().values():
        assert each.words
        assert each.defined_by
        answer = bench.measure_named(each.name)
        assert answer.about.query
        assert any(each.words in note for note in answer.about.notes)


def test_two_definitions_of_one_thing_are_never_in_one_result(bench: Workbench) -> None:
    answer = bench.measure_named("at_large_arrests.ice")
    assert answer.others == ("at_large_arrests.not_custodial",)
    told = answer.as_json()
    assert told["definition"]["name"] == "at_large_arrests.ice"
    assert told["definition"]["other_definitions"] == ["at_large_arrests.not_custodial"]
    with pytest.raises(UnknownName, match=r"at_large_arrests\.ice"):
        bench.measure_named("at_large_arrests")
    with pytest.raises(UsageError, match="says itself what is measured"):
        bench.measure_named("plate_searches.sightings", bench.query(TABLE, "_measure:max:network_count"))
    with pytest.raises(UsageError, match="is measured in"):
        bench.measure_named("at_large_arrests.ice", bench.query(TABLE, ""))


def test_a_measure_may_be_narrowed(bench: Workbench) -> None:
    text = 'organisation:"Mockford XX PD" _by:search_type'
    answer = bench.measure_named("plate_searches.sightings", bench.query(TABLE, text))
    assert sum(each.value for each in answer.numbers.numbers) == bench.count(bench.query(TABLE, text)).count


def test_two_measures_of_one_name_are_refused() -> None:
    one = '[[measure]]\nname = "a"\nof = "a"\ntitle = ""\nwords = ""\ndefined_by = ""\ntable = "t"\nquery = ""\nby = []\n'
    with pytest.raises(BadSource):
        read_definitions(one + one)

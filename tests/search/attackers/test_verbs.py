"""Every verb of the workbench, asked of tables about persons: a verb that is new and not named here fails, and so does one that tells of a few."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clerestory.errors import ClerestoryError, Refused, UsageError
from clerestory.search.disclosure import Gate
from clerestory.search.export.write import KINDS
from clerestory.search.query import Measure, Query, Split
from clerestory.workbench import Workbench
from tests.search.arrests import Row, opened, write

TABLE, LEAST = "ice_arrests", 10
MADE: dict[Row, int] = {
    ("Alpha", "ARCADIA", "Male"): 295,
    ("Alpha", "ARCADIA", "Female"): 5,
    ("Bravo", "ARCADIA", "Male"): 41,
    ("Bravo", "UTOPIA", "Female"): 32,
    ("Charlie", "UTOPIA", "Male"): 13,
    ("Delta", "ATLANTIS", "Female"): 4,
}
NEXT: dict[Row, int] = {("Alpha", "ARCADIA", "Male"): 3, ("Delta", "ATLANTIS", "Male"): 3}
FEW = ("Delta", "ATLANTIS")
AREA, GENDER = Split("area"), Split("gender")
Ask = Callable[[Workbench, Query, Path], Any]

ASKED: dict[str, Ask] = {
    "count": lambda bench, query, _: bench.count(query),
    "facet": lambda bench, query, _: [bench.facet(query, column, limit) for column in ("area", "citizenship", "gender", "release", "universe") for limit in (1, 20)],
    "facets": lambda bench, query, _: bench.facets(query, ["area", "citizenship"], widen=True),
    "look": lambda bench, query, _: bench.look(query, ["area", "citizenship", "apprehension_date"], "apprehension_date:month"),
    "series": lambda bench, query, _: [bench.series(query, "apprehension_date", step) for step in ("day", "week", "month", "year")],
    "crosstab": lambda bench, query, _: [bench.crosstab(replace(query, by=by)) for by in ((AREA,), (AREA, GENDER), (AREA, Split("citizenship"), GENDER))],
    "histogram": lambda bench, query, _: bench.histogram(query, "apprehension_date"),
    "estimate": lambda bench, query, _: bench.estimate(query, [AREA, GENDER]),
    "numbers": lambda bench, query, _: bench.numbers(replace(query, by=(AREA,)), Measure("count")),
    "rate": lambda bench, query, _: bench.rate(replace(query, by=(AREA,)), replace(query, tests=(), by=(AREA,))),
    "concentration": lambda bench, query, _: bench.concentration(query, "area"),
    "compare_periods": lambda bench, query, _: bench.compare_periods(replace(query, by=(AREA,)), "apprehension_date", "2031-03", "2032-03"),
    "measure_named": lambda bench, query, _: [bench.measure_named(one.name) for one in bench.measures()],
    "explore": lambda bench, query, _: [bench.explore(TABLE, parameters) for parameters in ([], [("area", "Alpha")], [("_facet", "citizenship")])],
    "complete": lambda bench, query, _: [bench.complete(TABLE, typed) for typed in ("area:", "citizenship:A", "area:Del")],
    "find": lambda bench, query, _: bench.find("arrests"),
    "figure": lambda bench, query, _: bench.figure(query),
    "releases": lambda bench, query, _: bench.releases(),
    "quarantine": lambda bench, query, _: bench.quarantine(),
    "overview": lambda bench, query, _: bench.overview(),
    "cite_figure": lambda bench, query, _: bench.cite_figure(query),
    "facts": lambda bench, query, _: bench.facts(query),
    "release": lambda bench, query, _: [bench.release(each["id"]) for each in bench.releases()],
    "views": lambda bench, query, _: bench.views(),
    "open_release": lambda bench, query, _: [bench.open_release("ice_events", each["id"]) for each in bench.releases()],
    "open_source": lambda bench, query, _: bench.open_source("ice_events"),
    "drift": lambda bench, query, _: bench.drift("ice_events"),
    "news": lambda bench, query, _: bench.news(),
    "compared": lambda bench, query, _: [bench.compared(bench.open_release("ice_events", each["id"])) for each in bench.releases()],
    "brought": lambda bench, query, _: [bench.brought("ice_events", each["id"]) for each in bench.releases()],
}  # fmt: skip
"""Verbs that answer about persons: none of their numbers is of a few."""
REFUSED: dict[str, Ask] = {
    "rows": lambda bench, query, _: bench.rows(query),
    "stream": lambda bench, query, _: bench.stream(query),
    "export": lambda bench, query, folder: bench.export(query, folder / "out.csv"),
    "sender": lambda bench, query, _: bench.sender(query, next(iter(KINDS.values()))),
    "export_task": lambda bench, query, _: bench.export_task(query, "csv"),
    "outgoing": lambda bench, query, _: bench.outgoing(query),
    "numbers": lambda bench, query, _: bench.numbers(query, Measure("distinct", "area")),
    "changes": lambda bench, query, _: bench.changes(query.table, *(each["id"] for each in bench.releases()[:2])),
    "history": lambda bench, query, _: bench.history(query.table, {}, bench.releases()[0]),
    "mapped": lambda bench, query, _: bench.mapped(query),
    "texts": lambda bench, query, _: bench.texts(query, "landmark"),
    "cite_record": lambda bench, query, _: bench.cite_record(f"{bench.releases()[0]['id']}-0-7"),
    "why": lambda bench, query, _: bench.why(f"{bench.releases()[0]['id']}-0-7"),
}
"""Verbs that would give records or other measures than counts."""
SILENT = {
    "asked", "mark", "select",
    "catalogue", "close", "columns", "create", "definition", "desk", "held", "interrupt", "is_current", "licences", "institutions", "mappable", "measures", "plan", "queries",
    "query", "reader", "ready", "save_query", "source", "sources", "sweep", "table", "taken", "uploads",
}  # fmt: skip
"""What answers nothing about records."""
OWNER = {
    "add", "damaged_files", "draft_source", "examine", "fetched", "find_files", "mend", "preview", "purge", "rescreen", "unplaced", "verify", "would_purge",
}  # fmt: skip
"""What the owner does with files that are at hand anyhow: it tells about them and the disk, which the promise does not cover."""
PLACES = frozenset({
    "snapshot", "releases", "suppressed", "one_in", "key", "top", "days", "other_values", "next", "columns", "first_row", "screen", "format", "grain", "added",
    "unplaced", "usual_gap", "limit", "obtained", "values", "furniture", "labels",
})  # fmt: skip
"""Fields whose numbers count no records of people."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("verbs")
    files = (write(folder / "arrests_2031-10-05.csv", MADE, 2031), write(folder / "arrests_2032-10-05.csv", NEXT, 2032))
    with opened(folder, *files) as made:
        yield made


def test_every_verb_is_named() -> None:
    verbs = {name for name in dir(Workbench) if not name.startswith("_")}
    known = {*ASKED, *REFUSED, *SILENT, *OWNER, "settings"}
    assert verbs - known == set(), "a new verb: say above how it treats tables about persons, and try it"
    assert {*ASKED, *REFUSED, *SILENT, *OWNER} - verbs == set()


def _numbers(value: Any, name: str = "") -> Iterator[tuple[str, int]]:
    """Every whole number of an answer, with the name of its field."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _numbers(each, str(key) if isinstance(key, str) else name)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _numbers(each, name)
    elif isinstance(value, int) and not isinstance(value, bool) and name not in PLACES:
        yield name, value


def _tried(bench: Workbench, verb: str, text: str, folder: Path) -> Any:
    answer = ASKED[verb](bench, bench.query(TABLE, text), folder)
    parts = answer if isinstance(answer, list) else [answer]
    return [part.as_json() if hasattr(part, "as_json") else part for part in parts]


QUESTIONS = (
    "",
    "area:Alpha",
    "area:Alpha gender:Female",
    "area:Delta",
    "-area:Delta",
    "fiscal_year:2032",
    "gender:Female",
    "published:2032",
)


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("verb", ASKED)
def test_no_verb_tells_of_a_few(verb: str, text: str, bench: Workbench, tmp_path: Path) -> None:
    answer = _tried(bench, verb, text, tmp_path)
    small = [(name, number) for name, number in _numbers(answer) if 0 < number < LEAST]
    assert not small
    if not text and verb not in ("explore", "find"):
        assert not any(name in json.dumps(answer, default=str) for name in FEW)


@pytest.mark.parametrize("verb", REFUSED)
def test_no_verb_gives_rows_or_other_measures(verb: str, bench: Workbench, tmp_path: Path) -> None:
    persons = [table for table in bench.catalogue.tables.values() if bench.desk.gate.guards(table)]
    assert len(persons) > 10
    for table in persons:
        query = replace(bench.query(TABLE, ""), table=table.name)
        with pytest.raises((Refused, UsageError)) as refused:
            REFUSED[verb](bench, query, tmp_path)
        assert isinstance(refused.value, Refused) or "no column" in str(refused.value)


def test_the_door_of_sql_has_no_table_about_persons(bench: Workbench) -> None:
    assert not [name for name in bench.views() if bench.desk.gate.guards(bench.table(name))]
    for sql in (f"SELECT * FROM {TABLE}", f"SELECT count(*) FROM {TABLE}"):
        with pytest.raises(ClerestoryError):
            bench.select(sql)


def test_the_size_of_a_file_of_a_few_is_not_told(bench: Workbench) -> None:
    few = next(each["id"] for each in bench.releases() if "2032" in each["name"])
    told = [next(each for each in bench.releases() if each["id"] == few)["size"], bench.open_release("ice_events", few).facts["size"]]
    told += [release.size for release in bench.open_source("ice_events").releases if release.id == few]
    assert told == [None, None, None]


def test_without_the_gate_the_same_verbs_tell(bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "guards", lambda self, table: False)
    tell = {
        verb
        for verb in ("count", "facet", "crosstab", "numbers")
        if any(0 < number < LEAST for _, number in _numbers(_tried(bench, verb, "area:Delta", tmp_path)))
    }
    assert tell == {"count", "facet", "crosstab", "numbers"}

"""The verbs that ask, as somebody types them. All records are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from clerestory.cli.main import cli
from clerestory.errors import ClerestoryError
from clerestory.workbench import Workbench
from tests.search.lakes import TABLE, lake


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with lake(tmp_path_factory.mktemp("lake"), (1, 2)) as opened:
        yield opened


def _run(bench: Workbench, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-w", str(bench.layout.root), *words], env={"COLUMNS": "80", "TERM": "dumb"})


def _json(bench: Workbench, *words: str) -> dict[str, object]:
    done = _run(bench, *words, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


VERBS = [
    ("count", TABLE, "reason:*"),
    ("count", TABLE, "--distinct", "reason", "--by", "organisation"),
    ("count", TABLE, "--quantile", "network_count:0.9"),
    ("facets", TABLE, "--by", "reason"),
    ("facets", TABLE, "reason:investigation", "--by", "reason.mentions", "--widen"),
    ("search", TABLE, "stolen", "--limit", "3", "--facet", "organisation"),
    ("series", TABLE, "--over", "searched_at:week", "--by", "organisation"),
    ("crosstab", TABLE, "--by", "organisation", "--by", "search_type"),
    ("crosstab", TABLE, "--by", "organisation", "--by", "search_type", "--by", "searched_at:month", "--shares"),
    ("histogram", TABLE, "--of", "network_count", "--bins", "5"),
    ("rate", TABLE, "reason.mentions:vague", "--per", "reason:*", "--by", "organisation"),
    ("concentration", TABLE, "--by", "organisation", "--top", "2"),
    ("periods", TABLE, "--over", "searched_at", "--first", "2026-01", "--second", "2026-02", "--by", "organisation"),
    ("texts", TABLE, "reason:~stolen", "--of", "reason"),
    ("measures",),
    ("measure", "plate_searches.sightings", 'organisation:"Mockford XX PD"'),
    ("queries",),
]


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_every_verb_fits_a_terminal_and_speaks_json(bench: Workbench, words: tuple[str, ...]) -> None:
    done = _run(bench, *words)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()
    assert max(map(len, done.stdout.splitlines())) <= 80 or words[0] in ("search", "queries", "measures")
    assert _json(bench, *words)["ok"] is True


def test_the_command_line_says_what_the_workbench_says(bench: Workbench) -> None:
    query = bench.query(TABLE, "reason:* _by:organisation")
    assert _json(bench, "crosstab", TABLE, "reason:*", "--by", "organisation") == json.loads(json.dumps(bench.crosstab(query).as_json()))
    assert (
        _json(bench, "search", TABLE, "reason:*", "--limit", "2")["rows"] == bench.rows(bench.query(TABLE, "reason:*"), 2).as_json()["rows"]
    )


def test_a_term_may_begin_with_a_minus(bench: Workbench) -> None:
    whole, some, rest = (_json(bench, "count", TABLE, *words)["count"] for words in ((), ("reason:*",), ("-reason:*",)))
    assert isinstance(some, int)
    assert isinstance(rest, int)
    assert whole == some + rest
    assert _json(bench, "count", TABLE, "-stolen", "-reason:a*")["query"]["text"] == "-stolen -reason:a*"  # type: ignore[index]
    assert _json(bench, "search", TABLE, "--sort", "-searched_at", "-warrant")["query"]["text"].startswith("-warrant _sort:-searched_at")  # type: ignore[index]


def test_slips_are_errors(bench: Workbench) -> None:
    assert _run(bench, "count", TABLE, "--limt", "5").exit_code == 2
    assert _run(bench, "count", TABLE, "--sum", "a", "--mean", "b").exit_code == 2
    for words in (
        ("count", TABLE, "reson:x"),
        ("facets", TABLE, "--by", "reson"),
        ("series", TABLE, "--over", "reason"),
        ("count", "alpr_sighting"),
    ):
        assert isinstance(_run(bench, *words).exception, ClerestoryError)


def test_pages_follow_each_other(bench: Workbench) -> None:
    first = _json(bench, "search", TABLE, "--limit", "5")
    second = _json(bench, "search", TABLE, "--limit", "5", "--next", str(first["next"]))
    both = _json(bench, "search", TABLE, "--limit", "10")["rows"]
    assert isinstance(both, list)
    assert [*first["rows"], *second["rows"]] == both  # type: ignore[misc]


def test_named_queries_are_kept_and_carried(bench: Workbench, tmp_path: Path) -> None:
    assert (
        _run(bench, "queries", "save", "vague", TABLE, "reason.mentions:vague", "-search_type:convoy", "--words", "says nothing").exit_code
        == 0
    )
    assert _json(bench, "count", "@vague")["count"] == bench.count(bench.query(TABLE, "reason.mentions:vague -search_type:convoy")).count
    assert "vague" in _run(bench, "queries").stdout
    assert _run(bench, "queries", "export", str(tmp_path / "q.json")).exit_code == 0
    assert _run(bench, "queries", "forget", "vague").exit_code == 0
    assert _run(bench, "queries", "import", str(tmp_path / "q.json")).exit_code == 0
    assert [each["name"] for each in _json(bench, "queries")["queries"]] == ["vague"]  # type: ignore[attr-defined]

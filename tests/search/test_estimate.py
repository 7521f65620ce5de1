"""An estimate says that it is one, and is as near as it says."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from clerestory.cli.main import cli
from clerestory.search.answers import estimate
from clerestory.workbench import Workbench
from tests.search.lakes import ORGANISATIONS, lake

TABLE = "alpr_sightings"
ROWS = 6000
SOME = f'organisation:"{ORGANISATIONS[0]}"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estimate")
    with lake(folder, (1, 3, 5), ROWS // 3):
        return folder / "w"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table is large, and one record in three is counted."""
    monkeypatch.setattr(estimate, "LARGE", 100)
    monkeypatch.setattr(estimate, "SAMPLED", ROWS // 3)


@pytest.mark.usefixtures("small")
def test_figures_of_a_sample_are_within_their_margins(folder: Path) -> None:
    with Workbench(folder) as bench:
        query = bench.query(TABLE, SOME)
        told = bench.estimate(query, ["search_type", "searched_at:month"])
        assert told.one_in == 3
        assert "an estimate: one record in 3 was counted" in " ".join(told.about.notes)
        exact = bench.count(query).count
        assert exact is not None
        assert told.whole.count is not None
        assert 0 < abs(told.whole.count - exact) <= told.whole.margin < exact / 5
        for shares in told.facets:
            counts = Counter({group.value: group.count for group in bench.facet(query, shares.column, 100).groups})
            assert len(shares.groups) == len(counts)
            assert all(abs((figure.count or 0) - counts[value]) <= figure.margin for value, _, figure in shares.groups)
            assert sum(figure.count or 0 for *_, figure in shares.groups) + (shares.other.count or 0) == told.whole.count
        assert json.loads(json.dumps(told.as_json()))["estimate"] is True


@pytest.mark.usefixtures("small")
def test_a_question_without_condition_is_counted_and_so_is_a_small_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workbench(folder) as bench:
        assert bench.estimate(bench.query(TABLE, "")).whole == estimate.Figure(ROWS, 0)
        monkeypatch.setattr(estimate, "LARGE", ROWS + 1)
        query = bench.query(TABLE, SOME)
        told = bench.estimate(query, ["search_type"], 1)
        facet = bench.facet(query, "search_type", 1)
        assert (told.one_in, told.whole) == (1, estimate.Figure(bench.count(query).count, 0))
        assert told.facets[0].groups[0] == (facet.groups[0].value, "value", estimate.Figure(facet.groups[0].count, 0))
        assert told.as_json()["estimate"] is False
        assert not any("estimate" in note for note in told.about.notes)


@pytest.mark.usefixtures("small")
def test_the_command_line_says_how_far_it_may_be_off(folder: Path) -> None:
    told = CliRunner().invoke(cli, ["-w", str(folder), "count", TABLE, SOME, "--estimate"])
    assert told.output.startswith("about ")
    assert ", give or take " in told.output.splitlines()[0]
    assert CliRunner().invoke(cli, ["-w", str(folder), "count", TABLE, "--estimate", "--by", "search_type"]).exit_code == 2


def test_margins_hold_for_most_samples() -> None:
    rng = random.Random(5)
    within = 0
    for share in (0.0005, 0.01, 0.3):
        exact = sum(rng.random() < share for _ in range(20_000))
        for _ in range(100):
            number = sum(rng.random() < share for _ in range(2_000))
            within += abs(number * 10 - exact) <= estimate.margin(number, 10)
    assert within >= 285

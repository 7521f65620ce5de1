"""Two cuts of one production hold the same events: they are two universes, and nothing of a person stays of either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.workbench import Workbench

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "ddp_events" / "in"
IDENTIFIERS = (b"0123456789abcdef0123456789abcdef", b"fedcba9876543210fedcba9876543210")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with Workbench.create(tmp_path_factory.mktemp("productions") / "workspace") as opened:
        outcomes = opened.add(opened.find_files([str(SAMPLES)]))
        assert {outcome.status for outcome in outcomes} == {"added"}
        yield opened


def test_cuts_are_not_added(bench: Workbench) -> None:
    answer = bench.count(bench.query("ice_arrests", ""))
    assert answer.about.releases == 1
    assert {answer.about.universe, *answer.about.other_universes} == {
        "national_2024-icfo-39357_2025-06-26",
        "national_2024-icfo-39357_2026-03-10",
    }


def test_every_sheet_is_read(bench: Workbench) -> None:
    parts = bench.reader.ledger.rows("SELECT p.records FROM parts p JOIN releases r ON r.id = p.release WHERE r.name = 'arrests-2025.xlsx'")
    assert [row["records"] for row in parts] == [1, 1]


def test_no_identifier_stays(bench: Workbench) -> None:
    kept = list(bench.layout.lake.rglob("*.parquet"))
    assert kept
    for path in (*kept, bench.layout.ledger):
        content = path.read_bytes()
        assert not any(identifier in content for identifier in IDENTIFIERS), path.name
    for column in ("unique_identifier", "birth_year", "alien_file_number", "subject_id"):
        plan = bench.plan(bench.query("ice_arrests", "universe:*"))
        values = {group[0] for group in bench.reader.groups(plan.view, plan.where, (column,))}
        assert values == {None}, column

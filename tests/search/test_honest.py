"""Two hundred honest questions of the real files: how many are answered, and whether what is said to be exact is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.workbench import Workbench
from tests.search.honest import QUESTIONS, judge

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with Workbench.create(tmp_path_factory.mktemp("honest") / "workspace") as opened:
        opened.add(opened.find_files([str(shared_data / name) for name in ("ice_person_events", "detainers")]))
        yield opened


def test_honest_questions_are_answered_and_exact_where_they_say_so(bench: Workbench) -> None:
    assert len(QUESTIONS) == 200
    judged = {question: judge(bench, question) for question in QUESTIONS}
    assert sum(each.answered for each in judged.values()) >= 190
    for question, each in judged.items():
        for told, true, mark in each.errors:
            assert told == true or mark, f"{question}: a number that is not exact stands unmarked"
            assert told < true or mark != "at_least", f"{question}: at least is less"
        assert each.exact or question.columns, "whole years and releases are exact"
    near = sorted(abs(told - true) / true for each in judged.values() if not each.exact for told, true, _ in each.errors if true >= 100)
    assert near[len(near) // 2] <= 0.02
    assert near[int(0.95 * len(near))] <= 0.15

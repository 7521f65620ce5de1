"""How long an answer takes, and how much is counted for it, does not depend on who is asked about. The records are made up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from clerestory.lake.read import Reader
from clerestory.search import guarded
from clerestory.workbench import Workbench
from tests.search.arrests import Row, opened, write

TABLE = "ice_arrests"
MADE: dict[Row, int] = {
    ("Alpha", "ARCADIA", "Male"): 900,
    ("Alpha", "UTOPIA", "Female"): 600,
    ("Bravo", "ARCADIA", "Male"): 60,
    ("Charlie", "UTOPIA", "Female"): 4,
}
PAIRS = [
    ("area:Alpha", "area:Charlie"),
    ("area:Alpha", "area:Nowhere"),
    ("area:Alpha gender:Male", "area:Charlie gender:Female"),
    ("area:Alpha citizenship:ARCADIA", "area:Charlie citizenship:ARCADIA"),
    ("apprehension_date:2031-03", "apprehension_date:2031-04"),
]
ROUNDS, SERIES = 40, 3
"""Where the two can be told apart they are in every series; on a busy machine chance does it in one."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("timing")
    with opened(folder, write(folder / "arrests_2031-10-05.csv", MADE, 2031)) as made:
        yield made


def _ask(bench: Workbench, text: str, *, anew: bool) -> float:
    if anew:
        bench.reader.memory.clear()
    query = bench.query(TABLE, text)
    began = time.process_time()
    bench.count(query)
    return time.process_time() - began


@pytest.mark.parametrize(("many", "few"), PAIRS)
def test_the_same_is_counted_for_many_as_for_few(many: str, few: str, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def counted(reader: Reader, view: Any, levels: Sequence[Any]) -> Any:
        found = original(reader, view, levels)
        asked.append((",".join(level.column for level in levels), len(found.count)))
        return found

    original = guarded.tally
    monkeypatch.setattr(guarded, "tally", counted)
    work = []
    for text in (many, few):
        asked.clear()
        _ask(bench, text, anew=True)
        work.append(sorted(asked))
    assert work[0] == work[1]


@pytest.mark.parametrize(("many", "few"), PAIRS)
def test_the_time_of_an_answer_does_not_tell(many: str, few: str, bench: Workbench) -> None:
    """Rank test of alternating runs: were the two told apart, nearly every run of one would be longer than the median of both."""
    for text in (many, few):
        _ask(bench, text, anew=False)
    apart = []
    for _ in range(SERIES):
        runs = [(_ask(bench, many, anew=False), _ask(bench, few, anew=False)) for _ in range(ROUNDS)]
        middle = statistics.median([taken for pair in runs for taken in pair])
        apart.append(abs(statistics.median(pair[0] for pair in runs) - statistics.median(pair[1] for pair in runs)) / middle)
        if apart[-1] < 0.25:
            return
    raise AssertionError(f"told apart in every series: {apart}")

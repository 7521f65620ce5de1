"""Search in a million different texts, through the lake's reader: ``python bench/texts.py [TEXTS]``. The limit: 5 ms for 95 of 100 questions.

Texts of one to eight words, common ones and rare ones, and a number of their own; one record each. Beside it the engine's regular expression.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.lake.random_lakes import RELEASES, TABLE, Sheet, build

from clerestory.lake.by_engine import ByEngine
from clerestory.lake.codes.worked import ASKED
from clerestory.lake.conditions import AllOf, Condition, Says
from clerestory.lake.read import Reader
from clerestory.lake.slices import Slice

COMMON = (
    "stolen",
    "vehicle",
    "theft",
    "warrant",
    "assist",
    "detective",
    "homicide",
    "recovery",
    "traffic",
    "hit",
    "run",
    "case",
    "burglary",
)
QUESTIONS = 300
VIEW = Slice(TABLE, RELEASES, public=frozenset({"t"}))


def texts(number: int) -> tuple[str, ...]:
    """Different texts."""
    rng = random.Random(1)
    rare = [f"w{place:x}" for place in range(20_000)]
    return tuple(
        " ".join([*rng.choices(COMMON, k=rng.randint(1, 5)), *rng.choices(rare, k=rng.randint(0, 3)), f"26-{place}"])
        for place in range(number)
    )


def told(name: str, questions: list[Any], ask: Callable[[Any], Any]) -> None:
    """Ask, and print what it took."""
    walls, cores = [], []
    for each in questions:
        wall, core = time.perf_counter(), time.process_time()
        ask(each)
        walls.append((time.perf_counter() - wall) * 1000)
        cores.append((time.process_time() - core) * 1000)

    def figures(numbers: list[float]) -> str:
        return f"{statistics.median(numbers):8.2f} {sorted(numbers)[int(len(numbers) * 0.95)]:8.2f}"

    print(f"{name:44} ms p50 p95 {figures(walls)}; cores {figures(cores)}; n={len(questions)}; load {os.getloadavg()[0]:.0f}", flush=True)


def main() -> None:
    """Make the lake, ask."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rng = random.Random(2)
    spoken = [
        rng.sample(COMMON, rng.randint(1, 2)) + ([f"w{rng.randrange(20_000):x}"] if rng.random() < 0.3 else []) for _ in range(QUESTIONS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(build(Path(folder) / "w", (Sheet(RELEASES[0], (("t", texts(number)),), (), (), (0,) * number),), False))

        def where(words: list[str]) -> Condition:
            return AllOf(tuple(Says(("t",), word) for word in words))

        for words in (["stolen"],) * ASKED:
            reader.texts(VIEW, where([*words, "vehicle"]), "t", [], 20)
        began = time.perf_counter()
        for thread in [each for each in threading.enumerate() if each.name == "words"]:
            thread.join()
        print(f"the index of {number:,} texts was there {time.perf_counter() - began:.1f} s after the third question", flush=True)
        told(
            "texts that say the words, ranked, first 20",
            spoken,
            lambda words: reader.texts(VIEW, where(words), "t", [(word, False) for word in words], 20),
        )
        told("how many records say them", [[*words, "case"] for words in spoken], lambda words: reader.count(VIEW, where(words)))
        engine = ByEngine(reader.layout.lake, reader.engine, VIEW, reader.shape(VIEW))
        told("the engine: how many records say them", spoken[:10], lambda words: engine.count(where(words)))
        for words in spoken[:5]:
            assert engine.count(where(words)) == reader.count(VIEW, where(words))
        reader.close()


if __name__ == "__main__":
    main()

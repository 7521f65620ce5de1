"""What an attacker recovers of small cells, by way of protecting them. Made-up tables; the tables told are the product's own.

python bench/gate_attackers.py [WORLDS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.search.attackers.planted import skewed
from tests.search.attackers.recover import recover

from clerestory.search.told import Joint, Told

SIZES = (9, 7, 5, 3, 2)


class Bare(Told):
    """Exact counts, small ones hidden: nothing else."""

    def _tell(self, count, group, shown, exact):
        for place in group:
            if count[place] >= self.base:
                shown[place], exact[place] = count[place], True

    def joint(self, block, levels):
        found, blocks = self._tally(levels)
        here = found.only(blocks == block).by(tuple(level.column for level in levels))
        shown = self._round(here.count)
        shown[here.count < self.base] = 0
        return Joint(dict(here.codes), dict(here.cells), shown, here.count)

    def _round(self, count):
        return count.copy()


class Nearest(Bare):
    """The nearest multiple of ten."""

    def _round(self, count):
        return (count + 5) // 10 * 10


class Fives(Told):
    """Drawn multiples of five."""

    def _rounded(self, release, here):
        base, self_base = 5, self.base
        shown = super()._rounded(release, here)
        fine = here.count // base * base + base * ((shown > here.count) & (here.count % base > 0))
        fine[here.count < self_base] = 0
        return fine


def main() -> None:
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    print(f"{'way':10} {'cells':>6} {'exact':>6} {'+-1':>6} {'blind':>6} {'blind1':>6} {'spread':>6}   worlds of {SIZES}")
    for name, kind, rounded in (("bare", Bare, 0.02), ("nearest", Nearest, 2.9), ("fives", Fives, 2.05), ("told", Told, 4.1)):
        truths, errors, hits, near = [], [], 0, 0
        began = time.perf_counter()
        for seed in range(worlds):
            draw = np.random.default_rng(seed)
            planted = skewed(draw, int(draw.integers(2_000, 20_000)), SIZES)
            got = recover(planted, planted.told(kind=kind), rounded=rounded)
            truths, errors, hits, near = truths + got.truths, errors + got.errors, hits + got.hits, near + got.near
        cells = len(truths)
        blind = max(truths.count(each) for each in range(10)) / cells
        blind1 = max(sum(abs(truth - each) <= 1 for truth in truths) for each in range(10)) / cells
        print(
            f"{name:10} {cells:6} {hits / cells:6.1%} {near / cells:6.1%} {blind:6.1%} {blind1:6.1%} {np.std(errors):6.2f}"
            f"   {time.perf_counter() - began:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()

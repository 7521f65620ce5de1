"""What an attacker recovers of small cells, by way of protecting them. Made-up tables; the tables told are the product's own.

python bench/gate_attackers.py [WORLDS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from clerestory.search.told import Joint, Told
from tests.search.attackers.planted import skewed
from tests.search.attackers.recover import recover

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
        return Joint(dict(here.codes), dict(here.cells), shown)

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
    print(f"{'way':10} {'cells':>6} {'exact':>6} {'+-1':>6} {'blind':>6} {'spread':>6}   worlds of {SIZES}")
    for name, kind in (("bare", Bare), ("nearest", Nearest), ("fives", Fives), ("told", Told)):
        total = np.zeros(4)
        spread, began = [], time.perf_counter()
        for seed in range(worlds):
            draw = np.random.default_rng(seed)
            planted = skewed(draw, int(draw.integers(2_000, 20_000)), SIZES)
            got = recover(planted, planted.told(kind=kind))
            total += (got.cells, got.hits, got.near, got.blind)
            spread.append(got.spread)
        cells, hits, near, blind = total
        print(
            f"{name:10} {cells:6.0f} {hits / cells:6.1%} {near / cells:6.1%} {blind / cells:6.1%} {np.mean(spread):6.2f}   {time.perf_counter() - began:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()

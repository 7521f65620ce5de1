"""Two hundred honest questions about persons' events, asked of a lake of the published files: answered, exact, how far off, how long.

python bench/gate_honest.py WORKSPACE
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.search.honest import QUESTIONS, judge

from clerestory.search.wanted import read_split
from clerestory.workbench import Workbench


def main() -> None:
    bench = Workbench(Path(sys.argv[1]))
    judged, took, used = [], [], []
    for question in QUESTIONS:
        query = bench.query(question.table, question.text)
        wall, core = time.perf_counter(), time.process_time()

        by = tuple(map(read_split, question.by))
        bench.crosstab(replace(query, by=by)) if by else bench.count(query)
        took.append(time.perf_counter() - wall)
        used.append(time.process_time() - core)
        judged.append((question, judge(bench, question)))
    took.sort()
    used.sort()
    exact = [each for _, each in judged if each.exact]
    rest = [each for _, each in judged if not each.exact]
    off = sorted((abs(told - true), true) for each in rest for told, true, _ in each.errors)
    unmarked = [(told, true) for _, each in judged for told, true, mark in each.errors if not mark]
    low = [(told, true) for _, each in judged for told, true, mark in each.errors if mark == "at_least"]
    print(
        f"cells without a mark {len(unmarked)}, right {sum(a == b for a, b in unmarked)}; at least {len(low)}, too low {sum(a < b for a, b in low)}"
    )
    part = sorted(abs(told - true) / true for each in rest for told, true, _ in each.errors if true >= 100)
    same = sum(told == true for each in rest for told, true, _ in each.errors)
    print(
        f"answered {sum(each.answered for _, each in judged)} of {len(judged)}; partly {sum(each.shown > 0 and not each.answered for _, each in judged)}"
    )
    print(
        f"exact by their own word {len(exact)}, and so they are: {sum(all(told == true for told, true, _ in each.errors) for each in exact)}"
    )
    print(
        f"others {len(rest)} with {len(off)} cells, {same} of them the very number; off by {off[len(off) // 2][0]} (median), {off[int(0.95 * len(off))][0]} (19 of 20)"
    )
    print(f"of cells of 100 and more: {part[len(part) // 2]:.1%} (median), {part[int(0.95 * len(part))]:.1%} (19 of 20)")
    print(
        f"first asked: median {took[len(took) // 2]:.3f} s, 19 of 20 {took[int(0.95 * len(took))]:.3f} s, longest {took[-1]:.2f} s; of the processors {used[int(0.95 * len(used))]:.3f} s"
    )
    for question, each in judged:
        if not each.answered:
            print("   ", question.table, question.text, question.by, f"{each.share:.0%}")


if __name__ == "__main__":
    main()

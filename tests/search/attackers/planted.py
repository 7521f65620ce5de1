"""Made-up tables in memory, and what the gate tells of them. No file, no lake: thousands of them can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from clerestory.lake.tally import Level, Tally
from clerestory.search.disclosure import Gate
from clerestory.search.told import RELEASE, Told
from clerestory.settings import Settings

Key = tuple[int, ...]
Columns = tuple[int, ...]
MOST_COLUMNS = 3


@dataclass(frozen=True)
class Planted:
    """Records of one release: a row each, a code in each column."""

    records: Any
    release: str = "made-up"

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.records.shape[1])

    def sizes(self) -> list[int]:
        """Number of values of each column."""
        return [int(self.records[:, place].max()) + 1 for place in range(self.width)]

    def count(self, levels: Sequence[Level]) -> Tally:
        """What the lake would count."""
        columns = [int(level.column) for level in levels]
        rows = np.arange(len(self.records), dtype=np.int64) + 1
        codes = {str(column): self.records[:, column].astype(np.int64) for column in columns}
        whole = Tally(
            {RELEASE: np.zeros(len(rows), np.int64), **codes},
            {
                RELEASE: [(self.release, "value")],
                **{str(each): [(value, "value") for value in range(self.sizes()[each])] for each in columns},
            },
            np.ones(len(rows), np.int64),
            (rows, rows * rows % 4294967291, np.zeros(len(rows), np.int64)),
        )
        return whole.by([RELEASE, *codes])

    def told(self, threshold: int = 10, kind: type[Told] = Told) -> Told:
        """What may be told."""
        reason = "tried out" if threshold < 10 else ""
        return kind(Gate(Settings(threshold=threshold, threshold_reason=reason)), (), self.count)

    def truth(self, columns: Columns) -> dict[Key, int]:
        """Every combination of values of some columns, with its number of records, those with none too."""
        found = dict.fromkeys(product(*(range(self.sizes()[column]) for column in columns)), 0)
        for row in self.records[:, list(columns)].tolist():
            found[tuple(row)] += 1
        return found


@dataclass(frozen=True)
class Number:
    """One number that is told."""

    columns: Columns
    key: Key
    shown: int
    exact: bool


def everything(planted: Planted, told: Told) -> list[Number]:
    """All that can be asked: the attacker with all the time in the world. Every answer of the product is a sum of these."""
    if not told.blocks:
        return []
    found = [Number((), (), told.blocks[0].size, exact=True)]
    for size in range(1, MOST_COLUMNS + 1):
        for columns in combinations(range(planted.width), size):
            levels = tuple(Level(str(column)) for column in columns)
            if size == 1:
                line = told.line(0, levels[0])
                found += [
                    Number(columns, (code,), int(line.shown[code]), bool(line.exact[code])) for code in np.flatnonzero(line.shown).tolist()
                ]
                continue
            joint = told.joint(0, levels)
            for place in np.flatnonzero(joint.shown).tolist():
                key = tuple(int(joint.codes[str(column)][place]) for column in columns)
                found.append(Number(columns, key, int(joint.shown[place]), exact=False))
    return found


def skewed(draw: np.random.Generator, records: int, sizes: Sequence[int], skew: float = 1.3) -> Planted:
    """Records whose values are as uneven as those of real columns: a few frequent ones, many rare ones."""
    columns = []
    for size in sizes:
        share = 1 / np.arange(1, size + 1) ** skew
        columns.append(draw.choice(size, size=records, p=share / share.sum()))
    return Planted(np.stack(columns, 1))

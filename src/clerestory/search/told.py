"""What may be told of a table about persons: for each release and fiscal year a fixed set of small tables, the same for every question.

Every answer is a sum of their cells. So two answers together tell nothing that these tables do not, in whatever words, order or number the
questions are put, and a release that comes in later changes nothing that was told before.

- The records of one fiscal year in one release are a *block*. Its size is exact.
- By *one* column (days within the month they are in) counts are exact. Small ones are hidden; where they could be worked out, the smallest
  other count is told no more exactly than the sum of it and the hidden ones tells anyhow.
- By *two or three* columns counts are rounded, up or down by a draw that the set of records itself decides. Counts below the threshold are
  hidden, and so is whether there is anybody at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from clerestory.lake.tally import Flags, Level, Marked, Numbers, Tally
from clerestory.search.disclosure import Gate

RELEASE = "_release"
Count = Callable[[Sequence[Level]], Tally]


@dataclass(frozen=True)
class Block:
    """The records of one fiscal year in one release; of years too small to be told, those of several together."""

    release: str
    years: tuple[Marked, ...]
    size: int


@dataclass(frozen=True)
class Line:
    """A block by one column."""

    cells: list[Marked]
    shown: Numbers
    """What is told; 0: nothing."""
    exact: Flags
    """Whether that is the count itself."""
    there: Flags
    """Whether there is any record: by one column that is told."""


@dataclass(frozen=True)
class Joint:
    """A block by two or three columns."""

    codes: dict[str, Numbers]
    cells: dict[str, list[Marked]]
    shown: Numbers
    """What is told; 0: nothing."""
    few: Numbers
    """Counts, up to the base: never told, and only looked at to hide an answer about fewer."""


@dataclass
class Told:
    """The tables that may be told of the releases of one view. ``count`` counts a whole view by some columns."""

    gate: Gate
    years: Sequence[str]
    """Columns that say the year of a record; the first one splits a release into blocks, the others are of a release as a whole."""
    count: Count
    left_out: bool = False
    """Whether there are releases of so few records that they are left out everywhere."""
    _lines: dict[tuple[int, Level], Line] = field(default_factory=dict)
    _joints: dict[tuple[int, tuple[Level, ...]], Joint] = field(default_factory=dict)
    _tallies: dict[tuple[Level, ...], tuple[Tally, Numbers]] = field(default_factory=dict)
    _blocks: list[Block] | None = None

    @property
    def base(self) -> int:
        """What counts by several columns are rounded to."""
        return self.gate.settings.threshold

    @property
    def blocks(self) -> list[Block]:
        """All blocks, by release and year. A release of fewer records than the threshold is in none."""
        if self._blocks is None:
            found = self.count(self._yearly)
            years: dict[str, list[tuple[Marked, int]]] = {}
            for place, number in enumerate(found.count.tolist()):
                release = found.cells[RELEASE][found.codes[RELEASE][place]][0]
                year = found.cells[self.year][found.codes[self.year][place]] if self.year else (None, "")
                years.setdefault(release, []).append((year, number))
            self._blocks = []
            for release, several in sorted(years.items()):
                self._add(release, several)
        return self._blocks

    def _add(self, release: str, years: list[tuple[Marked, int]]) -> None:
        if self.gate.small(sum(number for _, number in years)):
            self.left_out = True
            return
        assert self._blocks is not None
        hidden = self.gate.hidden([number for _, number in years])
        groups = [[each] for index, each in enumerate(years) if index not in hidden]
        if hidden:
            groups.append([years[index] for index in sorted(hidden)])
        for group in groups:
            self._blocks.append(Block(release, tuple(year for year, _ in group), sum(number for _, number in group)))

    @property
    def places(self) -> dict[tuple[str, Marked], int]:
        """Block of each release and year."""
        return {(block.release, year): place for place, block in enumerate(self.blocks) for year in block.years}

    @property
    def year(self) -> str:
        """The column by which blocks are made; empty when there is none."""
        return self.years[0] if self.years else ""

    @property
    def _yearly(self) -> tuple[Level, ...]:
        return (Level(self.year),) if self.year else ()

    def year_of(self, column: str, block: int) -> Marked:
        """The year of a block; of years that are told together, none."""
        years = self.years_of(column, block)
        return years[0] if len(years) == 1 else (None, "withheld")

    def years_of(self, column: str, block: int) -> tuple[Marked, ...]:
        """The years of a block: several, where they are told together."""
        if column == self.year:
            return self.blocks[block].years
        if column not in self.years:
            return ((None, "not_exported"),)
        found, blocks = self._tally((Level(column),))
        return tuple(found.cells[column][code] for code in sorted(set(found.codes[column][blocks == block].tolist())))

    def _tally(self, levels: tuple[Level, ...]) -> tuple[Tally, Numbers]:
        """Counts of the whole view by some columns, and the block of each combination (-1: none)."""
        if levels not in self._tallies:
            places_of = self.places
            found = self.count((*self._yearly, *levels))
            years = found.cells[self.year] if self.year else [(None, "")]
            places = np.asarray([[places_of.get((release, year), -1) for year in years] for release, _ in found.cells[RELEASE]], np.int64)
            year = found.codes[self.year] if self.year else np.zeros(len(found.count), np.int64)
            block = places[found.codes[RELEASE], year] if len(found.count) else np.zeros(0, np.int64)
            self._tallies[levels] = (found, block)
        return self._tallies[levels]

    def cells(self, level: Level) -> list[Marked]:
        """All cells of a column in the view."""
        return self._tally((level,))[0].cells[level.column]

    def line(self, block: int, level: Level) -> Line:
        """A block by one column."""
        if (block, level) not in self._lines:
            found, blocks = self._tally((level,))
            cells = found.cells[level.column]
            count = np.zeros(len(cells), np.int64)
            here = blocks == block
            np.add.at(count, found.codes[level.column][here], found.count[here])
            shown, exact = np.zeros(len(cells), np.int64), count == 0
            for group in self._groups(block, level, cells):
                self._tell(count, group, shown, exact)
            self._lines[block, level] = Line(cells, shown, exact, count > 0)
        return self._lines[block, level]

    def _tell(self, count: Numbers, group: list[int], shown: Numbers, exact: Flags) -> None:
        """Tells the parts of a sum that is told."""
        hidden = [group[index] for index in self.gate.hidden(count[group].tolist())]
        shown[group], exact[group] = count[group], True
        shown[hidden], exact[hidden] = 0, False
        large = [place for place in hidden if count[place] >= self.base]
        least = int(count[hidden].sum()) - self.base
        if len(large) == 1 and least >= self.base:
            # the sum of the hidden ones is known, and what is told here is made of it alone
            shown[large[0]] = least

    def _groups(self, block: int, level: Level, cells: list[Marked]) -> list[list[int]]:
        """Cells whose sum is told, so that what is hidden of them must not be worked out: all of a block, or the days of a month."""
        if level.fine != "day":
            return [list(range(len(cells)))]
        return [places for size, places in self.months(block, level) if size is not None]

    def months(self, block: int, level: Level) -> list[tuple[int | None, list[int]]]:
        """Of each month its number of records, where it is told, and the places of its days."""
        months = self.line(block, Level(level.column, "month"))
        sizes = {cell: int(number) for cell, number, exact in zip(months.cells, months.shown, months.exact, strict=True) if exact}
        days: dict[Marked, list[int]] = {}
        for place, (value, state) in enumerate(self.cells(level)):
            days.setdefault((value.replace(day=1) if value is not None else None, state), []).append(place)
        return [(sizes.get(month), places) for month, places in days.items()]

    def joint(self, block: int, levels: tuple[Level, ...]) -> Joint:
        """A block by two or three columns, in the order of their names."""
        if (block, levels) not in self._joints:
            found, blocks = self._tally(levels)
            names = tuple(level.column for level in levels)
            here = found.only(blocks == block).by(names)
            most = [self.line(block, level).shown[here.codes[level.column]] - self.base for level in levels]
            # nearly all of a whole, and all of it, are told as the same: the whole less the base
            nearly = np.min([np.where(here.count > each, each, np.iinfo(np.int64).max) for each in most], axis=0)
            shown = np.where(nearly < np.iinfo(np.int64).max, nearly, self._rounded(self.blocks[block].release, here))
            shown = np.minimum(shown, np.min(most, axis=0))
            wider = [_found(self.joint(block, pair), here) for pair in combinations(levels, 2)] if len(levels) > 2 else []
            shown = _apart(shown, wider, self.base)
            shown[shown < self.base] = 0
            self._joints[block, levels] = Joint(dict(here.codes), dict(here.cells), shown, np.minimum(here.count, self.base))
        return self._joints[block, levels]

    def _rounded(self, release: str, here: Tally) -> Numbers:
        """Counts up or down to a multiple of the base: the nearer, the likelier, and for the same records always the same."""
        shown = np.zeros(len(here.count), np.int64)
        for place in np.flatnonzero(here.count >= self.base).tolist():
            number = int(here.count[place])
            marks = "|".join(str(int(mark[place])) for mark in here.marks)
            drawn = hashlib.blake2b(f"{release}|{number}|{marks}".encode(), digest_size=8).digest()
            up = int.from_bytes(drawn, "big") % self.base < number % self.base
            shown[place] = (number // self.base + up) * self.base
        return shown


def _found(wider: Joint, here: Tally) -> Numbers:
    """What a table by fewer columns tells of each combination."""
    code, wanted = np.zeros(len(wider.shown), np.int64), np.zeros(len(here.count), np.int64)
    for column, cells in wider.cells.items():
        code = code * len(cells) + wider.codes[column]
        wanted = wanted * len(cells) + here.codes[column]
    return wider.shown[np.searchsorted(code, wanted)]


def _apart(shown: Numbers, wider: Sequence[Numbers], base: int) -> Numbers:
    """Lowered, so that none is more than what it is a part of, and all that differ from that differ by the base at least."""
    shown = np.min([shown, *wider], axis=0)
    for _ in range(2 * len(wider)):
        for each in wider:
            shown = np.where((each > shown) & (each - shown < base), each - base, shown)
    return shown

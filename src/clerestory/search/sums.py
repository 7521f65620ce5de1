"""Answers about persons as sums over what may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from math import prod
from typing import Any

import numpy as np

from clerestory.lake.conditions import AllOf, AnyOf, Condition, Not
from clerestory.lake.tally import Flags, Level
from clerestory.search.domains import Domains, columns_of
from clerestory.search.told import Line, Told

Holds = Callable[[Condition, Level], Flags]
"""Of which cells of a column a condition on it holds."""
Within = Callable[[Condition], bool | None]
"""Whether a condition on year and release holds for the records of a block; None: for some of its years, which are told together."""
Key = tuple[int, ...]
"""Codes of the columns that a question is split by."""


@dataclass
class Sum:
    """What is told of one block."""

    cells: dict[Key, int] = field(default_factory=dict)
    rounded: bool = False
    """Whether its numbers are rounded, or made of such."""
    parts: dict[Key, int] = field(default_factory=dict)
    """Of how many cells, told in whole, the number under a key is made."""
    width: int = 1
    """Of how many it would be made if all were told."""
    possible: dict[str, Flags] = field(default_factory=dict)
    """Of each column that the question is split by, the cells that somebody of the block has and that the question asks for."""
    missing: bool = False
    """Whether any number may leave records out: of years that are told together only some are asked for, or it cannot be said."""
    hidden: int = 0
    """Cells of one column that are not told."""

    def add(self, key: Key, number: int) -> None:
        """More records under a key."""
        self.cells[key] = self.cells.get(key, 0) + number

    @property
    def short(self) -> bool:
        """Whether a number that is not split leaves records out."""
        return self.missing or self.parts.get((), 0) < self.width


@dataclass(frozen=True)
class Asker:
    """Asks the tables that may be told of one block."""

    told: Told
    block: int
    domains: Domains
    holds: Holds
    within: Within

    def ask(self, conditions: Sequence[Condition], split: Sequence[str]) -> Sum:
        """The records of the block that satisfy all conditions, by some columns."""
        single: dict[str, list[Condition]] = {}
        mixed, missing = [], False
        for condition in conditions:
            looked_at = set(columns_of(condition))
            free = looked_at & set(self.domains.levels)
            if not free and not (inside := self.within(condition)):
                return Sum(width=0, missing=inside is None)
            if len(free) == 1 and free == looked_at:
                single.setdefault(free.pop(), []).append(condition)
            elif free:
                mixed.append(condition)
                missing = missing or any(self.within(leaf) is None for leaf in _leaves(condition) if not free & set(columns_of(leaf)))
        picked = {
            name: np.logical_and.reduce([self.holds(condition, self._level(name)) for condition in several])
            for name, several in single.items()
        }
        names = sorted({*picked, *split, *(name for condition in mixed for name in columns_of(condition) if name in self.domains.levels)})
        if any(not self._any(name, flags) for name, flags in picked.items()):
            return Sum(width=0)
        if not names:
            return Sum({(): self.told.blocks[self.block].size}, parts={(): 1})
        if len(names) == 1:
            for condition in mixed:
                flags = self._mixed(condition, {names[0]: np.arange(len(self.told.cells(self._level(names[0]))))})
                picked[names[0]] = picked.get(names[0], flags) & flags
            found = self._alone(names[0], picked.get(names[0]), split)
        else:
            found = self._together(names, picked, mixed, split)
        found.missing = found.missing or missing
        return found

    def _level(self, name: str) -> Level:
        return self.domains.levels[name]

    def _any(self, name: str, flags: Flags) -> bool:
        """Whether any record of the block has one of the cells: what is not there at all is told as nobody."""
        return bool(self.told.line(self.block, self._level(name)).there[flags].any())

    def _there(self, name: str, flags: Flags | None) -> Flags:
        """Which of the cells asked for somebody of the block has."""
        there = self.told.line(self.block, self._level(name)).there
        return there if flags is None else there & flags

    def _alone(self, name: str, flags: Flags | None, split: Sequence[str]) -> Sum:
        line = self.told.line(self.block, self._level(name))
        chosen = np.ones(len(line.there), np.bool_) if flags is None else flags
        if split:
            told, there = chosen & (line.shown > 0), self._there(name, flags)
            found = Sum({(code,): int(line.shown[code]) for code in np.flatnonzero(told).tolist()}, possible={name: there})
            found.parts = {(code,): 1 for code in np.flatnonzero(told & line.exact).tolist()}
            found.hidden = int((there & (line.shown == 0)).sum())
            return found
        whole = [(self.told.blocks[self.block].size, list(range(len(chosen))))]
        found = Sum({(): 0}, width=0)
        for size, places in self.told.months(self.block, self._level(name)) if self._level(name).fine == "day" else whole:
            self._part(found, size, chosen[places], line, places)
        return found

    @staticmethod
    def _part(found: Sum, size: int | None, chosen: Flags, line: Line, places: list[int]) -> None:
        """Adds the chosen ones of parts whose sum may be told: exactly, where all or none of the inexact ones are chosen."""
        exact, shown = line.exact[places], line.shown[places]
        found.width += 1
        if size is not None and not (~exact & ~chosen).any():
            found.add((), size - int(shown[exact & ~chosen].sum()))
        else:
            found.add((), int(shown[chosen].sum()))
            if (~exact & chosen).any():
                return
        found.parts[()] = found.parts.get((), 0) + 1

    def _together(self, names: list[str], picked: dict[str, Flags], mixed: list[Condition], split: Sequence[str]) -> Sum:
        """By two or three columns. Where a test leaves few values out, what it leaves out is taken from the whole."""
        possible = {name: self._there(name, picked.get(name)) for name in names}
        found = Sum({}, rounded=True, possible={name: possible[name] for name in split}, missing=bool(mixed))
        out = [] if mixed else [name for name, flags in picked.items() if name not in split and self._few_out(name, flags)]
        found.width = prod(int(possible[name].sum()) for name in names if name not in split and name not in out)
        for taken in chain.from_iterable(combinations(out, size) for size in range(len(out) + 1)):
            kept = [name for name in names if name not in out or name in taken]
            signs = {name: ~picked[name] if name in taken else picked[name] for name in kept if name in picked}
            self._add(found, kept, signs, mixed, split, len(taken))
        if out:
            enough = self._enough(names, picked, split)
            found.cells = {key: number for key, number in found.cells.items() if key in enough}
            found.parts = {key: number for key, number in found.parts.items() if key in enough}
        return found

    def _enough(self, names: list[str], picked: dict[str, Flags], split: Sequence[str]) -> set[Key]:
        """Keys under which there are not too few records. What is left of a whole can be few though nothing few was taken from it."""
        joint = self.told.joint(self.block, tuple(self._level(name) for name in names))
        chosen = np.logical_and.reduce([flags[joint.codes[name]] for name, flags in picked.items()])
        there: dict[Key, int] = {}
        for place in np.flatnonzero(chosen).tolist():
            key = tuple(int(joint.codes[name][place]) for name in split)
            there[key] = there.get(key, 0) + int(joint.few[place])
        return {key for key, number in there.items() if number >= self.told.base}

    def _few_out(self, name: str, flags: Flags) -> bool:
        """Whether a test leaves out fewer values than it lets in, and none of them is hidden."""
        line = self.told.line(self.block, self._level(name))
        shown = line.shown > 0
        return not (line.there & ~shown & ~flags).any() and int((shown & ~flags).sum()) < int((shown & flags).sum())

    def _add(self, found: Sum, kept: list[str], signs: dict[str, Flags], mixed: list[Condition], split: Sequence[str], taken: int) -> None:
        """Adds what a table tells of some columns; ``taken``: how many of the signs are of what is left out."""
        sign = -1 if taken % 2 else 1
        if not kept:
            found.add((), sign * self.told.blocks[self.block].size)
            found.parts[()] = 1
            return
        if len(kept) == 1:
            line = self.told.line(self.block, self._level(kept[0]))
            codes, shown, whole = {kept[0]: np.arange(len(line.there))}, line.shown, line.exact
        else:
            joint = self.told.joint(self.block, tuple(self._level(name) for name in kept))
            codes, shown = joint.codes, joint.shown
            whole = shown > 0
        chosen = np.ones(len(shown), np.bool_)
        for name, flags in signs.items():
            chosen &= flags[codes[name]]
        for condition in mixed:
            chosen &= self._mixed(condition, codes)
        for place in np.flatnonzero(chosen & (shown > 0)).tolist():
            key = tuple(int(codes[name][place]) for name in split)
            found.add(key, sign * int(shown[place]))
            if not taken and whole[place]:
                found.parts[key] = found.parts.get(key, 0) + 1

    def _mixed(self, condition: Condition, codes: dict[str, Any]) -> Flags:
        """Of which combinations a condition on several columns holds."""
        size = len(next(iter(codes.values())))
        names = set(columns_of(condition))
        if not names & set(self.domains.levels):
            return np.full(size, bool(self.within(condition)))
        if len(names) == 1:
            name = names.pop()
            alone: Flags = self.holds(condition, self._level(name))[codes[name]]
            return alone
        if isinstance(condition, Not):
            return ~self._mixed(condition.condition, codes)
        assert isinstance(condition, AllOf | AnyOf)
        parts = [self._mixed(each, codes) for each in condition.conditions]
        together: Flags = (np.logical_and if isinstance(condition, AllOf) else np.logical_or).reduce(parts)
        return together


def _leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions on one column each that a condition is made of."""
    if isinstance(condition, AllOf | AnyOf):
        for each in condition.conditions:
            yield from _leaves(each)
    elif isinstance(condition, Not):
        yield from _leaves(condition.condition)
    else:
        yield condition

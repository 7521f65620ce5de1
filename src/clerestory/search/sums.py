"""Answers about persons as sums over what may be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any

import numpy as np

from clerestory.lake.conditions import AllOf, AnyOf, Condition, Not
from clerestory.lake.tally import Flags, Level, Numbers
from clerestory.search.domains import Domains, columns_of
from clerestory.search.told import Told

Holds = Callable[[Condition, Level], Flags]
"""Of which cells of a column a condition on it holds."""
Within = Callable[[Condition], bool]
"""Whether a condition on year and release holds for the records of a block."""
Key = tuple[int, ...]
"""Codes of the columns that a question is split by."""


@dataclass
class Sum:
    """What is told of one block."""

    cells: dict[Key, int] = field(default_factory=dict)
    exact: bool = True
    left_out: bool = False
    """Whether records may be left out, because they stand in cells that are not told."""
    hidden: int = 0
    """Cells of one column that are not told."""

    def add(self, key: Key, number: int) -> None:
        """More records under a key."""
        self.cells[key] = self.cells.get(key, 0) + number


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
        mixed = []
        for condition in conditions:
            looked_at = set(columns_of(condition))
            free = looked_at & set(self.domains.levels)
            if not free and not self.within(condition):
                return Sum()
            if len(free) == 1 and free == looked_at:
                single.setdefault(free.pop(), []).append(condition)
            elif free:
                mixed.append(condition)
        picked = {
            name: np.logical_and.reduce([self.holds(condition, self._level(name)) for condition in several])
            for name, several in single.items()
        }
        names = sorted({*picked, *split, *(name for condition in mixed for name in columns_of(condition) if name in self.domains.levels)})
        if any(not self._any(name, flags) for name, flags in picked.items()):
            return Sum()
        if not names:
            return Sum({(): self.told.blocks[self.block].size})
        if len(names) == 1:
            for condition in mixed:
                flags = self._mixed(condition, {names[0]: np.arange(len(self.told.cells(self._level(names[0]))))})
                picked[names[0]] = picked.get(names[0], flags) & flags
            return self._alone(names[0], picked.get(names[0]), split)
        return self._together(names, picked, mixed, split)

    def _level(self, name: str) -> Level:
        return self.domains.levels[name]

    def _any(self, name: str, flags: Flags) -> bool:
        """Whether any record of the block has one of the cells: what is not there at all is told as nobody."""
        return bool(self.told.line(self.block, self._level(name)).there[flags].any())

    def _alone(self, name: str, flags: Flags | None, split: Sequence[str]) -> Sum:
        line = self.told.line(self.block, self._level(name))
        chosen = np.ones(len(line.there), np.bool_) if flags is None else flags
        if split:
            told = chosen & (line.shown > 0)
            found = Sum({(code,): int(line.shown[code]) for code in np.flatnonzero(told).tolist()})
            found.exact = bool(line.exact[chosen].all())
            found.hidden = int((chosen & line.there & (line.shown == 0)).sum())
            return found
        whole = [(self.told.blocks[self.block].size, list(range(len(chosen))))]
        found = Sum({(): 0})
        for size, places in self.told.months(self.block, self._level(name)) if self._level(name).fine == "day" else whole:
            self._part(found, size, chosen[places], line.exact[places], line.shown[places])
        return found

    @staticmethod
    def _part(found: Sum, size: int | None, chosen: Flags, exact: Flags, shown: Numbers) -> None:
        """Adds the chosen ones of parts whose sum may be told: exactly, where all or none of the inexact ones are chosen."""
        if size is not None and not (~exact & ~chosen).any():
            found.add((), size - int(shown[exact & ~chosen].sum()))
            return
        found.add((), int(shown[chosen].sum()))
        if (~exact & chosen).any():
            found.exact = False
            found.left_out = found.left_out or bool((~exact & chosen & (shown == 0)).any())

    def _together(self, names: list[str], picked: dict[str, Flags], mixed: list[Condition], split: Sequence[str]) -> Sum:
        """By two or three columns. Where a test leaves few values out, what it leaves out is taken from the whole."""
        found = Sum({}, exact=False)
        out = [] if mixed else [name for name, flags in picked.items() if name not in split and self._few_out(name, flags)]
        for taken in chain.from_iterable(combinations(out, size) for size in range(len(out) + 1)):
            kept = [name for name in names if name not in out or name in taken]
            signs = {name: ~picked[name] if name in taken else picked[name] for name in kept if name in picked}
            self._add(found, kept, signs, mixed, split, -1 if len(taken) % 2 else 1)
        if out:
            enough = self._enough(names, picked, split)
            found.cells = {key: number for key, number in found.cells.items() if key in enough}
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

    def _add(self, found: Sum, kept: list[str], signs: dict[str, Flags], mixed: list[Condition], split: Sequence[str], sign: int) -> None:
        if not kept:
            found.add((), sign * self.told.blocks[self.block].size)
            return
        if len(kept) == 1:
            line = self.told.line(self.block, self._level(kept[0]))
            codes, shown = {kept[0]: np.arange(len(line.there))}, line.shown
        else:
            joint = self.told.joint(self.block, tuple(self._level(name) for name in kept))
            codes, shown = joint.codes, joint.shown
        chosen = np.ones(len(shown), np.bool_)
        for name, flags in signs.items():
            chosen &= flags[codes[name]]
        for condition in mixed:
            chosen &= self._mixed(condition, codes)
        found.left_out = found.left_out or sign > 0
        for place in np.flatnonzero(chosen & (shown > 0)).tolist():
            found.add(tuple(int(codes[name][place]) for name in split), sign * int(shown[place]))

    def _mixed(self, condition: Condition, codes: dict[str, Any]) -> Flags:
        """Of which combinations a condition on several columns holds."""
        size = len(next(iter(codes.values())))
        names = set(columns_of(condition))
        if not names & set(self.domains.levels):
            return np.full(size, self.within(condition))
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

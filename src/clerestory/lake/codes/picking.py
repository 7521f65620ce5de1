"""Which records a condition picks: worked out block by block, the rarest test first, by comparing codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from clerestory.lake.codes.cells import Cells, Numbers
from clerestory.lake.codes.coding import Coded
from clerestory.lake.codes.once import found_once
from clerestory.lake.codes.records import Codes, Crew
from clerestory.lake.codes.spread import Spread, column_of
from clerestory.lake.conditions import AllOf, AnyOf, Not

SPARSE = 8
"""When fewer than one record in so many is left, further tests look at those only."""
MERGED_CELLS = 1_000_000
"""A condition is asked of the cells of all blocks together, unless there are more: then of each block's own."""
Mask = Any
"""True or False for all records, or one of them for each."""


class Source(Protocol):
    """Where tests find columns, and for which of their cells a condition holds."""

    crew: Crew

    def codes(self, column: str) -> Codes:
        """A column."""

    def truth(self, condition: Spread, cells: Cells) -> Numbers:
        """For which cells a condition of one column holds."""


@dataclass(frozen=True, eq=False)
class Test:
    """A condition, or the cells of one column for which it holds."""

    condition: Spread
    codes: Codes | None
    truths: tuple[Numbers, ...]
    parts: tuple[Test, ...]
    share: float
    """Of all records of the table, how many fit: exact for one column; for several, a bound that decides on nothing but the order."""


def prepare(condition: Spread, source: Source) -> Test:
    """Ask for which cells a condition holds."""
    column = column_of(condition)
    if column:
        codes = source.codes(column)
        truths = _truths(condition, codes, source)
        rows = sum(len(block.codes) for block in codes.blocks) or 1
        fit = sum(int(block.counts[truth].sum()) for block, truth in zip(codes.blocks, truths, strict=True))
        return Test(condition, codes, truths, (), fit / rows)
    if isinstance(condition, Not):
        part = prepare(condition.condition, source)
        return Test(condition, None, (), (part,), 1 - part.share)
    assert isinstance(condition, AllOf | AnyOf)
    parts = sorted((prepare(each, source) for each in condition.conditions), key=lambda part: part.share)
    if isinstance(condition, AllOf):
        return Test(condition, None, (), tuple(parts), min((part.share for part in parts), default=1.0))
    return Test(condition, None, (), tuple(parts), min(1.0, sum(part.share for part in parts)))


def _truths(condition: Spread, codes: Codes, source: Source) -> tuple[Numbers, ...]:
    if len(codes.blocks) > 1 and (codes.size <= MERGED_CELLS or codes.shared):
        cells, places = codes.merged
        whole = source.truth(condition, cells)
        return tuple(
            whole[: len(block.cells)] if place is None else whole[place] for block, place in zip(codes.blocks, places, strict=True)
        )
    return tuple(source.crew.each(lambda block: source.truth(condition, block.cells), codes.blocks))


@dataclass(frozen=True, eq=False)
class Picked:
    """Records of one block."""

    count: int
    base: Numbers | None
    """Of the block, the records that may be looked at at all; None: every one."""
    mask: Numbers | None = None
    """True for those picked; None: all that may be looked at, or those at ``at``."""
    at: Numbers | None = None
    size: int = 0

    @property
    def every(self) -> bool:
        """Whether all are picked that may be looked at."""
        return self.mask is None and self.at is None

    def find(self) -> Numbers | None:
        """Places of the records in the block, rising; None: all of the block."""
        if self.at is not None:
            return self.at
        mask = self.base if self.mask is None else self.mask
        return None if mask is None else np.flatnonzero(mask)

    @found_once
    def places(self) -> Numbers | None:
        """The same, kept: eight bytes a record."""
        return self.find()

    def find_left(self) -> Numbers:
        """Places of those that may be looked at and are not picked."""
        if self.at is not None:
            mask = np.zeros(self.size, dtype=bool)
            mask[self.at] = True
        else:
            mask = np.ones(self.size, dtype=bool) if self.mask is None else self.mask
        return np.flatnonzero(~mask if self.base is None else self.base & ~mask)

    @found_once
    def left(self) -> Numbers:
        """The same, kept."""
        return self.find_left()


@dataclass(frozen=True, eq=False)
class Base:
    """What may be looked at of one block."""

    size: int
    mask: Numbers | None = None
    """None: every record."""

    @found_once
    def count(self) -> int:
        """Number of records."""
        return self.size if self.mask is None else int(np.count_nonzero(self.mask))

    @found_once
    def places(self) -> Numbers | None:
        """Their places, rising; None: all."""
        return None if self.mask is None else np.flatnonzero(self.mask)

    @property
    def few(self) -> Numbers | None:
        """Their places, where it is quicker to look at those only."""
        return self.places if self.count * SPARSE < self.size else None


def pick(test: Test, bases: Sequence[Base], crew: Crew) -> list[Picked]:
    """The records of each block that fit."""
    return crew.each(lambda block: _pick(test, bases[block], block), range(len(bases)))


def _pick(test: Test, allowed: Base, block: int) -> Picked:
    parts = test.parts if isinstance(test.condition, AllOf) and test.codes is None else (test,)
    base, size = allowed.mask, allowed.size
    mask, at = base, allowed.few
    narrowed = False
    for part in parts:
        found = _fits(part, block, at)
        if found is True:
            continue
        if found is False:
            return Picked(0, base, at=np.zeros(0, dtype=np.int64), size=size)
        narrowed = True
        if at is not None:
            at = at[found]
            continue
        mask = found if mask is None else mask & found
        if np.count_nonzero(mask) * SPARSE < size:
            at = np.flatnonzero(mask)
    if not narrowed:
        return Picked(allowed.count, base, size=size)
    if at is not None:
        return Picked(len(at), base, at=at, size=size)
    assert mask is not None
    return Picked(int(np.count_nonzero(mask)), base, mask=mask, size=size)


def _fits(test: Test, block: int, at: Numbers | None) -> Mask:
    """For the records at some places of a block (None: all), whether they fit."""
    if test.codes is not None:
        return _marked(test.truths[block], test.codes.blocks[block], at)
    if isinstance(test.condition, Not):
        found = _fits(test.parts[0], block, at)
        return not found if isinstance(found, bool) else ~found
    every = isinstance(test.condition, AllOf)
    whole: Mask = every
    for part in test.parts:
        found = _fits(part, block, at)
        if isinstance(found, bool):
            if found != every:
                return found
            continue
        whole = found if isinstance(whole, bool) else whole & found if every else whole | found
    return whole


def _marked(truth: Numbers, block: Coded, at: Numbers | None) -> Mask:
    """Whether the cells of some records are among those for which a condition holds. Neighbours are told by comparing: that is quickest."""
    number = int(np.count_nonzero(truth))
    if number in (0, len(truth)):
        return number > 0
    codes = block.codes if at is None else block.codes[at]
    first, last = int(truth.argmax()), len(truth) - 1 - int(truth[::-1].argmax())
    if last - first + 1 == number:
        return _within(codes, first, last, len(truth))
    hole = ~truth[first : last + 1]
    inside, after = first + int(hole.argmax()), last - int(hole[::-1].argmax())
    if first == 0 and last == len(truth) - 1 and after - inside + 1 == len(truth) - number:
        return ~_within(codes, inside, after, len(truth))
    return truth[codes]


def _within(codes: Numbers, first: int, last: int, size: int) -> Numbers:
    kind = codes.dtype.type
    if first == last:
        return np.asarray(codes == kind(first))
    if first == 0:
        return np.asarray(codes <= kind(last))
    if last == size - 1:
        return np.asarray(codes >= kind(first))
    # numbers without a sign: what is below the first wraps round to far above the last
    return np.asarray(codes - kind(first) <= kind(last - first))

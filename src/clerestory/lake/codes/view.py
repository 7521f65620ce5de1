"""What a question may see, as codes: records of a table, and which of them are in force."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np

from clerestory.lake.codes.cells import Cells, Numbers
from clerestory.lake.codes.coding import Coded, coded
from clerestory.lake.codes.counting import tally
from clerestory.lake.codes.once import Check, Once, unchecked
from clerestory.lake.codes.picking import Base
from clerestory.lake.codes.records import ONE_BLOCK, Codes, Crew, Records, one_block, stepped
from clerestory.lake.engine import Engine
from clerestory.lake.measures import Key


class View:
    """Records, a mask for each block, and what was counted of them all. Shared by the readers of a process."""

    def __init__(self, records: Records, bases: Sequence[Numbers | None], pool: Executor) -> None:
        self.records, self.pool = records, pool
        self.bases = tuple(Base(size, mask) for size, mask in zip(records.sizes, bases, strict=True))
        self.large = sum(records.sizes) > ONE_BLOCK
        self._stepped, self._totals = Once(), Once()

    def codes(self, key: Key, engine: Engine) -> Codes:
        """A column, or a coarser form of it. Raises TookTooLong when the question is stopped meanwhile."""
        engine.check()
        codes = self.records.codes(key.column, engine.check)
        return codes if not key.step else self._stepped.get(key, lambda: stepped(codes, key, engine), engine.check)

    def totals(self, key: Key, engine: Engine) -> Numbers:
        """How many of the records have each cell."""
        return self._totals.get(key, lambda: self._count(self.codes(key, engine), engine.check), engine.check)

    def _count(self, codes: Codes, check: Check) -> Numbers:
        if all(base.mask is None for base in self.bases):
            return codes.counts

        def one(number: int) -> Numbers:
            block, places = codes.blocks[number], self.bases[number].places
            return block.counts if places is None else tally(block.codes[places], len(block.cells))

        return codes.gathered(Crew(self.pool, self.large, check).each(one, range(len(codes.blocks))))


class Sample:
    """Every so-manieth record of others, in one block, with the cells that these have.

    Files are sorted, so that records which are alike are met in their share.
    """

    def __init__(self, whole: View, one_in: int) -> None:
        self._whole, self._one_in = whole, one_in
        self._known = Once()
        self.sizes: tuple[int, ...] = (sum(len(range(0, base.size, one_in)) for base in whole.bases),)

    def codes(self, column: str, check: Check = unchecked) -> Codes:
        """See Records."""
        return self._known.get(column, lambda: self._cut(self._whole.records.codes(column, check), check), check)

    def _cut(self, codes: Codes, check: Check) -> Codes:
        return Codes((one_block(Crew(self._whole.pool, self._whole.large, check).each(self._every, codes.blocks)),))

    def _every(self, block: Coded) -> Coded:
        used, numbers = np.unique(block.codes[:: self._one_in], return_inverse=True)
        states = block.cells.states
        return coded(numbers, Cells(block.cells.values.take(used), None if states is None else states.take(used)))

    def mask(self) -> Numbers | None:
        """Which of them may be looked at."""
        bases = self._whole.bases
        if all(base.mask is None for base in bases):
            return None
        cut = [np.ones(base.size, dtype=bool) if base.mask is None else base.mask for base in bases]
        return np.concatenate([mask[:: self._one_in] for mask in cut])

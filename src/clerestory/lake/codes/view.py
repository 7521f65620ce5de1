"""What a question may see, as codes: records of a table, and which of them are in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from threading import RLock
from typing import TypeVar

from clerestory.lake.codes.cells import Numbers
from clerestory.lake.codes.coding import Coded
from clerestory.lake.codes.counting import tally
from clerestory.lake.codes.picking import Base
from clerestory.lake.codes.records import ONE_BLOCK, Codes, Records, side_by_side, stepped
from clerestory.lake.engine import Engine
from clerestory.lake.measures import Key

Made = TypeVar("Made")


class View:
    """Records, a mask for each block, and what was counted of them all. Shared by the readers of a process."""

    def __init__(self, records: Records, bases: Sequence[Numbers | None], pool: Executor) -> None:
        self.records, self.pool = records, pool
        self.bases = tuple(Base(size, mask) for size, mask in zip(records.sizes, bases, strict=True))
        self.large = sum(records.sizes) > ONE_BLOCK
        self._stepped: dict[Key, Codes] = {}
        self._totals: dict[Key, Numbers] = {}
        self._lock = RLock()

    def codes(self, key: Key, engine: Engine) -> Codes:
        """A column, or a coarser form of it."""
        codes = self.records.codes(key.column)
        return codes if not key.step else self._kept(self._stepped, key, lambda: stepped(codes, key, engine))

    def totals(self, key: Key, engine: Engine) -> Numbers:
        """How many of the records have each cell."""
        return self._kept(self._totals, key, lambda: self._count(self.codes(key, engine)))

    def _count(self, codes: Codes) -> Numbers:
        if all(base.mask is None for base in self.bases):
            return codes.counts

        def one(number: int) -> Numbers:
            block, places = codes.blocks[number], self.bases[number].places
            return block.counts if places is None else tally(block.codes[places], len(block.cells))

        return codes.gathered(side_by_side(self.pool, one, range(len(codes.blocks)), large=self.large))

    def _kept(self, kept: dict[Key, Made], key: Key, make: Callable[[], Made]) -> Made:
        found = kept.get(key)
        if found is None:
            with self._lock:
                found = kept.get(key)
                if found is None:
                    found = kept[key] = make()
        return found


class Sampled(View):
    """Every so-manieth record of a view. Files are sorted, so that records which are alike are met in their share."""

    def __init__(self, whole: View, one_in: int) -> None:
        self._whole, self._one_in = whole, one_in
        sizes = tuple(len(range(0, base.size, one_in)) for base in whole.bases)
        super().__init__(_Sizes(sizes), [None if base.mask is None else base.mask[::one_in].copy() for base in whole.bases], whole.pool)
        self.large = False

    def codes(self, key: Key, engine: Engine) -> Codes:
        """A column, or a coarser form of it."""
        return self._kept(self._stepped, key, lambda: self._sample(self._whole.codes(key, engine)))

    def _sample(self, codes: Codes) -> Codes:
        cut = [(block.codes[:: self._one_in].copy(), block.cells) for block in codes.blocks]
        sampled = Codes(tuple(Coded(numbers, cells, tally(numbers, len(cells))) for numbers, cells in cut))
        sampled.__dict__["merged"] = codes.merged
        return sampled


class _Sizes:
    """Records whose columns come from elsewhere."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes = sizes

    def codes(self, column: str) -> Codes:
        """None of its own."""
        raise NotImplementedError

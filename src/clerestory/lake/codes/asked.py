"""The verbs of a reader, answered from codes. Each gives what the engine would give, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from clerestory.lake.codes import counting, paging
from clerestory.lake.codes.cells import Cells, Numbers, Unlike, values_in
from clerestory.lake.codes.counting import grouped, most_frequent
from clerestory.lake.codes.once import found_once
from clerestory.lake.codes.picking import Picked, pick, prepare
from clerestory.lake.codes.records import Codes, Crew
from clerestory.lake.codes.spread import Spread, spread
from clerestory.lake.codes.truth import Truth
from clerestory.lake.codes.view import View
from clerestory.lake.codes.words import Word, Words, best
from clerestory.lake.conditions import Condition
from clerestory.lake.engine import Engine
from clerestory.lake.looks import Group, Page, Said, Top
from clerestory.lake.measures import Key


class Asked:
    """A view and a condition, asked by one thread with its own engine."""

    def __init__(self, view: View, where: Condition, present: frozenset[str], engine: Engine, truth: Truth) -> None:
        self._view, self._engine, self._truth = view, engine, truth
        self.crew = Crew(view.pool, view.large, engine.check)
        self._test = prepare(spread(where, present), self)

    @found_once
    def picked(self) -> list[Picked]:
        """The records that fit."""
        return pick(self._test, self._view.bases, self.crew)

    @found_once
    def number(self) -> int:
        """How many they are."""
        return sum(each.count for each in self.picked)

    def codes(self, column: str) -> Codes:
        """See picking.Source."""
        return self._view.codes(Key(column), self._engine)

    def truth(self, condition: Spread, cells: Cells) -> Numbers:
        """See picking.Source."""
        return self._truth.of(condition, cells)

    def counted(self, keys: Sequence[Key]) -> list[tuple[Cells, Numbers]]:
        """For each key its cells, and how many records have each."""
        view = self._view
        several = [view.codes(key, self._engine) for key in keys]
        if len(several) == 1 and self._test.codes is several[0]:
            # the condition is of the column's cells alone: no record need be looked at
            cells, total = several[0].cells, view.totals(keys[0], self._engine)
            count, there = np.zeros(len(cells), dtype=np.int64), np.flatnonzero(several[0].together(self._test.truths))
            count[there] = total[there]
            return [(cells, count)]
        totals = [view.totals(key, self._engine) for key in keys]
        found = counting.counts(several, self.picked, totals, self.crew)
        return [(codes.cells, count) for codes, count in zip(several, found, strict=True)]

    def tops(self, keys: Sequence[Key], limit: int) -> list[Top]:
        """The most frequent values of each key."""
        return [_top(cells, grouped(cells, count), limit) for cells, count in self.counted(keys)]

    def groups(self, keys: Sequence[Key]) -> list[Group]:
        """See Reader.groups."""
        view = self._view
        if not keys:
            return [(self.number,)] if self.number else []
        if len(keys) == 1:
            ((cells, count),) = self.counted(keys)
            return _all(cells, grouped(cells, count))
        several = [view.codes(key, self._engine) for key in keys]
        places, number = counting.combinations(several, self.picked, self.crew)
        names = [codes.cells.names(place.tolist()) for codes, place in zip(several, places, strict=True)]
        order = np.lexsort([*_sorting(several, places), -number])
        return [(*(column[row][0] for column in names), *(column[row][1] for column in names), int(number[row])) for row in order]

    def texts(self, key: Key, wanted: Sequence[Word], limit: int) -> Said:
        """See Reader. The texts that fit are ranked by the index of all, where there is one."""
        ((cells, count),) = self.counted([key])
        if pa.types.is_null(cells.values.type):
            return Said([], 0, 0)
        if not pa.types.is_string(cells.values.type):
            raise Unlike(key.column)
        number = grouped(cells, count)[: values_in(cells)]
        fit = np.flatnonzero(number > 0)
        own = cells.firsts(fit)
        index = self._truth.words(cells)
        points = index.scores(own, wanted) if index else Words(cells.values.take(pa.array(own))).scores(np.arange(len(own)), wanted)
        first = best(points, number[fit], limit)
        texts = cells.values.take(pa.array(own[first])).to_pylist()
        told = list(zip(texts, number[fit[first]].tolist(), points[first].tolist(), strict=True))
        return Said(told, int(number.sum()), len(fit))

    def page(self, order: Sequence[tuple[str, bool]], limit: int, offset: int) -> paging.Found:
        """Records of a page."""
        return paging.page(self.picked, [(self.codes(column), down) for column, down in order], limit, offset)

    def shown(self, found: paging.Found, columns: Sequence[tuple[str, str, str]]) -> Page:
        """The same as ``table``, or as records; few are read cell by cell, which spares a column of each."""

        def records() -> list[dict[str, Any]]:
            if len(found) > paging.FEW_SHOWN:
                told: list[dict[str, Any]] = self.table(found, columns).to_pylist()
                return told
            names = [name for name, _, _ in columns]
            cells = [paging.listed(self.codes(column), found, what) for _, column, what in columns]
            return [dict(zip(names, record, strict=True)) for record in zip(*cells, strict=True)]

        return Page(len(found), lambda: self.table(found, columns), records)

    def table(self, found: paging.Found, columns: Sequence[tuple[str, str, str]]) -> pa.Table:
        """Some columns of some records: (name, column, ``value`` or ``state``)."""
        arrays = [paging.column(self.codes(column), found, what) for _, column, what in columns]
        return pa.Table.from_arrays(arrays, [name for name, _, _ in columns])


def _top(cells: Cells, count: Numbers, limit: int) -> Top:
    """The most frequent values, and every state that is none."""
    values = values_in(cells)
    first = most_frequent(count[:values], limit)
    shown = count[first]
    states = values + most_frequent(count[values:], len(count))
    every = np.concatenate([first, states])
    groups = [(value, state, number) for (value, state), number in zip(cells.names(every.tolist()), count[every].tolist(), strict=True)]
    return Top(groups, int(count[:values].sum() - shown.sum()), int(np.count_nonzero(count[:values])) - len(first))


def _all(cells: Cells, count: Numbers) -> list[Group]:
    order = most_frequent(count, len(count))
    names = cells.names(order.tolist())
    return [(value, state, number) for (value, state), number in zip(names, count[order].tolist(), strict=True)]


def _sorting(several: Sequence[Codes], places: Sequence[Numbers]) -> list[Numbers]:
    """Keys for numpy's sort, the last one leading: the engine sorts by all values first, then by all states."""
    values, states = [], []
    for codes, place in zip(several, places, strict=True):
        cells = codes.cells
        valued = values_in(cells)
        values.append(np.minimum(place, valued))
        states.append(np.maximum(place - valued, -1))
    return [*states[::-1], *values[::-1]]

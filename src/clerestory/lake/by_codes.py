"""Answers from columns of codes: finds the view of a question, and asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from clerestory.lake.codes.asked import Asked
from clerestory.lake.codes.cells import Unlike
from clerestory.lake.codes.inforce import Marked, Masks, last_ones, of_releases
from clerestory.lake.codes.records import Records
from clerestory.lake.codes.store import Store
from clerestory.lake.codes.together import Together
from clerestory.lake.codes.truth import Truth
from clerestory.lake.codes.view import Sample, View
from clerestory.lake.codes.words import Word
from clerestory.lake.conditions import Condition
from clerestory.lake.engine import Engine
from clerestory.lake.looks import Group, Look, Said
from clerestory.lake.measures import Key
from clerestory.lake.slices import ORIGIN, SUFFIX_STATE, SUFFIX_TEXT, Shape, Slice
from clerestory.lake.stage import COLUMN


@dataclass(frozen=True)
class ByCodes:
    """What may be seen of a table, asked of its codes. Every verb raises Unlike where only the engine can answer."""

    store: Store
    engine: Engine
    view: Slice
    shape: Shape
    last: dict[Any, Asked]
    """The question asked last, so that several verbs that ask the same look for its records once."""

    def count(self, where: Condition) -> int:
        """See Reader."""
        return self._asked(where).number

    def groups(self, where: Condition, by: Sequence[str | Key]) -> list[Group]:
        """See Reader."""
        return self._asked(where).groups(_keys(by))

    def look(
        self,
        where: Condition,
        facets: Sequence[str | Key],
        top: int,
        columns: Sequence[str],
        order: Sequence[tuple[str, bool]],
        limit: int,
        one_in: int = 1,
    ) -> Look:
        """See Reader."""
        if one_in > 1:
            return self._estimate(where, _keys(facets), top, one_in)
        asked = self._asked(where)
        rows = asked.shown(asked.page(self._order(order), limit, 0), self._picked(columns)) if limit else None
        return Look(asked.number, asked.tops(_keys(facets), top), rows)

    def _estimate(self, where: Condition, keys: Sequence[Key], top: int, one_in: int) -> Look:
        view = self.store.once(("sample", self.shape.files, self.view, one_in), lambda: self._sample(one_in), self.engine.check)
        asked = Asked(view, where, self.shape.present, self.engine, Truth(self.engine, self.store.worked))
        return Look(asked.number, asked.tops(keys, top), None, one_in)

    def _sample(self, one_in: int) -> View:
        sample = Sample(self._seen(), one_in)
        return View(sample, [sample.mask()], self.store.pool)

    def texts(self, where: Condition, column: str, wanted: Sequence[Word], limit: int) -> Said:
        """See Reader."""
        return self._asked(where).texts(Key(column), wanted, limit)

    def rows(self, where: Condition, columns: Sequence[str], order: Sequence[tuple[str, bool]], limit: int, offset: int) -> pa.Table:
        """See Reader."""
        asked = self._asked(where)
        return asked.table(asked.page(self._order(order), limit, offset), self._picked(columns))

    def _asked(self, where: Condition) -> Asked:
        view = self._seen()
        key = (self.shape.files, self.view, where)
        asked = self.last.get(key)
        if asked is None:
            asked = Asked(view, where, self.shape.present, self.engine, Truth(self.engine, self.store.worked))
            self.last.clear()
            self.last[key] = asked
        return asked

    def _seen(self) -> View:
        return self.store.once(("view", self.shape.files, self.view), self._view, self.engine.check)

    def _view(self) -> View:
        view, shape, store = self.view, self.shape, self.store
        kept = frozenset((*ORIGIN, COLUMN, *view.public, *(column + SUFFIX_TEXT for column in view.public)))
        records: Records = store.files(tuple(zip(shape.files, shape.rows, strict=True)), kept)
        masks: Masks = [None] * len(records.sizes)
        if not shape.held <= set(view.releases):
            masks = of_releases(records, view.releases)
        if view.latest:
            masks = last_ones(records, view.latest, shape.present, masks)
        if view.distinct and view.copies:
            raise Unlike(view.table)
        if view.distinct:
            together = Together(records, view.distinct, masks)
            return View(together, [None], store.pool)
        if view.copies:
            records = Marked(records, view.copies, shape.present, masks)
        return View(records, masks, store.pool)

    def _order(self, order: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
        wanted = [(column, down) for column, down in order if column in self.shape.present]
        return [*wanted, *((column, False) for column in (*ORIGIN, COLUMN) if column in self.shape.columns)]

    def _picked(self, columns: Sequence[str]) -> list[tuple[str, str, str]]:
        """(name, column, value or state) of what the engine would give."""
        there = set(self.shape.columns)
        picked = [(column, column, "value") for column in (*ORIGIN, COLUMN) if column in there]
        for column in columns:
            wanted = (
                (column, column, "value"),
                (column + SUFFIX_STATE, column, "state"),
                (column + SUFFIX_TEXT, column + SUFFIX_TEXT, "value"),
            )
            picked += [each for each in wanted if each[0] in there]
        return picked


def _keys(by: Sequence[str | Key]) -> list[Key]:
    return [each if isinstance(each, Key) else Key(each) for each in by]

"""The one place from which every answer gets its counts. What may be told of a table about persons is decided here and nowhere else.

Answers do arithmetic with what they get from here, and ask for nothing beside it: a sum over cells of which one is held back is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import floor, prod
from typing import Any

from clerestory.errors import Refused
from clerestory.kernel.note import Note, note
from clerestory.lake.conditions import Condition
from clerestory.lake.read import Reader
from clerestory.lake.tally import Flags, Level, Marked, holds, tally
from clerestory.schema.table import Table
from clerestory.search.cells import Cell, cells, is_origin, label, origin, total_of
from clerestory.search.disclosure import Gate
from clerestory.search.domains import YEARS, Domains, columns_of, domains, refuse_many_cells
from clerestory.search.plan import Plan, check_split
from clerestory.search.query import Split
from clerestory.search.sums import Asker, Sum
from clerestory.search.told import Told
from clerestory.search.wanted import width_of

MOVING = "suppressed: the table's releases replace each other record by record, so that two of its counts could differ by a few people"
COUNTED = frozenset({"count"})
"""Measures of tables about persons; shares and rates are made of them."""
MOST_NAMED = 50_000
"""Cells of a table that are named although nothing of them is told."""
MOST_VIEWS = 4
"""Views of which the tables that may be told are kept."""


@dataclass(frozen=True)
class Counted:
    """Counts that may be told."""

    cells: dict[tuple[Cell, ...], int | None]
    """None: held back. The values of a guarded table are named only where they can be told without the records of the question."""
    total: int | None
    """Of all records of the question; None: held back, and then so is every cell."""
    suppressed: int = 0
    """How many numbers are held back. Of tables by several columns that is the number of cells not told, whether there is anybody or not."""
    notes: tuple[str, ...] = ()
    exact: bool = True
    """Whether the numbers are those of the records: neither rounded nor short of some."""
    absent: int | None = 0
    """What is told of a combination that is not in ``cells``."""


def count_cells(reader: Reader, gate: Gate, plan: Plan, by: Sequence[Split] = ()) -> Counted:
    """The records of a plan, counted by some columns."""
    for split in by:
        check_split(split, plan.columns, plan.table)
    if gate.guards(plan.table):
        if plan.view.latest or plan.view.distinct:
            return Counted({}, None, 1, (MOVING,), exact=False, absent=None)
        return _Question(reader, gate, plan, by).counted()
    found = cells(reader, plan.view, plan.where, by, plan.columns)
    return Counted(dict(found), total_of(reader, plan.view, plan.where, by, found))


def refuse_measure(gate: Gate, table: Table, kind: str) -> None:
    """Raises Refused for a measure of a table about persons that is no count."""
    if gate.guards(table) and kind not in COUNTED:
        raise Refused(
            f"{table.name} holds one record for each {table.unit}: only its records are counted, and {kind} is no count",
            expected="a count, a share or a rate",
            do=f"ask `clerestory facets {table.name} --by COLUMN` or `clerestory series {table.name} --by COLUMN:month`",
        )


class _Question:
    """A question about persons, put to the tables that may be told."""

    def __init__(self, reader: Reader, gate: Gate, plan: Plan, by: Sequence[Split]) -> None:
        self.reader, self.gate, self.plan, self.by = reader, gate, plan, tuple(by)
        self.domains: Domains = domains(plan.table, plan.columns, plan.where, by, reader.columns(plan.view))
        self.told = _told(reader, gate, plan)
        self._held: dict[tuple[Condition, Level], Flags] = {}

    def counted(self) -> Counted:
        """What may be told."""
        sizes = {name: len(self.told.cells(self.domains.levels[name])) for name in dict.fromkeys(self.domains.split)}
        refuse_many_cells(self.plan.table, list(sizes.values()), sum(block.size for block in self.told.blocks))
        whole = [self._ask(block, ()) for block in range(len(self.told.blocks))]
        total, exact, left_out = _added(whole)
        left_out = left_out or self.told.left_out
        number = total.get((), 0)
        if self._small(number, left_out=left_out):
            return Counted({}, None, 1, (self._held_back,), False, None)
        if not self.by:
            return Counted({(): number}, number, int(left_out), self._notes(exact=exact, left_out=left_out), exact)
        found, fine, short = self._split()
        told: dict[tuple[Cell, ...], int | None] = {key: number for key, number in found.items() if number >= self._least}
        hidden = len(found) - len(told) + short
        if len(self.domains.levels) > 1:
            named = self._named()
            hidden = max(prod(map(len, named)) - len(told), 0)
            if prod(map(len, named)) <= MOST_NAMED:
                told |= {key: None for key in product(*named) if key not in told}
        notes = self._notes(exact=exact and fine, left_out=left_out, hidden=bool(hidden))
        return Counted(told, number, hidden, notes, exact and fine and not hidden, None if hidden else 0)

    @property
    def _least(self) -> int:
        """What the workspace or, more careful, the question asks for. What is told stays the same, and less of it is shown."""
        return max(self.gate.settings.threshold, self.plan.query.threshold)

    def _small(self, number: int, *, left_out: bool) -> bool:
        return number < self._least if left_out or number else False

    def _notes(self, *, exact: bool, left_out: bool, hidden: bool = False) -> tuple[str, ...]:
        base = self.told.base
        said = (
            (self._held_back, hidden),
            (note("rounded by less than %(number)s a cell, so that parts need not add up; counts by one column beside the year are exact where nothing is suppressed", number=base), not exact),
            (note("at least: records in cells of fewer than %(number)s are left out of the sum", number=base), left_out),
        )  # fmt: skip
        return tuple(each for each, holds_here in said if holds_here)

    @property
    def _held_back(self) -> Note:
        return note(
            "suppressed: counts of fewer than %(number)s people, and whether there are any; a suppressed count is not zero",
            number=self._least,
        )

    def _ask(self, block: int, split: Sequence[str]) -> Sum:
        asker = Asker(self.told, block, self.domains, self._holds, partial(self._within, block))
        return asker.ask(self.plan.where.conditions, split)

    def _split(self) -> tuple[dict[tuple[Cell, ...], int], bool, int]:
        """Counts by the question's splits, whether all are exact, and how many parts are not told."""
        found: dict[tuple[Cell, ...], int] = {}
        exact, short = True, 0
        columns = tuple(dict.fromkeys(self.domains.split))
        for place in range(len(self.told.blocks)):
            part = self._ask(place, columns)
            exact, short = exact and part.exact, short + part.hidden
            known = [self.told.cells(self.domains.levels[name]) for name in columns]
            for codes, number in part.cells.items():
                cell = {name: known[index][codes[index]] for index, name in enumerate(columns)}
                key = tuple(self._cell(split, place, cell) for split in self.by)
                found[key] = found.get(key, 0) + number
        return found, exact, short

    def _cell(self, split: Split, block: int, cell: Mapping[str, Marked]) -> Cell:
        if is_origin(split, self.plan.columns):
            return origin(self.reader, split.column, self.told.blocks[block].release)
        value, state = self.told.year_of(split.base, block) if split.base in YEARS else cell[split.base]
        if split.aspect:
            return state, "value"
        if value is not None and (width := width_of(split)):
            return floor(value / width) * width, state
        return label(value, split.period), state

    def _named(self) -> list[list[Cell]]:
        """Of each split the values that are told of at least one block by this column alone."""
        named: list[dict[Cell, None]] = [{} for _ in self.by]
        for place in range(len(self.told.blocks)):
            if not self._ask(place, ()).cells.get(()):
                continue
            for index, split in enumerate(self.by):
                if split.base not in self.domains.levels:
                    named[index][self._cell(split, place, {})] = None
                    continue
                line = self.told.line(place, self.domains.levels[split.base])
                tests = [each for each in self.plan.where.conditions if set(columns_of(each)) == {split.base}]
                shown = line.shown > 0
                for test in tests:
                    shown &= self._holds(test, self.domains.levels[split.base])
                for code in shown.nonzero()[0].tolist():
                    named[index][self._cell(split, place, {split.base: line.cells[code]})] = None
        return [list(each) for each in named]

    def _holds(self, condition: Condition, level: Level) -> Flags:
        if (condition, level) not in self._held:
            self._held[condition, level] = holds(self.reader, condition, level.column, self.told.cells(level))
        return self._held[condition, level]

    def _within(self, block: int, condition: Condition) -> bool:
        """Whether a condition on the year holds for a block; for years told together, whether it does for all of them."""
        column = next(iter(columns_of(condition)), "")
        years = self.told.blocks[block].years if column == self.told.year else (self.told.year_of(column, block),)
        return bool(holds(self.reader, condition, column, years).all()) if column else True


def _added(parts: Sequence[Sum]) -> tuple[dict[tuple[int, ...], int], bool, bool]:
    total: dict[tuple[int, ...], int] = {}
    for part in parts:
        for key, number in part.cells.items():
            total[key] = total.get(key, 0) + number
    return total, all(part.exact for part in parts), any(part.left_out for part in parts)


def _told(reader: Reader, gate: Gate, plan: Plan) -> Told:
    """The tables that may be told of the plan's view."""
    kept: dict[Any, Told] = reader.memory.setdefault(Told, {})
    key = (plan.view, gate, reader.ledger.stamp())
    if key not in kept:
        while len(kept) >= MOST_VIEWS:
            del kept[next(iter(kept))]
        count: Callable[[Sequence[Level]], Any] = partial(tally, reader, plan.view)
        kept[key] = Told(gate, [name for name in YEARS if name in reader.columns(plan.view)], count)
    return kept[key]

"""The one place from which every answer gets its counts. What may be told of a table about persons is decided here and nowhere else.

Answers do arithmetic with what they get from here, and ask for nothing beside it: a sum over cells of which one is held back is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
from clerestory.search.marks import ABOUT, AT_LEAST, AT_LEAST_ABOUT, EXACT, mark
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
    absent: int | None = 0
    """What is told of a combination that is not in ``cells``."""
    marks: Mapping[tuple[Cell, ...], str] = field(default_factory=dict)
    """How far the numbers of cells are those of the records; of a cell that is not here, exactly."""
    total_mark: str = EXACT
    """The same of the total."""

    def mark(self, key: tuple[Cell, ...]) -> str:
        """How far the number of a cell is that of the records."""
        return self.marks.get(key, EXACT)


def count_cells(reader: Reader, gate: Gate, plan: Plan, by: Sequence[Split] = ()) -> Counted:
    """The records of a plan, counted by some columns."""
    for split in by:
        check_split(split, plan.columns, plan.table)
    if gate.guards(plan.table):
        if plan.view.latest or plan.view.distinct:
            return Counted({}, None, 1, (MOVING,), absent=None)
        return _Question(reader, gate, plan, by).counted()
    found = cells(reader, plan.view, plan.where, by, plan.columns)
    return Counted(dict(found), total_of(reader, plan.view, plan.where, by, found))


def refuse_measure(gate: Gate, table: Table, kind: str) -> None:
    """Raises Refused for a measure of a table about persons that is no count."""
    if gate.guards(table) and kind not in COUNTED:
        raise Refused(
            f"{table.name} holds one record for each {table.unit}: only its records are counted, and {kind} is no count",
            expected="a count, a share or a rate",
            do=f"ask `clerestory facets {table.name} --by COLUMN` or `clerestory series {table.name} --over COLUMN:month`",
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
        number = sum(part.cells.get((), 0) for part in whole)
        short = self.told.left_out or any(part.short for part in whole)
        about = mark(rounded=any(part.rounded for part in whole), short=short)
        if self._small(number, short=short):
            return Counted({}, None, 1, (self._held_back,), absent=None)
        if not self.by:
            return Counted({(): number}, number, int(short), self._notes({about}), total_mark=about, marks={(): about} if about else {})
        parts = [(place, self._ask(place, self._columns)) for place in range(len(self.told.blocks))]
        found, marks = self._split(parts)
        told: dict[tuple[Cell, ...], int | None] = {key: number for key, number in found.items() if number >= self._least}
        hidden = len(found) - len(told) + sum(part.hidden for _, part in parts)
        if len(self.domains.levels) > 1:
            named = self._named()
            hidden = max(prod(map(len, named)) - len(told), 0)
            if prod(map(len, named)) <= MOST_NAMED:
                told |= {key: None for key in product(*named) if key not in told}
        marks = {key: each for key, each in marks.items() if told.get(key)}
        notes = self._notes({about, *marks.values()}, hidden=bool(hidden))
        return Counted(told, number, hidden, notes, None if hidden else 0, marks, about)

    @property
    def _least(self) -> int:
        """What the workspace or, more careful, the question asks for. What is told stays the same, and less of it is shown."""
        return max(self.gate.settings.threshold, self.plan.query.threshold)

    @property
    def _columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.domains.split))

    def _small(self, number: int, *, short: bool) -> bool:
        return number < self._least if short or number else False

    def _notes(self, marks: set[str], *, hidden: bool = False) -> tuple[str, ...]:
        base = self.told.base
        said = (
            (self._held_back, hidden),
            (note("≈ about: rounded cell by cell to multiples of %(number)s, so that parts need not add up; counts by one column beside the year are exact but where marked", number=base), bool(marks & {ABOUT, AT_LEAST_ABOUT})),
            (note("≥ at least: up to a few records of cells of fewer than %(number)s are left out", number=base), AT_LEAST in marks),
            (note("≳ at least about: rounded, and records of cells of fewer than %(number)s are left out", number=base), AT_LEAST_ABOUT in marks),
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

    def _split(self, parts: Sequence[tuple[int, Sum]]) -> tuple[dict[tuple[Cell, ...], int], dict[tuple[Cell, ...], str]]:
        """Counts by the question's splits, and the marks of those that are not exact."""
        found: dict[tuple[Cell, ...], int] = {}
        rounded: set[tuple[Cell, ...]] = set()
        complete: list[dict[tuple[Cell, ...], int]] = []
        known = [self.told.cells(self.domains.levels[name]) for name in self._columns]
        for place, part in parts:
            complete.append({})
            keys: dict[tuple[int, ...], tuple[Cell, ...]] = {}
            for codes, number in part.cells.items():
                cell = {name: known[index][codes[index]] for index, name in enumerate(self._columns)}
                key = keys[codes] = tuple(self._cell(split, place, cell) for split in self.by)
                found[key] = found.get(key, 0) + number
            if part.rounded:
                rounded |= set(keys.values())
            for codes, number in part.parts.items():
                complete[-1][keys[codes]] = complete[-1].get(keys[codes], 0) + number
        short = self.told.left_out or any(part.missing for _, part in parts)
        wanted = [self._possible(place, part) for place, part in parts]
        marks = {
            key: mark(
                rounded=key in rounded, short=short or any(have.get(key, 0) < of(key) for have, of in zip(complete, wanted, strict=True))
            )
            for key in found
        }
        return found, {key: each for key, each in marks.items() if each}

    def _possible(self, block: int, part: Sum) -> Callable[[tuple[Cell, ...]], int]:
        """Of how many cells of a block the number under a key would be made, if all were told."""
        places = {name: [at for at, split in enumerate(self.by) if split.base == name] for name in self._columns}
        fixed = {at: self._cell(split, block, {}) for at, split in enumerate(self.by) if split.base not in self.domains.levels}
        numbers: list[tuple[list[int], dict[tuple[Cell, ...], int]]] = []
        for name, several in places.items():
            line = self.told.line(block, self.domains.levels[name])
            counted: dict[tuple[Cell, ...], int] = {}
            for code in part.possible[name].nonzero()[0].tolist() if name in part.possible else ():
                cells = tuple(self._cell(self.by[at], block, {name: line.cells[code]}) for at in several)
                counted[cells] = counted.get(cells, 0) + 1
            numbers.append((several, counted))

        def of(key: tuple[Cell, ...]) -> int:
            if any(key[at] != cell for at, cell in fixed.items()):
                return 0
            return part.width * prod(counted.get(tuple(key[at] for at in several), 0) for several, counted in numbers)

        return of

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

    def _within(self, block: int, condition: Condition) -> bool | None:
        """Whether a condition on the year holds for a block; None: for some of the years that are told together."""
        column = next(iter(columns_of(condition)), "")
        if not column:
            return True
        flags = holds(self.reader, condition, column, self.told.years_of(column, block))
        return None if flags.any() and not flags.all() else bool(flags.all())


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

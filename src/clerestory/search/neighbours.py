"""Questions that a question invites: one test left out, one alternative less, one release more. Their answers differ by the count of some records.

If those records are few, the two answers together would tell what neither may. So each such set of records is counted too, and when it is
small the answer is held back. What is left open (questions that differ in more than one place) is written in the design page of the gate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from clerestory.lake.conditions import AllOf, AnyOf, Condition, Not
from clerestory.lake.read import Reader, Slice
from clerestory.search.cells import Cell, Cells, cells
from clerestory.search.disclosure import Gate
from clerestory.search.plan import Plan
from clerestory.search.query import Split, Term
from clerestory.search.releases import choose

FEW_TESTS = 4
"""Up to so many tests, every choice of some of them is looked at."""
BY_RANGE = frozenset({"date", "timestamp"})
"""Types whose values are asked for by ranges of any width, not as categories."""


def unsafe(reader: Reader, gate: Gate, plan: Plan, by: Sequence[str | Split] = ()) -> set[tuple[Cell, ...]]:
    """Cells of a question, under the columns it is to be split by, whose count a neighbouring question would open."""
    found = {
        key
        for view, where in _differences(plan)
        for key, number in cells(reader, view, where, by, plan.columns).items()
        if gate.small(number)
    }
    for several in (_other_releases(reader, plan, by), _added_universes(reader, plan, by)):
        found.update(key[1:] for key, number in several.items() if gate.small(number))
    for place in range(len(plan.tests)):
        found |= _complements(reader, gate, plan, place, by)
    return found


def _differences(plan: Plan) -> Iterator[tuple[Slice, Condition]]:
    """Records that come in or go when some tests are left out, or one of several alternatives is."""
    conditions = plan.where.conditions
    for dropped in _choices(len(conditions)):
        kept = [condition for place, condition in enumerate(conditions) if place not in dropped]
        yield plan.view, AllOf((*kept, Not(AllOf(tuple(conditions[place] for place in dropped)))))
    for place, condition in enumerate(conditions):
        others = _without(conditions, place)
        inner = condition.condition if isinstance(condition, Not) else condition
        if isinstance(inner, AnyOf) and len(inner.conditions) > 1 and not _categories(plan, place):
            for index, alternative in enumerate(inner.conditions):
                rest = _without(inner.conditions, index)
                yield plan.view, AllOf((*others, alternative, Not(AnyOf(rest))))


def _choices(tests: int) -> Iterator[tuple[int, ...]]:
    """Which tests may be left out: any; of many, one, two or all."""
    sizes = range(1, tests + 1) if tests <= FEW_TESTS else (1, 2, tests)
    for size in sizes:
        yield from combinations(range(tests), size)


def _without(conditions: tuple[Condition, ...], place: int) -> tuple[Condition, ...]:
    return (*conditions[:place], *conditions[place + 1 :])


def _categories(plan: Plan, place: int) -> str:
    """The column of a test that picks some of its categories; empty for ranges of days and tests of several columns."""
    test = plan.tests[place]
    if not isinstance(test, Term) or test.field not in plan.columns:
        return ""
    return "" if plan.columns[test.field].type in BY_RANGE and test.operator not in ("any", "state") else test.field


def _complements(reader: Reader, gate: Gate, plan: Plan, place: int, by: Sequence[str | Split]) -> set[tuple[Cell, ...]]:
    """Where a test picks categories of a column: the table by that column would hide some of them, and this answer tells them apart.

    An answer may hold all the hidden categories or none: only then does it say no more than that table.
    """
    column = _categories(plan, place)
    if not column:
        return set()
    others = AllOf(_without(plan.where.conditions, place))
    names = (column, *by)
    inside = cells(reader, plan.view, plan.where, names, plan.columns)
    tables: dict[tuple[Cell, ...], list[tuple[bool, int]]] = defaultdict(list)
    for key, number in cells(reader, plan.view, others, names, plan.columns).items():
        tables[key[1:]].append((key in inside, number))
    found = set()
    for key, parts in tables.items():
        hidden = gate.hidden([number for _, number in parts])
        if len({parts[index][0] for index in hidden}) > 1:
            found.add(key)
    return found


def _other_releases(reader: Reader, plan: Plan, by: Sequence[str | Split]) -> Cells:
    """Matching records of each release that the question leaves out, or adds, against the question without such a choice."""
    usual = choose(
        reader.ledger, plan.table, replace(plan.query, tests=(), on="", as_of="", universe=plan.query.universe or plan.chosen.universe), []
    )
    releases = sorted(set(usual.releases) ^ set(plan.chosen.releases))
    if not releases:
        return {}
    view = replace(plan.view, releases=tuple(releases), latest=None)
    return cells(reader, view, plan.where, ("release", *by), plan.columns)


def _added_universes(reader: Reader, plan: Plan, by: Sequence[str | Split]) -> Cells:
    """Matching records of each universe, when several are added: each can be asked by itself."""
    if plan.query.universe != "*":
        return {}
    return cells(reader, plan.view, plan.where, ("universe", *by), plan.columns)

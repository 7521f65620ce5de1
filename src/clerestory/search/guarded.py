"""The one place from which every answer gets its counts. What may be told of a table about persons is decided here and nowhere else.

Answers do arithmetic with what they get from here, and ask for nothing beside it: a sum over cells of which one is held back is held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clerestory.errors import Refused
from clerestory.lake.read import Reader
from clerestory.schema.table import Table
from clerestory.search.cells import Cell, cells, total_of
from clerestory.search.disclosure import Gate
from clerestory.search.neighbours import unsafe
from clerestory.search.plan import Plan, check_split
from clerestory.search.query import Split

SUPPRESSION = "suppressed: fewer than {0} records, or a question next to this one differs from it by fewer than {0}; this is not zero"
COUNTED = frozenset({"count"})
"""Measures of tables about persons; shares and rates are made of them."""


@dataclass(frozen=True)
class Counted:
    """Counts that may be told."""

    cells: dict[tuple[Cell, ...], int | None]
    """None: held back. Of a guarded table the keys of such cells may tell as much as their counts: show them only where the values are
    known without the records (a calendar)."""
    total: int | None
    """Of all records of the question; None: held back, and then so is every cell."""
    suppressed: int = 0
    """How many numbers are held back."""
    notes: tuple[str, ...] = ()


def count_cells(reader: Reader, gate: Gate, plan: Plan, by: Sequence[Split] = ()) -> Counted:
    """The records of a plan, counted by some columns."""
    for split in by:
        check_split(split, plan.columns, plan.table)
    found = cells(reader, plan.view, plan.where, by, plan.columns)
    total = total_of(reader, plan.view, plan.where, by, found)
    if not gate.guards(plan.table):
        return Counted(dict(found), total)
    said = (SUPPRESSION.format(gate.settings.threshold),)
    keys = sorted(found, key=lambda key: (-found[key], str(key)))
    opened = unsafe(reader, gate, plan, by) if by else set()
    hidden = gate.hidden([found[key] for key in keys], [index for index, key in enumerate(keys) if key in opened]) if by else set()
    if gate.small(total) or len(hidden) == 1 or unsafe(reader, gate, plan):
        return Counted({}, None, 1, said)
    told = {key: None if index in hidden else found[key] for index, key in enumerate(keys)}
    return Counted(told, total, len(hidden), said if hidden else ())


def refuse_measure(gate: Gate, table: Table, kind: str) -> None:
    """Raises Refused for a measure of a table about persons that is no count."""
    if gate.guards(table) and kind not in COUNTED:
        raise Refused(
            f"{table.name} holds one record for each {table.unit}: only its records are counted, and {kind} is no count",
            expected="a count, a share or a rate",
            do=f"ask `clerestory facets {table.name} --by COLUMN` or `clerestory series {table.name} --by COLUMN:month`",
        )

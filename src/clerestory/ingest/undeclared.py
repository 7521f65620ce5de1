"""Columns that no source declares: scanned in full, and withheld when in doubt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from clerestory.formats.grid import Grid
from clerestory.ingest.conform import Tally
from clerestory.ingest.screening import Screen
from clerestory.ingest.stricter import AS_PROPOSED, CHOSEN, Stricter
from clerestory.kernel.text import identifier
from clerestory.schema.table import Column, Grain, Protection, Table
from clerestory.sdk.propose import names_somebody
from clerestory.sdk.source import Span

PREFIX = "x_"
"""Names of undeclared columns start with it, so that none can be taken for a declared one."""


@dataclass(frozen=True)
class Decision:
    """What is done with the undeclared columns of one span."""

    columns: dict[str, int]
    declared: tuple[Column, ...]
    labels: dict[str, str]


def decide(grid: Grid, span: Span, table: Table, screen: Screen, tally: Tally, stricter: Stricter = AS_PROPOSED) -> Decision:
    """Scan every cell of the undeclared columns; let in, as screened text, those in which nothing has the shape of an identifier."""
    open_places = dict(span.undeclared)
    for place, label in list(open_places.items()):
        reason = ""
        if stricter.withholds(label):
            reason = CHOSEN
        elif table.grain is Grain.PERSON_EVENT:
            reason = "undeclared column of a table about persons"
        elif _personal(label, screen):
            reason = "undeclared column whose label may name a person"
        elif names_somebody(label):
            reason = "undeclared column that by its label names, numbers or reaches a person"
        if reason:
            tally.withhold(None, place + 1, reason)
            del open_places[place]
    shapes = _scan(grid, span, open_places, screen)
    columns: dict[str, int] = {}
    labels: dict[str, str] = {}
    for place, label in open_places.items():
        if shapes.get(place):
            kinds = ", ".join(f"{kind} × {count}" for kind, count in sorted(shapes[place].items()))
            tally.withhold(None, place + 1, f"undeclared column with the shapes of identifiers ({kinds})")
            continue
        name = PREFIX + identifier(label)
        while name in columns:
            name += "_2"
        columns[name] = place
        labels[name] = label
    declared = tuple(
        Column(name, meaning="No source declares this column.", seen_as=(labels[name],), protection=Protection.SCREENED) for name in columns
    )
    return Decision(columns, declared, labels)


def without_personal_labels(table: Table, screen: Screen) -> Table:
    """A proposed table without the columns whose label may name a person: they go the way of undeclared ones."""
    kept = tuple(column for column in table.columns if not any(_personal(label, screen) for label in column.seen_as))
    return replace(table, columns=kept)


def _personal(label: str, screen: Screen) -> bool:
    return screen.text(label) != label or bool(screen.identifiers(label))


def _scan(grid: Grid, span: Span, places: dict[int, str], screen: Screen) -> dict[int, Counter[str]]:
    """Place → kind of identifier → distinct texts that have its shape."""
    found: dict[int, Counter[str]] = {}
    if not places:
        return found
    for batch in grid.batches():
        inside = pc.greater_equal(batch.rows, span.first)
        for place in places:
            if place >= len(batch.columns):
                continue
            for text in pc.unique(pc.filter(batch.columns[place], inside)).to_pylist():
                kinds = screen.identifiers(text) if text else ()
                if kinds:
                    found.setdefault(place, Counter()).update(kinds)
    return found

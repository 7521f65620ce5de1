"""What the owner of a workspace withholds of a table that nobody declared, beyond what is withheld anyway. It can only be made stricter."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from clerestory.kernel.text import label_key
from clerestory.lake.ledger import Ledger
from clerestory.schema import proposed
from clerestory.schema.table import Grain, Table

CHOSEN = "withheld by choice when the file was added"


@dataclass(frozen=True)
class Stricter:
    """``withhold``: labels of columns that are not let in. ``persons``: each line is a person, or what happened to one: counts only."""

    withhold: tuple[str, ...] = ()
    persons: bool = False

    def withholds(self, label: str) -> bool:
        """Whether the column under a label is not let in."""
        return label_key(label) in {label_key(chosen) for chosen in self.withhold}

    def of(self, table: Table) -> Table:
        """A proposed table without the columns that are not let in: they go the way of undeclared ones, and are withheld there."""
        kept = tuple(column for column in table.columns if not any(self.withholds(label) for label in column.seen_as))
        return replace(table, columns=kept, grain=Grain.PERSON_EVENT if self.persons else table.grain)


AS_PROPOSED = Stricter()


def chosen(ledger: Ledger, releases: tuple[str, ...]) -> Stricter:
    """What was chosen when these releases of one file came in, to read the file the same way again."""
    marks = ",".join("?" * len(releases))
    places = ledger.rows(
        "SELECT q.place, p.layout FROM quarantine q JOIN parts p ON p.release = q.release AND p.part = q.part"
        f" WHERE q.reason = ? AND q.release IN ({marks})",
        (CHOSEN, *releases),
    )
    labels = {label for row in places for place, label, _ in json.loads(row["layout"]) if place + 1 == row["place"]}
    tables = ledger.rows(
        f"SELECT DISTINCT t.declaration FROM proposed_tables t JOIN parts p ON p.table_name = t.name WHERE p.release IN ({marks})", releases
    )
    persons = any(proposed.read(row["declaration"]).grain is Grain.PERSON_EVENT for row in tables)
    return Stricter(tuple(sorted(labels)), persons)

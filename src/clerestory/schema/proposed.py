"""Tables proposed from a file instead of being declared, in the form in which a workspace remembers them."""

from __future__ import annotations

import json

from clerestory.errors import BadFile
from clerestory.schema.table import Column, Grain, Protection, Table


def written(table: Table) -> str:
    """A proposed table as text."""
    return json.dumps(
        {
            "name": table.name,
            "unit": table.unit,
            "grain": table.grain.value,
            "title": table.title,
            "columns": [
                {
                    "name": column.name,
                    "type": column.type,
                    "meaning": column.meaning,
                    "seen_as": column.seen_as,
                    "protection": column.protection.value,
                    "unit": column.unit,
                    "sums": column.sums,
                }
                for column in table.columns
            ],
        },
        ensure_ascii=False,
    )


def read(text: str) -> Table:
    """The table that a text of ``written`` tells of."""
    told = json.loads(text)
    columns = tuple(
        Column(
            one["name"],
            one["type"],
            meaning=one["meaning"],
            seen_as=tuple(one["seen_as"]),
            protection=Protection(one["protection"]),
            unit=one["unit"],
            sums=one["sums"],
        )
        for one in told["columns"]
    )
    return Table(told["name"], told["unit"], columns, Grain(told["grain"]), title=told["title"])


def put_together(known: Table, new: Table) -> Table:
    """What two files say of one proposed table. Raises BadFile where they contradict each other: neither is taken to be right."""
    columns = dict(known.by_name)
    for column in new.columns:
        old = columns.setdefault(column.name, column)
        if (old.type, old.protection) != (column.type, column.protection) or known.grain is not new.grain:
            raise BadFile(
                f"another file of this name is in, and its {column.name} holds something else",
                expected="columns of the same kinds under one name",
                do="rename the file, or write a source for both",
            )
    return Table(known.name, known.unit, tuple(columns.values()), known.grain, title=known.title)

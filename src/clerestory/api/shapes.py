"""Forms in which records may stand in an answer, and what may be asked beside them."""

from __future__ import annotations

from typing import Any

from clerestory.workbench import Workbench

SHAPES = ("objects", "arrays", "array", "object")
"""``objects``: a list of objects; ``arrays``: a list of lists, in the order of ``columns``; ``array``: the list of objects alone, without what
the answer says of itself; ``object``: objects by record id."""
EXTRAS = ("columns_told", "releases", "citation", "licences")


def shaped(shape: str, told: dict[str, Any]) -> Any:
    """The answer with its records in another form."""
    rows = told.get("rows")
    if shape == "objects" or rows is None:
        return told
    if shape == "array":
        return rows
    if shape == "object":
        return {**told, "rows": {row["id"]: row for row in rows}}
    names = ["id", *told["columns"], "_states"]
    return {**told, "columns": names, "rows": [[row.get(name) for name in names] for row in rows]}


def extra(name: str, bench: Workbench, query: Any) -> Any:
    """One of ``EXTRAS``."""
    facts = bench.facts(query)
    return facts["columns" if name == "columns_told" else name]

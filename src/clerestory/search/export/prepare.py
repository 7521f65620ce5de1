"""From a plan to records on their way out, and what is said of them."""

from __future__ import annotations

from typing import Any

from clerestory.schema.table import Column
from clerestory.search.answers.asked import Desk
from clerestory.search.answers.rows import stream
from clerestory.search.export.facts import Facts
from clerestory.search.export.records import Records
from clerestory.search.plan import Plan

RELEASE = ("id", "source", "publisher", "name", "sha256", "published", "obtained", "licence", "url")


def prepare(desk: Desk, plan: Plan) -> tuple[Records, Facts]:
    """All records of a plan. Raises Refused for tables about persons."""
    columns, batches = stream(desk, plan)
    releases = [{fact: row[fact] for fact in RELEASE} for row in map(desk.reader.facts, plan.chosen.releases)]
    told = tuple(described(plan.columns[name]) for name in columns)
    return Records(columns, batches), Facts(plan.table.name, desk.about(plan).as_json(), told, tuple(releases))


def described(column: Column) -> dict[str, Any]:
    """What a codebook says of a column."""
    return {
        "name": column.name, "type": column.type, "meaning": column.meaning, "unit": column.unit, "seen_as": list(column.seen_as),
        "sums": column.sums,
    }  # fmt: skip

"""From a plan to records on their way out, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clerestory.schema.table import Column
from clerestory.search.answers.asked import Desk
from clerestory.search.answers.rows import shown, stream
from clerestory.search.export.facts import Facts
from clerestory.search.export.records import Records
from clerestory.search.plan import Plan

RELEASE = ("id", "source", "publisher", "name", "sha256", "published", "obtained", "licence", "url")


def prepare(desk: Desk, plan: Plan) -> tuple[Records, Facts]:
    """All records of a plan. Raises Refused for tables about persons."""
    columns, batches = stream(desk, plan)
    return Records(columns, batches), _facts(desk, plan, columns)


def facts(desk: Desk, plan: Plan) -> Facts:
    """What would be said of them; for tables about persons too."""
    return _facts(desk, plan, shown(desk, plan)[0])


def _facts(desk: Desk, plan: Plan, columns: Sequence[str]) -> Facts:
    releases = [{fact: row[fact] for fact in RELEASE} for row in map(desk.reader.facts, plan.chosen.releases)]
    return Facts(plan.table.name, desk.about(plan).as_json(), tuple(described(plan.columns[name]) for name in columns), tuple(releases))


def described(column: Column) -> dict[str, Any]:
    """What a codebook says of a column."""
    return {
        "name": column.name, "type": column.type, "meaning": column.meaning, "unit": column.unit, "seen_as": list(column.seen_as),
        "sums": column.sums,
    }  # fmt: skip

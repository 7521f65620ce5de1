"""Breaks in a series: days across which counts cannot simply be compared, because the records say something else from then on."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from clerestory.lake.ledger import Ledger
from clerestory.schema.table import Table
from clerestory.search.periods import period
from clerestory.search.plan import Plan
from clerestory.search.query import Either, Split
from clerestory.search.reasons import reasons

MOST = 8


@dataclass(frozen=True)
class Break:
    """``day``: the first on which it is otherwise."""

    day: str
    why: str


def breaks(ledger: Ledger, plan: Plan, split: Split, periods: list[str]) -> tuple[Break, ...]:
    """The breaks inside a series that concern the columns in use."""
    if not periods:
        return ()
    terms = [term for test in plan.query.tests for term in (test.terms if isinstance(test, Either) else (test,))]
    splits = (*plan.query.by, split)
    told = []
    if any(term.operator == "mentions" for term in terms) or any(each.aspect == "mentions" for each in splits):
        told += [Break(day, why) for day, why in reasons().breaks]
    used = {name for name in (*(term.field for term in terms), *(each.base for each in splits)) if name in plan.columns}
    changes = _layouts(ledger, plan.table, plan.chosen.releases, frozenset(used))
    told += changes[:MOST]
    if len(changes) > MOST:
        told.append(Break(changes[MOST].day, f"{len(changes) - MOST:,} more changes of layout: `clerestory drift`"))
    first, last = period(periods[0])[0].isoformat(), period(periods[-1])[1].isoformat()
    return tuple(sorted((each for each in told if first < each.day <= last), key=lambda each: each.day))


def _layouts(ledger: Ledger, table: Table, releases: tuple[str, ...], used: frozenset[str]) -> list[Break]:
    """Where a publisher's releases gain or lose a column in use, by the day of publication."""
    base = table.distinct.of if table.distinct else table.name
    rows = ledger.rows(
        "SELECT r.id, r.publisher, r.source, r.universe, r.published, p.layout FROM parts p JOIN releases r ON r.id = p.release"
        " WHERE p.table_name = ? AND r.published IS NOT NULL AND r.id IN (SELECT value FROM json_each(?)) ORDER BY r.published, r.id",
        (base, json.dumps(releases)),
    )
    columns: dict[tuple[str, str, str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        here = {column for _, _, column in json.loads(row["layout"]) if column}
        columns[row["source"], row["publisher"], row["universe"], row["published"][:10], row["id"]] |= here & used
    last: dict[tuple[str, str, str], set[str]] = {}
    told = []
    for (source, publisher, universe, day, _), here in columns.items():
        before = last.get((source, publisher, universe))
        if before is not None:
            told += [Break(day, f"releases of {publisher} have {name} from here on") for name in sorted(here - before)]
            told += [Break(day, f"releases of {publisher} no longer have {name}") for name in sorted(before - here)]
        last[source, publisher, universe] = here
    return sorted(dict.fromkeys(told), key=lambda each: each.day)

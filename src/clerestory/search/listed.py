"""What lists of releases, sheets and quarantine may say of tables about persons: a sheet of three rows is three people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from clerestory.lake.ledger import Ledger
from clerestory.schema.table import Grain, Table
from clerestory.search.disclosure import Gate

NUMBERS = ("rows_in", "records", "quarantined")


def sheets(gate: Gate, table: Table, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Sheets of a table with their numbers of rows; of tables about persons None where these would tell of a few.

    ``rows``: ``id`` of the release, ``rows_in``, ``records``, ``quarantined`` and whatever else is listed. The number of records of a whole
    release is told elsewhere, so a sheet whose rest is small goes with it.
    """
    listed = [dict(row) for row in rows]
    if not gate.guards(table):
        return listed
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in listed:
        of[row["id"]].append(row)
    for several in of.values():
        records, quarantined = (gate.hidden([row[name] for row in several]) for name in ("records", "quarantined"))
        for place in quarantined:
            several[place].update(rows_in=None, quarantined=None)
        for place in records:
            several[place].update(dict.fromkeys(NUMBERS))
    return listed


def quarantined(gate: Gate, table: Table, number: int) -> int | None:
    """Rows in quarantine, or None where they are few people's."""
    return None if gate.guards(table) and gate.small(number) else number


def turned_away(gate: Gate, tables: Mapping[str, Table], rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Entries of the quarantine. Of tables about persons they are put together by reason, without the places of their rows."""
    listed: list[dict[str, Any]] = []
    together: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        entry = dict(row)
        table = tables.get(entry.pop("table_name") or "")
        if table is None or not gate.guards(table) or entry["row"] is None:
            listed.append(entry)
            continue
        key = (entry["release"], entry["sheet"], entry["reason"])
        if key not in together:
            together[key] = {**entry, "row": None, "place": None, "count": 0}
            listed.append(together[key])
        together[key]["count"] += entry["count"]
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in together.values():
        of[entry["release"]].append(entry)
    for several in of.values():
        for place in gate.hidden([entry["count"] for entry in several]):
            several[place]["count"] = None
    return listed


def releases(gate: Gate, ledger: Ledger, tables: Mapping[str, Table], rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Releases as listed. Of those that hold only a few people's records, the size in bytes is left out."""
    few = {
        row["release"]
        for row in ledger.rows("SELECT release, table_name, sum(records) AS records FROM parts GROUP BY 1, 2")
        if row["table_name"] in tables and tables[row["table_name"]].grain is Grain.PERSON_EVENT and gate.small(row["records"])
    }
    return [{**dict(row), "size": None} if row["id"] in few else dict(row) for row in rows]

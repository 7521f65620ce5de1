"""A record across releases: the same thing, by the table's key, as each release told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clerestory.lake.conditions import AllOf, Compare
from clerestory.lake.read import Reader, Slice
from clerestory.schema.table import Table
from clerestory.search.answers.rows import record_id
from clerestory.search.disclosure import Gate
from clerestory.search.values import plain

MOST = 3_000
"""Records of the past that are looked at."""


@dataclass(frozen=True)
class Once:
    """The thing in one release."""

    id: str
    release: str
    source: str
    published: str
    cells: Mapping[str, tuple[Any, str]]
    """Column → (value, state)."""


@dataclass(frozen=True)
class Run:
    """Times in a row that say the same."""

    times: tuple[Once, ...]

    @property
    def first(self) -> Once:
        """The first of them."""
        return self.times[0]

    @property
    def last(self) -> Once:
        """The last of them."""
        return self.times[-1]

    def has(self, record: str) -> bool:
        """Whether a record is one of them."""
        return any(once.id == record for once in self.times)


@dataclass(frozen=True)
class History:
    """The thing in all releases that have it, the oldest first. ``columns``: those in which they differ. Empty without a key."""

    key: tuple[tuple[str, Any], ...]
    times: tuple[Once, ...]
    columns: tuple[str, ...]
    lacking: int
    """Days of publication of the same series, between the first and the last of these, of which no release has it."""

    @property
    def runs(self) -> list[Run]:
        """The times, those in a row that say the same put together."""
        found: list[list[Once]] = []
        for once in self.times:
            if found and all(found[-1][-1].cells[name] == once.cells[name] for name in self.columns):
                found[-1].append(once)
            else:
                found.append([once])
        return [Run(tuple(times)) for times in found]


NOTHING = History((), (), (), 0)


def history(reader: Reader, gate: Gate, table: Table, cells: Mapping[str, Any], release: Mapping[str, Any]) -> History:
    """What releases of the same series say of the thing that a record is about. ``cells``: column → value of the record.

    Raises Refused for tables about persons.
    """
    gate.rows(table)
    key = tuple((name, cells[name]) for name in table.key if cells.get(name) is not None)
    if not key or len(key) < min(2, len(table.key)):
        return NOTHING
    same = {
        row["id"]: row
        for row in reader.ledger.rows(
            "SELECT DISTINCT r.id, r.published, r.source FROM releases r JOIN parts p ON p.release = r.id WHERE r.source = ? AND r.publisher = ?"
            " AND r.universe = ? AND r.withdrawn IS NULL AND p.table_name = ? AND p.records > 0",
            (release["source"], release["publisher"], release["universe"], table.name),
        )
    }
    view = Slice(table.name, tuple(same))
    columns = [name for name, column in table.by_name.items() if not column.hidden and name in reader.columns(view) | reader.states(view)]
    where = AllOf(tuple(Compare(name, "=", value) for name, value in key))
    found = reader.rows(view, where, columns, limit=MOST).to_pylist()
    times = sorted(
        (
            Once(
                record_id(record), record["_release"], same[record["_release"]]["source"], (same[record["_release"]]["published"] or "")[:10],
                {name: (plain(record.get(name)), _state(record, name)) for name in columns},
            )
            for record in found
        ),
        key=lambda once: (once.published, once.id),
    )  # fmt: skip
    differing = tuple(name for name in columns if len({repr(once.cells[name]) for once in times}) > 1)
    return History(key, tuple(times), differing, _lacking(times, [(row["published"] or "")[:10] for row in same.values()]))


def _state(record: Mapping[str, Any], name: str) -> str:
    return record.get(f"{name}__state") or ("value" if record.get(name) is not None else "not_exported")


def _lacking(times: list[Once], published: list[str]) -> int:
    days = [once.published for once in times if once.published]
    if not days:
        return 0
    return len({day for day in published if min(days) < day < max(days)} - set(days))

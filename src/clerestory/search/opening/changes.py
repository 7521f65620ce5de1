"""What changed from one release of a list to the next: record by record where the table has a key, else as two bags of records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clerestory.search.values import plain

SHOWN = 50
"""Records of each kind that are named."""
Cell = tuple[Any, str]
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Differing:
    """One column of a record that both releases have."""

    column: str
    before: Cell
    after: Cell


@dataclass(frozen=True)
class Changed:
    """A record that both releases have with other values."""

    before: str
    after: str
    """Record ids."""
    named: str
    differing: tuple[Differing, ...]


@dataclass(frozen=True)
class Listed:
    """A record that one of the releases has."""

    id: str
    named: str


@dataclass(frozen=True)
class Changes:
    """How two releases of one table differ. Records beyond ``SHOWN`` of a kind are counted and not named."""

    table: str
    before: str
    after: str
    key: tuple[str, ...]
    same: int
    come: int
    gone: int
    changed: int
    come_shown: tuple[Listed, ...]
    gone_shown: tuple[Listed, ...]
    changed_shown: tuple[Changed, ...]
    columns: tuple[tuple[str, int], ...]
    """Column → records in which it differs, the most first."""
    adds_up: bool = False
    """Whether releases of the table add up: a record that is not there again has not vanished."""


def compare(
    table: str,
    ids: tuple[str, str],
    key: Sequence[str],
    columns: Sequence[str],
    before: Sequence[Record],
    after: Sequence[Record],
    *,
    adds_up: bool = False,
) -> Changes:
    """Compare the records of two releases. ``ids``: of the releases; records carry their own id under ``id``."""
    used = tuple(name for name in key if name in columns)
    left, right = _by_key(before, used, columns), _by_key(after, used, columns)
    same, changed, come, gone = 0, [], [], []
    for place in {**left, **right}:
        old, new = list(left.get(place, ())), list(right.get(place, ()))
        alike = Counter(cells for cells, _ in old) & Counter(cells for cells, _ in new)
        same += alike.total()
        old, new = _without(old, alike), _without(new, alike)
        pairs = min(len(old), len(new)) if used else 0
        changed += list(zip(old[:pairs], new[:pairs], strict=True))
        gone += old[pairs:]
        come += new[pairs:]
    differing = Counter(name for old, new in changed for name, one, other in zip(columns, old[0], new[0], strict=True) if one != other)
    name = used or tuple(columns[:4])
    return Changes(
        table, *ids, used, same, len(come), len(gone), len(changed),
        tuple(Listed(record["id"], _named(record, name)) for _, record in come[:SHOWN]),
        tuple(Listed(record["id"], _named(record, name)) for _, record in gone[:SHOWN]),
        tuple(_changed(old, new, columns, name) for old, new in changed[:SHOWN]),
        tuple(differing.most_common()), adds_up,
    )  # fmt: skip


Row = tuple[tuple[Cell, ...], Record]


def _by_key(records: Sequence[Record], key: Sequence[str], columns: Sequence[str]) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for record in records:
        cells = tuple(_cell(record, name) for name in columns)
        place = tuple(_folded(record.get(name)) for name in key) if key else cells
        found[place].append((cells, record))
    return found


def _cell(record: Record, name: str) -> Cell:
    value = record.get(name)
    return plain(value), record.get(f"{name}__state") or ("value" if value is not None else "not_exported")


def _folded(value: Any) -> Any:
    return value.casefold().strip() if isinstance(value, str) else value


def _without(rows: list[Row], alike: Counter[tuple[Cell, ...]]) -> list[Row]:
    left = Counter(alike)
    kept = []
    for row in rows:
        if left[row[0]] > 0:
            left[row[0]] -= 1
        else:
            kept.append(row)
    return kept


def _named(record: Record, columns: Sequence[str]) -> str:
    return " · ".join(str(plain(record[name])) for name in columns if record.get(name) is not None)


def _changed(old: Row, new: Row, columns: Sequence[str], name: Sequence[str]) -> Changed:
    differing = tuple(Differing(column, one, other) for column, one, other in zip(columns, old[0], new[0], strict=True) if one != other)
    return Changed(old[1]["id"], new[1]["id"], _named(new[1], name), differing)

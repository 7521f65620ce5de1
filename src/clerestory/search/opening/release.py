"""A release, opened: its parts, what was not let in, how its layout drifted, and what changed against the one before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from clerestory.errors import UnknownName
from clerestory.lake.conditions import AllOf
from clerestory.lake.read import Reader, Slice
from clerestory.lake.slices import ORIGIN
from clerestory.schema.table import Grain, Table
from clerestory.search.answers.rows import record_id
from clerestory.search.disclosure import Gate
from clerestory.search.drift import Change, drift
from clerestory.search.listed import releases, sheets
from clerestory.search.opening.alike import says_one_thing, without_alike
from clerestory.search.opening.changes import Changes, compare

MOST_COMPARED = 200_000
"""Records of a release that are compared one by one."""


@dataclass(frozen=True)
class HeldPart:
    """One sheet, page or table of a release. Numbers are None where they count people and may not be told."""

    name: str
    title: str
    table: str
    persons: bool
    rows_in: int | None
    records: int | None
    quarantined: int | None
    furniture: int | None


@dataclass(frozen=True)
class TurnedAway:
    """Something that was not let in. ``whole``: a column; else rows or cells."""

    reason: str
    whole: bool
    count: int | None
    places: tuple[str, ...]
    """Where, as far as it is told: ``sheet, row 7, column 3``."""


@dataclass(frozen=True)
class ReleaseOpened:
    """Everything that a page shows of a release. ``withdrawn``: why it was taken out; nothing else is then told."""

    facts: Mapping[str, Any]
    notes: tuple[str, ...]
    parts: tuple[HeldPart, ...]
    turned: tuple[TurnedAway, ...]
    drift: tuple[Change, ...]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    """The releases of the same source, publisher and universe around it."""
    compared: Mapping[str, Mapping[str, Any]]
    """Table whose records can be compared → the release before that has records of it."""
    withdrawn: str = ""


def open_release(reader: Reader, gate: Gate, tables: Mapping[str, Table], source: str, release: str) -> ReleaseOpened:
    """Open one release. Raises UnknownName when the source has none by this id."""
    row = reader.ledger.one("SELECT * FROM releases WHERE id = ? AND source = ?", (release, source))
    if row is None:
        raise UnknownName(
            f"the source {source} has no release {release}",
            expected="the id of a release of this workspace",
            do="choose one of the source's page",
        )
    if row["withdrawn"] is not None:
        return ReleaseOpened(dict(row), (), (), (), (), None, None, {}, row["withdrawn_why"] or "no reason was given")
    parts = reader.ledger.rows("SELECT * FROM parts WHERE release = ? ORDER BY part", (release,))
    before, after = around(reader, row)
    filled = sorted({part["table_name"] for part in parts if part["records"]})
    open_to_all = [name for name in filled if name in tables and not gate.guards(tables[name])]
    compared = {name: earlier for name in open_to_all if (earlier := around(reader, row, name)[0])}
    (facts,) = releases(gate, reader.ledger, tables, [row])
    return ReleaseOpened(
        facts,
        tuple(json.loads(row["notes"])),
        tuple(_parts(parts, tables, gate)),
        tuple(_turned(reader, release, parts, tables, gate)),
        tuple(change for change in drift(reader.ledger, source) if change.after == release),
        before,
        after,
        compared,
    )


def changes(reader: Reader, gate: Gate, table: Table, before: str, after: str) -> Changes | None:
    """How the records of a table differ between two releases; None when there are too many to compare. Raises Refused for tables about persons."""
    gate.rows(table)
    views = [Slice(table.name, (release,)) for release in (before, after)]
    if any(reader.count(view, AllOf(())) > MOST_COMPARED for view in views):
        return None
    names = [name for name in sorted(reader.columns(views[0]) | reader.columns(views[1])) if name in table.by_name]
    columns = [name for name in table.by_name if name in names and not table.by_name[name].hidden]
    # as the lake holds them: to code hundreds of columns for one look would take longer than the look
    whole = [reader.stream(view, AllOf(()), columns).read_all() for view in views]
    if not table.series:
        columns = [name for name in columns if not says_one_thing(whole, name)]
    same, *rest = without_alike(whole[0], whole[1], columns)
    held = [
        [
            {**record, "id": record_id(record)}
            for record in side.sort_by([(name, "ascending") for name in ORIGIN if name in side.column_names]).to_pylist()
        ]
        for side in rest
    ]
    found = compare(table.name, (before, after), table.key if table.series else (), columns, held[0], held[1], adds_up=not table.series)
    return replace(found, same=found.same + same)


def around(reader: Reader, row: Any, table: str = "") -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The releases published before and after it, of the same source, publisher and universe; with ``table``, those that have records of it."""
    if not row["published"]:
        return None, None
    same = reader.ledger.rows(
        "SELECT id, name, published FROM releases WHERE source = ? AND publisher = ? AND universe = ? AND withdrawn IS NULL"
        " AND published IS NOT NULL AND (? = '' OR EXISTS (SELECT 1 FROM parts p WHERE p.release = releases.id AND p.table_name = ? AND p.records > 0))"
        " ORDER BY published, obtained, id",
        (row["source"], row["publisher"], row["universe"], table, table),
    )
    place = next(place for place, each in enumerate(same) if each["id"] == row["id"])
    return dict(same[place - 1]) if place else None, dict(same[place + 1]) if place + 1 < len(same) else None


def _parts(parts: list[Any], tables: Mapping[str, Table], gate: Gate) -> list[HeldPart]:
    """The parts in their order, their numbers as far as they may be told."""
    told: dict[int, dict[str, Any]] = {}
    for name in {part["table_name"] for part in parts}:
        of = [{**dict(part), "id": part["release"]} for part in parts if part["table_name"] == name]
        told |= {part["part"]: part for part in (sheets(gate, tables[name], of) if name in tables else of)}
    held = []
    for part in parts:
        numbers = told[part["part"]]
        furniture = part["furniture"] if None not in (numbers["rows_in"], numbers["records"], numbers["quarantined"]) else None
        held.append(
            HeldPart(
                part["name"], part["title"], part["table_name"], _about_persons(part["table_name"], tables), numbers["rows_in"],
                numbers["records"], numbers["quarantined"], furniture,
            )
        )  # fmt: skip
    return held


def _about_persons(name: str, tables: Mapping[str, Table]) -> bool:
    return name in tables and tables[name].grain is Grain.PERSON_EVENT


def _turned(reader: Reader, release: str, parts: list[Any], tables: Mapping[str, Table], gate: Gate) -> list[TurnedAway]:
    """What was not let in, the most first. Of tables about persons no place is told, and no number below the threshold."""
    about = {part["part"]: part for part in parts}
    counts: Counter[tuple[str, bool]] = Counter()
    places: dict[tuple[str, bool], list[str]] = {}
    persons: set[tuple[str, bool]] = set()
    for row in reader.ledger.rows("SELECT * FROM quarantine WHERE release = ? ORDER BY part, row, place", (release,)):
        part = about.get(row["part"])
        kind = (row["reason"], row["row"] is None)
        counts[kind] += 1 if kind[1] else row["count"]
        if part is not None and _about_persons(part["table_name"], tables) and not kind[1]:
            persons.add(kind)
        elif len(places.setdefault(kind, [])) < 8:
            where = [f"row {row['row']}"] if row["row"] is not None else []
            where += [f"column {row['place']}"] if row["place"] is not None else []
            places[kind].append(", ".join([*([part["name"]] if part is not None and part["name"] else []), *where]))
    about_persons = [kind for kind in counts if kind in persons]
    hidden = {about_persons[index] for index in gate.hidden([counts[kind] for kind in about_persons])}
    return [TurnedAway(*kind, None if kind in hidden else count, tuple(places.get(kind, ()))) for kind, count in counts.most_common()]

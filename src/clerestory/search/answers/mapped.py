"""Counts by state and county, placed; and places that records give as coordinates. What has no place is counted apart: it is not zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clerestory.errors import UsageError
from clerestory.institutions.gazetteer import State, counties, county_of, state_of
from clerestory.schema.table import Column, Grain, Table
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.answers.rows import record_id
from clerestory.search.plan import Plan
from clerestory.search.query import Split

STATE, COUNTY, LATITUDE, LONGITUDE, NAME = "state", "county", "latitude", "longitude", "name"
MOST_POINTS = 5_000


@dataclass(frozen=True)
class Area:
    """A state or county with the records that name it. ``written``: the names as records write them, per column."""

    fips: str
    name: str
    state: str
    count: int
    written: Mapping[str, tuple[str, ...]]
    unplaced: int = 0
    """Of a state: records that name no county that could be told."""


@dataclass(frozen=True)
class Nowhere:
    """Records without a place. ``why``: ``no state``, ``no county`` or ``unknown``."""

    state: str
    county: str
    why: str
    count: int


@dataclass(frozen=True)
class Point:
    """A record with coordinates."""

    record: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Mapped:
    """An answer as a map shows it."""

    about: About
    total: int | None
    states: tuple[Area, ...]
    counties: tuple[Area, ...]
    nowhere: tuple[Nowhere, ...]
    points: tuple[Point, ...]
    suppressed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        areas = [
            {"fips": area.fips, "name": area.name, "state": area.state, "count": area.count} for area in (*self.states, *self.counties)
        ]
        nowhere = [{"state": each.state, "county": each.county, "why": each.why, "count": each.count} for each in self.nowhere]
        points = [
            {"id": point.record, "name": point.name, "latitude": point.latitude, "longitude": point.longitude} for point in self.points
        ]
        return answered(self.about, self.suppressed, total=self.total, areas=areas, nowhere=nowhere, points=points)


def kind_of(table: Table, columns: Mapping[str, Column]) -> str:
    """``areas``, ``points``, or nothing when the table has no place."""
    if table.grain is Grain.PERSON_EVENT:
        return ""
    shown = {name for name, column in columns.items() if not column.hidden}
    if {LATITUDE, LONGITUDE} <= shown:
        return "points"
    return "areas" if {STATE, COUNTY} <= shown else ""


def mapped(desk: Desk, plan: Plan) -> Mapped:
    """Place the records of a question. Raises UsageError when the table has no place, Refused for tables about persons."""
    kind = kind_of(plan.table, plan.columns)
    desk.gate.rows(plan.table)
    if not kind:
        raise UsageError(f"{plan.table.name} has no place", expected="columns of state and county, or of latitude and longitude")
    return _points(desk, plan) if kind == "points" else _areas(desk, plan)


def _areas(desk: Desk, plan: Plan) -> Mapped:
    counted = desk.count(plan, (Split(STATE), Split(COUNTY)))
    by_state: dict[State, dict[str, list[tuple[str, str, int]]]] = defaultdict(lambda: defaultdict(list))
    nowhere: list[Nowhere] = []
    for ((state_text, _), (county_text, _)), number in counted.cells.items():
        count = number or 0
        state = state_of(str(state_text)) if state_text is not None else None
        if state is None:
            nowhere.append(Nowhere(str(state_text or ""), str(county_text or ""), "no state", count))
            continue
        fips = county_of(state.fips, str(county_text)) if county_text is not None else None
        by_state[state][fips or ""].append((str(state_text), str(county_text or ""), count))
        if fips is None:
            named = any(sign.isalpha() for sign in str(county_text or "").upper().removeprefix("#").replace("N/A", "").replace("NA", ""))
            nowhere.append(Nowhere(state.name, str(county_text or ""), "unknown" if named else "no county", count))
    states = tuple(
        _area(state.fips, state.name, state.postal, [cell for cells in by_county.values() for cell in cells], by_county.get("", ()))
        for state, by_county in by_state.items()
    )
    placed = tuple(
        _area(fips, counties()[fips], state.postal, cells)
        for state, by_county in by_state.items()
        for fips, cells in by_county.items()
        if fips
    )
    return Mapped(
        desk.about(plan, counted), counted.total, tuple(sorted(states, key=_most)), tuple(sorted(placed, key=_most)),
        tuple(sorted(nowhere, key=lambda each: (-each.count, each.state, each.county))), (), counted.suppressed,
    )  # fmt: skip


def _most(area: Area) -> tuple[int, str]:
    return (-area.count, area.fips)


def _area(fips: str, name: str, state: str, cells: list[tuple[str, str, int]], unplaced: Any = ()) -> Area:
    written = {STATE: tuple(sorted({cell[0] for cell in cells}))}
    if len(fips) > 2:
        written[COUNTY] = tuple(sorted({cell[1] for cell in cells}))
    return Area(fips, name, state, sum(cell[2] for cell in cells), written, sum(cell[2] for cell in unplaced))


def _points(desk: Desk, plan: Plan) -> Mapped:
    columns = [name for name in (NAME, "facility", "facility_name", LATITUDE, LONGITUDE) if name in plan.columns]
    rows = desk.reader.rows(plan.view, plan.where, columns, limit=MOST_POINTS).to_pylist()
    counted = desk.count(plan)
    points = tuple(
        Point(
            record_id(row),
            str(next((row[name] for name in columns[:-2] if row.get(name) is not None), "")),
            float(row[LATITUDE]),
            float(row[LONGITUDE]),
        )
        for row in rows
        if row.get(LATITUDE) is not None and row.get(LONGITUDE) is not None
    )
    lacking = len(rows) - len(points)
    nowhere = (Nowhere("", "", "no coordinates", lacking),) if lacking else ()
    return Mapped(desk.about(plan, counted), counted.total, (), (), nowhere, points)

"""Where the rows of an export stand: under a header that may be wrong, or under none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clerestory.sdk import Head, Row, header_at
from clerestory.sources.alpr_searches.kinds import ORDERS, certain, fits, kind_of, placed, wider_first, width_of
from clerestory.sources.alpr_searches.table import SIGHTINGS

SEARCHED, LOOKED_AT = 60, 200
LEAST, SURE = 4, 0.8
"""Labels that a header must have; share of rows that must fit a reading that the header does not give."""


@dataclass(frozen=True)
class Layout:
    """The reading of one grid."""

    columns: Mapping[str, int]
    first: int
    """Index of the first row of data among the rows of the head."""
    header: int | None
    labels: Mapping[int, str] = field(default_factory=dict)
    undeclared: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def layout_of(head: Head) -> Layout | None:
    """The reading of a grid as an export; None when it is none."""
    best: tuple[int, int] | None = None
    for index, row in enumerate(head.rows[:SEARCHED]):
        match = header_at(SIGHTINGS, row)
        known = set(match.columns)
        enough = len(known) >= LEAST and len(known) >= 0.6 * (len(known) + len(match.undeclared))
        export = known & {"searched_at", "time_frame_end"} and known & {"organisation", "network_count"}
        if enough and export and "agency" not in known and (best is None or len(known) > best[0]):
            best = (len(known), index)
    return _without_header(head) if best is None else _under(head, best[1])


def _kinds(head: Head, first: int) -> list[list[str]]:
    rows = [row for row in head.rows[first : first + LOOKED_AT] if width_of(row)]
    return [[kind_of(cell) for cell in row] for row in rows]


def _share(rows: list[list[str]], columns: Mapping[str, int]) -> float:
    return sum(fits(kinds, columns) for kinds in rows) / len(rows) if rows else 1.0


def _without_header(head: Head) -> Layout | None:
    """The first known order that most rows certainly have."""
    rows = _kinds(head, 0)
    if not rows or not any("moment" in kinds for kinds in rows):
        return None
    width = max(width_of(row) for row in head.rows[:LOOKED_AT])
    for columns in wider_first(width, len(head.rows[0])):
        if sum(certain(kinds, columns) for kinds in rows) >= SURE * len(rows):
            note = "the file has no header: its columns are read in the order of a known export, checked by the shape of the cells"
            return Layout(columns, 0, None, notes=(note,))
    return None


def _under(head: Head, index: int) -> Layout:
    match = header_at(SIGHTINGS, head.rows[index])
    columns = dict(match.columns)
    if "search_date" in columns and "searched_at" in columns:
        columns["search_clock"] = columns.pop("searched_at")
    rows = _kinds(head, index + 1)
    columns, notes = _unlabelled(head.rows[index], columns, rows)
    undeclared = {**match.undeclared, **_nameless(head, index, columns, match.labels)}
    if _share(rows, columns) < 1 - SURE:
        other = _phantom(columns, rows)
        if other is not None:
            gone, columns = other
            notes = (*notes, f"the label of {gone} stands over no data: the columns after it are read one place to the left")
            undeclared = {place: label for place, label in undeclared.items() if place not in columns.values()}
    return Layout(columns, index + 1, index, match.labels, undeclared, notes)


def _phantom(columns: Mapping[str, int], rows: list[list[str]]) -> tuple[str, dict[str, int]] | None:
    """A label whose column was taken out: without it, with all after it one place further left, the rows fit."""
    found = []
    for gone, place in columns.items():
        shifted = {name: at - (at > place) for name, at in columns.items() if at != place}
        sure = sum(certain(kinds, shifted) for kinds in rows)
        if sure >= SURE * len(rows):
            found.append((sure, place, gone, shifted))
    if not found:
        return None
    # where several readings fit alike, neighbours of words cannot be told apart: the last one puts the fewest cells elsewhere
    _, _, gone, shifted = max(found, key=lambda entry: entry[:2])
    return gone, shifted


def _unlabelled(header: Row, columns: dict[str, int], rows: list[list[str]]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Columns whose label was blanked, where a known order tells which one it is and the cells fit."""
    notes: tuple[str, ...] = ()
    blank = [place for place, cell in enumerate(header) if not (cell or "").strip()]
    for order in ORDERS:
        known = placed(order)
        missing = {name: place for name, place in known.items() if name not in columns}
        if not missing or set(missing.values()) - set(blank):
            continue
        if any(known.get(name) != place for name, place in columns.items()):
            continue
        whole = {**columns, **missing}
        if _share(rows, whole) >= SURE:
            names = ", ".join(sorted(missing))
            return whole, (f"a label is blank: by its place in a known export, and by its cells, the column is {names}",)
    return columns, notes


def _nameless(head: Head, index: int, columns: Mapping[str, int], labels: Mapping[int, str]) -> dict[int, str]:
    """Places with cells and no label that nothing explains: undeclared columns, so that they are scanned before they are let in."""
    width = max(labels) + 1
    filled = {
        place for row in head.rows[index + 1 :] for place, cell in enumerate(row[:width]) if place not in labels and (cell or "").strip()
    }
    return dict.fromkeys(sorted(filled - set(columns.values())), "without label")

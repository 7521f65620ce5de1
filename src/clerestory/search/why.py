"""Opening a record: where each of its values stands in the original, and what is kept of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerestory.errors import Gone, UnknownName
from clerestory.ingest.originals import find_original, raw_row
from clerestory.kernel.hashing import RecordId, parse_record_id
from clerestory.kernel.text import squeeze
from clerestory.lake.conditions import AllOf, Compare
from clerestory.lake.read import Reader, Slice
from clerestory.schema.released import released_text
from clerestory.schema.table import Column, Protection, Table
from clerestory.search.disclosure import Gate

OF_THE_CELL = frozenset({"value", "text"})
"""How tables whose records are single cells call what stands in the cell."""
KEPT_AS_RELEASED = frozenset({Protection.PUBLIC})


@dataclass(frozen=True)
class CellOrigin:
    """One value of a record and the cell it came from."""

    column: str
    label: str
    cell: str
    """``C7`` in a spreadsheet, ``row 7, column 3`` elsewhere."""
    value: Any
    state: str
    released: str | None
    original: str | None = None
    """What the original says there now; None when it is not at hand, or when the column is not kept as released."""
    agrees: bool | None = None
    """Whether the original says the same: the same text, or another writing of the same value. None: nothing was compared."""


@dataclass(frozen=True)
class Opened:
    """A record, opened."""

    record: str
    table: str
    release: dict[str, Any]
    part: str
    row: int
    kind: str
    cells: list[CellOrigin]
    original_found: bool | None
    """None: nobody asked for it."""


def a1(place: int, row: int) -> str:
    """Spreadsheet reference of a cell; ``place`` from 0."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def open_record(reader: Reader, gate: Gate, tables: dict[str, Table], text: str, originals: Path | None = None) -> Opened:
    """Open one record by its id. Raises UsageError or UnknownName when there is none, Refused for tables about persons."""
    wanted = parse_record_id(text)
    release = reader.ledger.one("SELECT * FROM releases WHERE id = ?", (wanted.release,))
    if release is None:
        raise UnknownName(f"no release of this workspace begins the record id {text}", do="list them with `clerestory releases`")
    if release["withdrawn"] is not None:
        raise Gone(f"the release {wanted.release} was withdrawn: {release['withdrawn_why'] or 'no reason given'}")
    part, record = _record(reader, tables, gate, wanted)
    table = tables[part["table_name"]]
    raw = None
    found: bool | None = None
    if originals is not None:
        path = find_original(originals, release["sha256"], release["size"])
        found = path is not None
        raw = raw_row(path, wanted.grid, wanted.row) if path else None
    spreadsheet = release["format"] in ("xlsx", "xls")
    forms = json.loads(part["forms"])
    cells = []
    for name, place, label in _places(part, record, wanted):
        column = table.by_name.get(name) or Column(name, protection=Protection.SCREENED)
        state = record.get(f"{name}__state") or ("value" if record.get(name) is not None else "not_exported")
        shown = released_text(column, record.get(name), record.get(f"{name}__state"), record.get(f"{name}__text"), forms.get(name))
        original, agreed = None, None
        if raw is not None and place is not None and column.protection in KEPT_AS_RELEASED and place < len(raw.cells):
            original = raw.cells[place]
            agreed = agrees(column, record.get(name), shown, original)
        where = "" if place is None else a1(place, wanted.row) if spreadsheet else f"row {wanted.row}, column {place + 1}"
        value = None if column.hidden else record.get(name)
        cells.append(CellOrigin(name, label, where, value, state, None if column.hidden else shown, original, agreed))
    return Opened(str(wanted), table.name, dict(release), part["name"], wanted.row, part["kind"], cells, found)


def agrees(column: Column, value: Any, released: str | None, original: str | None) -> bool:
    """Whether a cell of the original says what is held of it. Of a cell with several lines, one may: a column can be one line of it."""
    if (original or "") == (released or ""):
        return True
    if original is None or value is None:
        return False
    texts = [original, *original.splitlines()]
    if column.cut:  # one piece of its cell
        texts += original.split(column.cut)
    if released in texts:
        return True
    return any(parsed is not None and parsed.value == value for parsed in (column.kind.parse(text) for text in map(squeeze, texts) if text))


def _record(reader: Reader, tables: dict[str, Table], gate: Gate, wanted: RecordId) -> tuple[Any, dict[str, Any]]:
    parts = reader.ledger.rows("SELECT * FROM parts WHERE release = ? AND grid = ? AND records > 0", (wanted.release, wanted.grid))
    for part in parts:
        table = tables[part["table_name"]]
        gate.rows(table)
        tests = [Compare("_grid", "=", wanted.grid), Compare("_row", "=", wanted.row)]
        view = Slice(table.name, (wanted.release,))
        if wanted.column is not None:
            tests.append(Compare("_col", "=", wanted.column))
        names = sorted(reader.columns(view) | reader.states(view))
        rows = reader.rows(view, AllOf(tuple(tests)), names, limit=1).to_pylist()
        if rows and part["first_row"] <= wanted.row <= (part["last_row"] or wanted.row):
            return part, rows[0]
    raise UnknownName(
        f"the release {wanted.release} has no record at sheet {wanted.grid}, row {wanted.row}", do="copy the id from `clerestory search`"
    )


def _places(part: Any, record: dict[str, Any], wanted: RecordId) -> list[tuple[str, int | None, str]]:
    """(column, place or None, label) of what the record holds: first the columns with a place of their own, then the others."""
    layout = [(column, place, label) for place, label, column in json.loads(part["layout"]) if column]
    named = {column for column, _, _ in layout}
    others = [name for name in record if not name.startswith("_") and not name.endswith(("__state", "__text")) and name not in named]
    # a record that is one cell: what else it holds was said by titles and labels around that cell
    only = None if wanted.column is None else wanted.column - 1
    return layout + [(name, only if name in OF_THE_CELL else None, "") for name in others if record.get(name) is not None]

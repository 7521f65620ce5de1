"""How the layout of a source changed from one release to the next, out of what the ledger keeps of every header."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import Any

from clerestory.kernel.text import label_key
from clerestory.lake.ledger import Ledger

ALIKE = 0.6


@dataclass(frozen=True)
class Change:
    """One difference between two layouts in a row. ``what``: added, dropped, renamed?, moved, retyped (its values are written otherwise)."""

    table: str
    part: str
    before: str
    after: str
    published: str
    what: str
    label: str
    detail: str = ""


def drift(ledger: Ledger, source: str) -> list[Change]:
    """Every change of layout of a source, by table and sheet, in the order of publication."""
    rows = ledger.rows(
        "SELECT r.id, r.published, r.obtained, r.publisher, p.table_name, p.name, p.layout, p.forms FROM parts p JOIN releases r ON r.id = p.release"
        " WHERE r.source = ? AND r.withdrawn IS NULL AND p.layout <> '[]' ORDER BY coalesce(r.published, r.obtained), r.id, p.part",
        (source,),
    )
    last: dict[tuple[str, str, str], Any] = {}
    forms: dict[tuple[str, str, str], dict[str, str]] = {}
    changes: list[Change] = []
    for row in rows:
        key = (row["publisher"], row["table_name"], _sheet(row["name"]))
        before = last.get(key)
        if before is not None and before["layout"] != row["layout"]:
            changes.extend(_changes(before, row))
        if before is not None:
            changes.extend(_retyped(before, row, forms[key]))
        last[key] = row
        # a release in which a column is empty says nothing of how it is written: what was seen last goes on
        forms[key] = {**forms.get(key, {}), **json.loads(row["forms"])}
    return changes


def _sheet(name: str) -> str:
    """A sheet's name without the years and numbers that differ from release to release."""
    return " ".join(word for word in label_key(name).split() if not any(letter.isdigit() for letter in word))


def _retyped(before: Any, after: Any, forms: dict[str, str]) -> list[Change]:
    labels = {column: label for _, label, column in json.loads(after["layout"]) if column}
    return [
        Change(
            after["table_name"], after["name"], before["id"], after["id"], after["published"] or "", "retyped",
            labels.get(column, column), f"{forms[column]}, now {form}",
        )
        for column, form in json.loads(after["forms"]).items()
        if forms.get(column, form) != form
    ]  # fmt: skip


def _changes(before: Any, after: Any) -> list[Change]:
    old = {label_key(label): (place, label) for place, label, _ in json.loads(before["layout"])}
    new = {label_key(label): (place, label) for place, label, _ in json.loads(after["layout"])}

    def change(what: str, label: str, detail: str = "") -> Change:
        return Change(after["table_name"], after["name"], before["id"], after["id"], after["published"] or "", what, label, detail)

    gone, come = [key for key in old if key not in new], [key for key in new if key not in old]
    found = []
    for key in list(gone):
        close = difflib.get_close_matches(key, come, n=1, cutoff=ALIKE)
        same_place = next((other for other in come if new[other][0] == old[key][0]), None)
        other = close[0] if close else None
        if other is None and same_place is not None and len(gone) == len(come) == 1:
            other = same_place
        if other is not None:
            found.append(change("renamed?", old[key][1], f"now {new[other][1]}"))
            gone.remove(key)
            come.remove(other)
    found += [change("dropped", old[key][1]) for key in gone]
    found += [change("added", new[key][1]) for key in come]
    order_before = [key for key in sorted(old, key=lambda key: old[key][0]) if key in new]
    order_after = [key for key in sorted(new, key=lambda key: new[key][0]) if key in old]
    if order_before != order_after:
        moved = [key for key, other in zip(order_before, order_after, strict=True) if key != other]
        found.append(change("moved", ", ".join(new[key][1] for key in moved[:4]) + (" …" if len(moved) > 4 else "")))
    return found

"""Applying today's screening rules to what was stored under earlier ones. It only ever makes stricter: what was masked stays masked,
since nothing but the stored text is at hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from clerestory import plugins
from clerestory.ingest.protect import Guard
from clerestory.ingest.screening import VERSION, file_name, institutional, link, organisation
from clerestory.lake.ledger import Ledger, written
from clerestory.lake.purge import wipe
from clerestory.lake.rewrite import Replacement, delete, prepare, read_coded, swap
from clerestory.lake.write import Writer
from clerestory.schema.cellstate import State
from clerestory.schema.table import Column

STATE, TEXT = "__state", "__text"
_FREE = frozenset({State.VALUE, State.PARTIAL})
"""States of text columns whose kept text is somebody's words; the texts of the others are the publisher's marks."""
_READ_AGAIN = frozenset({State.PARTIAL, State.UNPARSED})
"""The same for typed columns: other texts are ways to write a value."""


@dataclass
class Rescreened:
    """What rescreening changed, or would change."""

    version: str = VERSION
    releases: int = 0
    """Releases that were screened under other rules."""
    cells: dict[str, int] = field(default_factory=dict)
    """``table.column`` → cells that changed."""
    names: int = 0
    """Names of files, sheets, labels and notes in the ledger that changed."""
    files: int = 0
    wiped: bool = True


def rescreen(writer: Writer, guard: Guard, columns: Callable[[str], Mapping[str, Column]], *, everything: bool = False) -> Rescreened:
    """Screen the records of releases whose rules are not today's (of all with ``everything``), in one transaction."""
    due = _due(writer.ledger, everything)
    done = Rescreened(releases=len(due))
    replacements: list[Replacement] = []
    with written():
        for row in _fragments(writer.ledger, due):
            change = _Change(guard, columns(row["table_name"]), row["table_name"])
            if change.counts(read_coded(writer.layout.lake / row["path"]), done.cells):
                replacements.append(prepare(writer, row["table_name"], [row["path"]], change))
        done.files = len(replacements)
        old = _removed(writer.ledger, due) if replacements else []
        with writer.ledger.transaction() as db:
            done.names = _names(writer.ledger, guard, write=True)
            if due or done.names:
                writer.ledger.new_snapshot("rescreen")
                for replacement in replacements:
                    swap(writer, replacement, keep=False)
                db.executemany("UPDATE releases SET screen = ? WHERE id = ?", [(VERSION, release) for release in due])
                db.executemany("DELETE FROM fragment_releases WHERE path = ?", [(path,) for path in old])
                db.executemany("DELETE FROM fragments WHERE path = ?", [(path,) for path in old])
                writer.ledger.log("rescreen", {"cells": sum(done.cells.values()), "version": VERSION})
        delete(writer, [*old, *(path for replacement in replacements for path in replacement.old)])
        done.wiped = wipe(writer.ledger)
    return done


def preview(
    ledger: Ledger, lake: Any, guard: Guard, columns: Callable[[str], Mapping[str, Column]], *, everything: bool = False
) -> Rescreened:
    """What rescreening would change; nothing is written."""
    due = _due(ledger, everything)
    done = Rescreened(releases=len(due))
    for row in _fragments(ledger, due):
        change = _Change(guard, columns(row["table_name"]), row["table_name"])
        done.files += bool(change.counts(read_coded(lake / row["path"]), done.cells))
    done.names = _names(ledger, guard, write=False)
    return done


def _due(ledger: Ledger, everything: bool) -> list[str]:
    rows = ledger.rows("SELECT id, screen FROM releases WHERE withdrawn IS NULL ORDER BY id")
    return [row["id"] for row in rows if everything or row["screen"] != VERSION]


def _fragments(ledger: Ledger, releases: list[str]) -> list[Any]:
    return ledger.rows(
        "SELECT DISTINCT f.path, f.table_name FROM fragments f JOIN fragment_releases fr ON fr.path = f.path"
        " WHERE f.removed_at IS NULL AND fr.release IN (SELECT value FROM json_each(?)) ORDER BY f.path",
        (json.dumps(releases),),
    )


def _removed(ledger: Ledger, releases: list[str]) -> list[str]:
    """Replaced files that still lie there for slow readers: they hold the old texts."""
    rows = ledger.rows(
        "SELECT DISTINCT f.path FROM fragments f JOIN fragment_releases fr ON fr.path = f.path"
        " WHERE f.removed_at IS NOT NULL AND fr.release IN (SELECT value FROM json_each(?))",
        (json.dumps(releases),),
    )
    return [row["path"] for row in rows]


class _Change:
    """Today's rules for the texts of one table."""

    def __init__(self, guard: Guard, columns: Mapping[str, Column], table: str) -> None:
        self._guard, self._columns, self._table = guard, columns, table

    def __call__(self, records: pa.Table) -> pa.Table:
        for name, column in self._changed(records):
            records = records.set_column(records.schema.get_field_index(name), name, column)
        return records

    def counts(self, records: pa.Table, cells: dict[str, int]) -> int:
        """Add the number of cells that change to ``cells``; give their sum."""
        total = 0
        for name, column in self._changed(records):
            before, after = records[name].to_pylist(), column.to_pylist()
            number = sum(old != new for old, new in zip(before, after, strict=True))
            key = f"{self._table}.{name}"
            cells[key] = cells.get(key, 0) + number
            total += number
        return total

    def _changed(self, records: pa.Table) -> Iterable[tuple[str, pa.ChunkedArray]]:
        for name in records.column_names:
            base = name.removesuffix(TEXT)
            if name.startswith("_") or name.endswith(STATE) or base not in self._columns:
                continue
            column = self._columns[base]
            if column.hidden or not pa.types.is_dictionary(records[name].type):
                continue
            states = records[base + STATE] if base + STATE in records.column_names else None
            if column.type == "text":
                made = _screened(records[name], self._guard.text_rule(column), states, _FREE if name != base else None)
            elif states is not None and name != base:
                made = _screened(records[name], self._guard.screen.text, states, _READ_AGAIN)
            else:
                continue
            if made is not None:
                yield name, made


def _screened(
    column: pa.ChunkedArray, rule: Callable[[str], str], states: pa.ChunkedArray | None, only: frozenset[str] | None
) -> pa.ChunkedArray | None:
    """The column with every distinct text screened; None when that changes nothing. ``only``: the states of cells that are looked at."""
    texts = column.unify_dictionaries().chunk(0).dictionary.to_pylist() if column.num_chunks else []
    new = {text: screened for text in texts if (screened := rule(text)) != text}
    if not new:
        return None
    cells = column.to_pylist()
    kinds = states.to_pylist() if states is not None else [None] * len(cells)
    made = [new.get(text, text) if only is None or (kind or State.VALUE) in only else text for text, kind in zip(cells, kinds, strict=True)]
    if made == cells:
        return None
    return pa.chunked_array([pa.array(made, pa.string()).dictionary_encode()])


def _names(ledger: Ledger, guard: Guard, *, write: bool) -> int:
    """Screen the names, labels and notes that the ledger holds; give how many change."""
    text = guard.screen.text

    def notes(held: str) -> str:
        return json.dumps([institutional(note) for note in json.loads(held)])

    def layout(held: str) -> str:
        return json.dumps([[place, text(label), column] for place, label, column in json.loads(held)])

    rules: list[tuple[str, str, Callable[[str], str]]] = [
        ("releases", "name", file_name),
        ("releases", "member", file_name),
        ("releases", "url", link),
        ("releases", "publisher", organisation),
        ("releases", "universe", organisation),
        ("releases", "notes", notes),
        ("parts", "name", file_name),
        ("parts", "title", text),
        ("parts", "layout", layout),
        ("unplaced", "name", file_name),
        ("extra_columns", "label", text),
    ]
    # what a source declares is no text of a release
    declared = {word for source in plugins.all_of("sources").values() for word in (source.publisher, source.universe)}
    changed = 0
    for table, column, rule in rules:
        for row in ledger.rows(f"SELECT DISTINCT {column} AS held FROM {table} WHERE {column} <> ''"):
            new = row["held"] if row["held"] in declared else rule(row["held"])
            if new != row["held"]:
                changed += 1
                if write:
                    ledger.db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, row["held"]))
    return changed

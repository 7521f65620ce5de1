"""A source file to edit, from what is proposed for a file that no source knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clerestory.errors import BadFile
from clerestory.formats import grids
from clerestory.ingest.recognise import head_of
from clerestory.ingest.screening import Screen, file_name
from clerestory.ingest.undeclared import without_personal_labels
from clerestory.kernel.text import identifier
from clerestory.schema.table import Grain, Protection, Table
from clerestory.sdk.source import Head, Name, Source, Span

_HEAD = '''"""TODO: what one line of this file is, who publishes it, how often."""

from clerestory.sdk import {grain}Source, Table, by_header, columns

SOURCE = Source(
    id="{id}",
    title="TODO",
    publisher="TODO",
    tables=(
'''
_TABLE = '''        Table(
            "{name}",
            unit="TODO: what one record counts",
{grain}            # series=True,  # when each file replaces the one before
            # key=("…",),   # columns that name the same thing in two releases
            columns=columns(
                """
                # name | type | labels as released, parted by ; | meaning | unit | + or why values may not be added
{lines}
                """
            ),
        ),
'''
_TAIL = """    ),
    find=by_header,
)
"""


def draft(path: Path, name: str, generic: Source, screen: Screen) -> str:
    """The text of a source file for one file. Raises BadFile when no row of it names columns."""
    assert generic.propose is not None
    heads = [head_of(grid, Name(name, grid.place.member, grid.place.part)) for grid in grids(path, name=name)]
    tables = generic.propose(Name(file_name(name)), heads)
    if not tables:
        raise BadFile("no row of the file names its columns", expected="a row of labels among the first thirty")
    spans: dict[str, tuple[Span, Head]] = {}
    for head in heads:
        for piece in generic.find(replace(generic, tables=tables), head):
            if isinstance(piece, Span):
                spans.setdefault(piece.table, (piece, head))
    persons = any(table.grain is Grain.PERSON_EVENT for table in tables)
    text = _HEAD.format(id=tables[0].name.removeprefix("generic_"), grain="Grain, " if persons else "")
    for table in tables:
        text += _table(without_personal_labels(table, screen), *spans[table.name], screen)
    return text + _TAIL


def _identifies(head: Head, place: int, screen: Screen) -> bool:
    return any(screen.identifiers(cell) for cell in {row[place] for row in head.rows if place < len(row)} if cell)


def _table(table: Table, span: Span, head: Head, screen: Screen) -> str:
    lines = []
    proposed = {column.seen_as[0]: column for column in table.columns}
    for place, label in sorted(span.labels.items()):
        if screen.text(label) != label or screen.identifiers(label):
            lines.append(f"# column {place + 1}: its label may name a person and is not written here")
            continue
        column = proposed.get(label)
        if column is None and (table.grain is Grain.PERSON_EVENT or _identifies(head, place, screen)):
            lines.append(f"{identifier(label)} | text:drop | {label.replace('|', ' ')} | TODO")
            continue
        name = column.name if column else identifier(label)
        kind = "text:screened" if column is None or column.protection is Protection.SCREENED else column.type
        if column is not None and column.protection is Protection.DROP:
            kind = "text:drop"
        number = kind in ("integer", "number")
        lines.append(f"{name} | {kind} | {label.replace('|', ' ')} | TODO" + (" | TODO | TODO" if number else ""))
    grain = "            grain=Grain.PERSON_EVENT,\n" if table.grain is Grain.PERSON_EVENT else ""
    name = table.name.removeprefix("generic_")
    return _TABLE.format(name=name, grain=grain, lines="\n".join(" " * 16 + line for line in lines))

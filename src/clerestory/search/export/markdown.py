"""Markdown: a table to paste into a page, and under it what it is."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from clerestory.search.export.facts import Facts
from clerestory.search.export.ndjson import plain
from clerestory.search.export.records import STATE, Records

SUFFIX, MEDIA = ".md", "text/markdown; charset=utf-8"
_SIGNS = re.compile(r"([\\`*_{}\[\]()#|~])")


def write(records: Records, sink: BinaryIO, facts: Facts) -> None:
    """Write all records; where a cell has no value, its state stands in brackets."""
    columns = list(records.columns)
    sink.write(f"| id | {' | '.join(map(_cell, columns))} |\n|{' --- |' * (len(columns) + 1)}\n".encode())
    for batch in records:
        values = [plain(batch.column(name)) for name in ("id", *columns)]
        states = [plain(batch.column(name + STATE)) for name in columns]
        for row in range(batch.num_rows):
            cells = [values[0][row]]
            cells += [
                _cell(column[row]) if column[row] is not None else f"*({state[row]})*"
                for column, state in zip(values[1:], states, strict=True)
            ]
            sink.write(f"| {' | '.join(cells)} |\n".encode())
    told = facts.cited(records.releases, records.rows)
    lines = [told["citation"], f"Licence: {'; '.join(told['licences']) or 'not stated'}."]
    lines += [*told["coverage"]["notes"], *(f"{one['publisher']}, {one['name']}, SHA-256 {one['sha256']}" for one in told["releases"])]
    sink.write(("\n" + "".join(f"- {_cell(line)}\n" for line in lines)).encode())


def _cell(value: Any) -> str:
    """A text that no reader of Markdown takes for anything but text."""
    text = str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))

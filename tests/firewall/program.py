"""The program itself; with a rule switched off when the environment names one: then the suite must find plants.

Worker processes run this file too, so the rule is off in them as well.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from clerestory.cli.main import main
from clerestory.ingest import cells, conform, protect, read, run, undeclared
from clerestory.ingest.screening import Screen
from clerestory.lake import stage


def _same(text: str, *_: Any) -> str:
    return text


def _kept(self: Any, raw: pa.Array, *_: Any) -> cells.Cells:
    return cells.Cells(raw, None, None)


def _everything_in(grid: Any, span: Any, table: Any, screen: Any, tally: Any, *_: Any) -> Any:
    admitted: Callable[..., Any] = undeclared.Decision
    columns = {f"x_{place}": place for place in span.undeclared}
    declared = tuple(undeclared.Column(name, protection=undeclared.Protection.SCREENED) for name in columns)
    return admitted(columns, declared, {name: span.undeclared[place] for name, place in columns.items()})


# "small runs" switches nothing off: it makes a small file take the way of a large one
RULES: dict[str, list[tuple[Any, str, Any]]] = {
    "text": [(protect.Guard, "text_rule", lambda self, column: _same)],
    "screen": [(Screen, "text", lambda self, text: text), (cells, "safe_mask", lambda raw: pa.array([True] * len(raw)))],
    "organisation": [(protect, "organisation", _same)],
    "institutional": [(protect, "institutional", _same)],
    "link": [(protect, "link", _same)],
    "drop": [(cells.ColumnReader, "_dropped", _kept)],
    "token": [(protect.Guard, "tokens", lambda self, publisher, pairs: [name for _, name in pairs])],
    "join": [(cells.ColumnReader, "_join", _kept)],
    "names": [(read, "file_name", _same), (run, "file_name", _same)],
    "publisher": [(read, "organisation", _same)],
    "undeclared": [(read, "decide", _everything_in)],
    "small runs": [(stage, "RUN_ROWS", 1000), (conform, "GROUP_ROWS", 500)],
    "needed": [(read.Conformer, "_needed", lambda self, records: records)],
}
for owner, name, instead in RULES.get(os.environ.get("BROKEN_RULE", ""), []):
    assert hasattr(owner, name)
    setattr(owner, name, instead)

if __name__ == "__main__":
    main()

"""Originals as other people's readers give them: cells by file, grid and row, without a line of the product."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import polars
from python_calamine import CalamineWorkbook

Sheets = list[list[list[Any]]]
"""Grids → rows → cells."""


def _text(path: Path) -> str:
    data = gzip.decompress(path.read_bytes()) if path.read_bytes()[:2] == b"\x1f\x8b" else path.read_bytes()
    for encoding in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252", "latin-1"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads everything")


def _csv(path: Path) -> Sheets:
    text = _text(path)
    first = text.split("\n", 1)[0]
    sign = max(",\t|;", key=first.count)
    csv.field_size_limit(1 << 30)
    return [[row for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) if row]]


def _openpyxl(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path, data_only=True)
    return [[[cell.value for cell in row] for row in sheet.iter_rows(min_row=1, min_col=1)] for sheet in book.worksheets]


def _calamine(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def _parquet(path: Path) -> Sheets:
    frame = polars.read_parquet(path)
    return [list(map(list, frame.iter_rows()))]


def _json(path: Path) -> Sheets:
    text = _text(path)
    told = [json.loads(line) for line in text.splitlines() if line] if "jsonl" in path.name else json.loads(text)
    lines = told if isinstance(told, list) else next(value for value in told.values() if isinstance(value, list))
    labels = list(dict.fromkeys(label for line in lines for label in line))
    return [[[line.get(label) for label in labels] for line in lines]]


READERS: dict[str, Callable[[Path], Sheets]] = {
    ".csv": _csv, ".gz": _csv, ".tsv": _csv, ".txt": _csv, ".xlsx": _openpyxl, ".xls": _calamine, ".parquet": _parquet, ".json": _json,
}  # fmt: skip


@cache
def sheets(path: Path) -> Sheets:
    """All cells of a file."""
    return _json(path) if "jsonl" in path.name else READERS[path.suffix](path)


def writings(value: Any) -> Iterator[str]:
    """The ways in which a typed cell may be written."""
    if value is None:
        yield ""
    elif isinstance(value, bool):
        yield from (str(value), str(value).upper(), str(value).lower(), str(int(value)))
    elif isinstance(value, datetime | date):
        yield from (str(value), value.isoformat(), str(value).removesuffix(" 00:00:00"))
    elif isinstance(value, time):
        yield str(value)
    else:
        yield str(value)


def same(told: str | None, value: Any) -> bool:
    """Whether a text tells a typed cell: the same text but for blanks, or the same number."""
    plain = " ".join((told or "").split())
    if any(plain == " ".join(text.split()) for text in writings(value)):
        return True
    try:
        number, other = float(plain), float(value)
    except (TypeError, ValueError):
        return False
    return number == other or abs(number - other) <= 1e-9 * max(abs(number), abs(other))

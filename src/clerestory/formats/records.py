"""Cut one block of a text table into columns: by Arrow where records agree, record by record where they do not."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import deque
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from clerestory.formats.dialect import Dialect, records

_MARK = "\x1aend\x1a"
_LINE_END = re.compile(b"[\r\n]")
_QUOTE, _STEP = np.uint8(ord('"')), 1 << 18


@dataclass
class Cut:
    """The records of one block. ``rescued`` are ordinals in the block whose opening quote was taken as plain text."""

    columns: list[pa.StringArray]
    count: int
    ragged: list[int] = field(default_factory=list)
    rescued: list[int] = field(default_factory=list)


def cut(block: bytes, dialect: Dialect) -> Cut | None:
    """Columns of a block that ends where a record ends; None when its last quote is still open.

    A mark is added as a last record: when it does not come back as one, the block ended inside a cell.
    """
    if not block.endswith((b"\n", b"\r")):
        block += b"\n"
    if dialect.width == 1:
        return _by_record(block, dialect, [])
    mark = (_MARK + dialect.delimiter * (dialect.width - 1) + "\n").encode()
    quoted = dialect.quote is not None and b'"' in block
    marked = block + mark
    odd: list[tuple[int, str]] = []
    try:
        table = _arrow(marked, dialect, quoted, None)
    except pa.ArrowInvalid:
        try:
            table = _arrow(marked, dialect, quoted, odd)
        except pa.ArrowInvalid:
            return _by_record(block, dialect, [])
    if not table.num_rows or table.column(0)[-1].as_py() != _MARK:
        return None
    columns = [column.chunk(0).slice(0, table.num_rows - 1) for column in table.columns]
    if quoted and _suspect(columns) and not _strict(block, dialect):
        return _by_record(block, dialect, [], rescue=True)
    if not odd:
        return Cut(columns, table.num_rows - 1)
    return _merge(columns, table.num_rows - 1, odd, dialect)


def cut_lone_quotes(block: bytes, dialect: Dialect) -> Cut:
    """Columns of a block in which some quote never closes: such a quote is taken as part of the text."""
    rescued: list[int] = []
    return _by_record(block, dialect, rescued, rescue=True)


def _suspect(columns: list[pa.StringArray]) -> bool:
    """Whether a quote may have opened a cell that the next record's quote closed, so that two records became one.

    Such a cell holds a line end, and it or the next cell a quote, left over from the cell that was not one.
    """
    held = [memoryview(column.buffers()[2] or b"") for column in columns]
    quoting = [quotes(data, len(data)) > 0 for data in held]
    for index, data in enumerate(held):
        near = [n for n in (index, index + 1) if n < len(columns) and quoting[n]]
        if near and _LINE_END.search(data):
            broken = pc.match_substring_regex(columns[index], "[\r\n]")
            if any(pc.any(pc.and_(broken, pc.match_substring(columns[n], '"'))).as_py() for n in near):
                return True
    return False


def quotes(block: bytes | memoryview, end: int) -> int:
    """Quotes before ``end``; numpy counts what stands often faster than ``bytes.count``, and finds none faster than ``re``."""
    whole = np.frombuffer(block, dtype=np.uint8, count=end)
    return sum(int(np.count_nonzero(whole[at : at + _STEP] == _QUOTE)) for at in range(0, end, _STEP))


def _strict(block: bytes, dialect: Dialect) -> bool:
    """Whether every quoted cell ends where a cell ends."""
    text = io.StringIO(block.decode("utf-8", "replace"), newline="")
    try:
        deque(csv.reader(text, delimiter=dialect.delimiter, strict=True), maxlen=0)
    except csv.Error:
        return False
    return True


def _arrow(block: bytes, dialect: Dialect, quoted: bool, odd: list[tuple[int, str]] | None) -> pa.Table:
    names = [str(index) for index in range(dialect.width)]
    handler = None
    if odd is not None:

        def handler(row: pacsv.InvalidRow) -> str:
            odd.append((row.number, row.text))
            return "skip"

    return pacsv.read_csv(
        pa.BufferReader(block),
        read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=len(block) + 1),
        parse_options=pacsv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char='"' if quoted else False,
            double_quote=True,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=handler,
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), null_values=[], strings_can_be_null=False, check_utf8=not block.isascii()
        ),
    )


def _merge(columns: list[pa.StringArray], good: int, odd: list[tuple[int, str]], dialect: Dialect) -> Cut:
    """Put short and long records back in their places. An odd record's number counts all records of the block."""
    rows: list[list[str]] = []
    places: list[int] = []  # for each record of the result: index among the good ones, or good + index in rows
    ragged: list[int] = []
    rescued: list[int] = []
    taken = 0
    for seen, (number, text) in enumerate(odd):
        until = number - 1 - seen
        places.extend(range(taken, until))
        taken = until
        parsed = _reread(text, dialect)
        if len(parsed) > 1:
            rescued.append(len(places))
        for row in parsed:
            ragged.append(len(places))
            places.append(good + len(rows))
            rows.append(row)
    places.extend(range(taken, good))
    indices = pa.array(places, pa.int64())
    extra = _columns(rows, dialect.width)
    merged = []
    for index, odd_column in enumerate(extra):
        plain = columns[index] if index < len(columns) else pa.nulls(good, pa.string())
        merged.append(pa.concat_arrays([plain, odd_column]).take(indices))
    return Cut(merged, len(places), ragged, rescued)


def _reread(text: str, dialect: Dialect) -> list[list[str]]:
    """One odd record; several when it only looks like one because a lone quote ran on to the next lone quote."""
    if dialect.quote is not None and ("\n" in text or "\r" in text):
        try:
            list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True))
        except csv.Error:
            return _rescue(text, dialect, [])
    return records(text, dialect.delimiter, dialect.quote) or [[]]


def _rescue(text: str, dialect: Dialect, rescued: list[int]) -> list[list[str]]:
    """Records of a text with lone quotes: a record that spans lines and does not close cleanly is cut at its first
    line end, with its quotes as plain text, and reading goes on from there.
    """
    lines = list(io.StringIO(text, newline=""))
    out: list[list[str]] = []
    at = 0
    while at < len(lines):
        reader = csv.reader(itertools.islice(lines, at, None), delimiter=dialect.delimiter, strict=True)
        whole = 0
        try:
            for row in reader:
                out.append(row)
                whole = reader.line_num
            break
        except csv.Error as error:
            lone = reader.line_num - whole > 1 or "end of data" in str(error)
        if lone:
            rescued.append(len(out))
        out.extend(records(lines[at + whole], dialect.delimiter, None if lone else dialect.quote))
        at += whole + 1
    return out


def _by_record(block: bytes, dialect: Dialect, rescued: list[int], *, rescue: bool = False) -> Cut:
    text = block.decode("utf-8", "replace")
    rows = _rescue(text, dialect, rescued) if rescue else records(text, dialect.delimiter, dialect.quote)
    ragged = [index for index, row in enumerate(rows) if row and len(row) != dialect.width]
    return Cut(_columns(rows, dialect.width), len(rows), ragged, rescued)


def _columns(rows: list[list[str]], width: int) -> list[pa.StringArray]:
    """Rows to columns. A cell that a short row does not have is null; a blank row has empty cells."""
    widest = max([width, *map(len, rows)])
    blank = [""] * width + [None] * (widest - width)
    padded = [[*row, *[None] * (widest - len(row))] if row else blank for row in rows]
    if not padded:
        return [pa.array([], pa.string())] * widest
    return [pa.array(column, pa.string()) for column in zip(*padded, strict=True)]

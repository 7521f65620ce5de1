"""Cells of a worksheet to columns of raw strings: shared strings, numbers, dates, and places in the row."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.errors import BadFile
from clerestory.formats import cells
from clerestory.formats.sheetcells import Cells, index_of

_STYLE = re.compile(r'\bs="(\d+)"')
_TYPE = re.compile(r'\bt="(\w+)"')
_TEXT_TYPES = {"str": "text", "inlineStr": "text", "e": "text", "d": "text", "s": "shared", "b": "bool"}
_DAY = 86_400_000
_UNIX = {False: 25_569, True: 24_107}
_LAST_DAY = 2_958_466
"""The serial after 9999-12-31, the last date that a spreadsheet knows."""


@dataclass(frozen=True)
class Meaning:
    """What a workbook needs to turn stored values into what a person sees."""

    shared: pa.StringArray
    styles: list[str]
    """For each cell style: ``number``, ``date`` or ``elapsed``."""
    since_1904: bool


def texts(found: Cells, meaning: Meaning) -> pa.StringArray:
    """The raw string of each cell."""
    classes = [_class(kind, meaning.styles) for kind in found.kinds.dictionary.to_pylist()]
    text = found.text
    present = sorted(set(classes))
    if present in (["text"], []):
        return text
    names = pa.array(classes, pa.string()).dictionary_encode()
    codes = names.indices.take(found.kinds.indices)
    for code, name in enumerate(names.dictionary.to_pylist()):
        if name == "text":
            continue
        if len(present) == 1:
            return _converted(name, text, meaning)
        mask = pc.equal(codes, code)
        text = pc.replace_with_mask(text, mask, _converted(name, found.text.filter(mask), meaning))
    return text


def columns(found: Cells, text: pa.StringArray) -> list[pa.StringArray]:
    """The cells as columns, one entry for each row of ``found.numbers``."""
    height = len(found.numbers)
    said = pc.is_valid(text)  # formatted cells without content are not cells: some sheets have them out to the last column
    codes = found.letters.indices.filter(said)
    counts = {entry["values"]: entry["counts"] for entry in codes.value_counts().to_pylist()}
    indices = [index_of(letters) for letters in found.letters.dictionary.to_pylist()]
    width = max((index + 1 for code, index in enumerate(indices) if code in counts), default=0)
    out = [pa.nulls(height, pa.string())] * width
    order = pc.array_sort_indices(codes)
    rows = found.row_of.filter(said).take(order)
    ordered = text.filter(said).take(order)
    every = cells.ordinals(0, height)
    at = 0
    for code, index in enumerate(indices):
        count = counts.get(code, 0)
        here, values = rows.slice(at, count), ordered.slice(at, count)
        at += count
        if count == height and here.equals(every):
            out[index] = values
        elif count:
            out[index] = values.take(pc.index_in(every, value_set=here))
    return out


def _class(kind: str, styles: list[str]) -> str:
    typed = _TYPE.search(kind)
    if typed and typed.group(1) in _TEXT_TYPES:
        return _TEXT_TYPES[typed.group(1)]
    style = _STYLE.search(kind)
    number = int(style.group(1)) if style else 0
    return styles[number] if number < len(styles) else "number"


def _converted(name: str, text: pa.StringArray, meaning: Meaning) -> pa.StringArray:
    if name == "shared":
        return _shared(text, meaning.shared)
    if name == "bool":
        return pc.if_else(pc.equal(text, "1"), "TRUE", pc.if_else(pc.equal(text, "0"), "FALSE", text))
    blank = pc.fill_null(pc.equal(text, ""), False)
    text = pc.if_else(blank, pa.scalar(None, pa.string()), text)
    try:
        numbers = text.cast(pa.float64())
    except pa.ArrowInvalid:
        return text  # not numbers, whatever the type says: as they stand
    if name == "date":
        return _dates(numbers, meaning.since_1904)
    if name == "elapsed":
        return pa.array([None if n is None else cells.moment_to_text(dt.timedelta(days=n)) for n in numbers.to_pylist()], pa.string())
    return cells.numbers_to_text(numbers)


def _shared(text: pa.StringArray, strings: pa.StringArray) -> pa.StringArray:
    try:
        return strings.take(text.cast(pa.int64()))
    except (pa.ArrowInvalid, IndexError):
        raise BadFile(
            "a cell that points at a text which the workbook does not hold",
            expected="a whole workbook",
            do="open it in a spreadsheet program, save it again, and add that copy",
        ) from None


def _dates(serials: pa.DoubleArray, since_1904: bool) -> pa.StringArray:
    """ISO dates and times; a serial below 1 is a time of day; one that is no date stays a number."""
    known = pc.and_(pc.greater_equal(serials, 0.0), pc.less(serials, float(_LAST_DAY)))
    usable = pc.if_else(pc.fill_null(known, False), serials, 0.0)
    if not since_1904:
        # Spreadsheets count a 29 February 1900 that never was: serials before it are one day ahead.
        early = pc.and_(pc.less(usable, 60.0), pc.greater_equal(usable, 1.0))
        usable = pc.if_else(early, pc.add(usable, 1.0), usable)
    ms = pc.round(pc.multiply(usable, float(_DAY))).cast(pa.int64())
    moments = pc.subtract(ms, _UNIX[since_1904] * _DAY).cast(pa.timestamp("ms"))
    text = moments.cast(pa.timestamp("s"), safe=False).cast(pa.string())
    fraction = pc.not_equal(pc.subtract(ms, pc.multiply(pc.divide(ms, 1000), 1000)), 0)
    if pc.any(fraction).as_py():
        text = pc.if_else(fraction, moments.cast(pa.string()), text)
    whole_day = pc.equal(pc.subtract(ms, pc.multiply(pc.divide(ms, _DAY), _DAY)), 0)
    text = pc.if_else(whole_day, pc.utf8_slice_codeunits(text, 0, 10), text)
    time_only = pc.less(usable, 1.0)
    if pc.any(time_only).as_py():
        full = moments.cast(pa.timestamp("s"), safe=False).cast(pa.string())
        text = pc.if_else(time_only, pc.utf8_slice_codeunits(full, 11), text)
    return pc.if_else(known, text, cells.numbers_to_text(serials))

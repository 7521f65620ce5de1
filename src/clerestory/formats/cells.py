"""Typed values to raw strings, one way for every format, and rows to batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.formats.grid import Batch

Cell = str | None
ROWS = 20_000


def ordinals(first: int, count: int, step: int = 1) -> pa.Int64Array:
    """``first``, ``first + step``, … without a Python number for each."""
    return pc.add(pc.cumulative_sum(pa.repeat(pa.scalar(step, pa.int64()), count)), first - step)


def batch(numbers: Sequence[int], rows: Sequence[Sequence[Cell]], links: Mapping[tuple[int, int], str], width: int) -> Batch:
    """One batch of at least ``width`` columns; a short row's missing cells are null."""
    widest = max([width, *map(len, rows)])
    padded = [[*row, *[None] * (widest - len(row))] for row in rows]
    columns = [pa.array(column, pa.string()) for column in zip(*padded, strict=True)]
    return Batch(pa.array(numbers, pa.int64()), columns, links)


def batches(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Iterator[Batch]:
    """Batches of numbered rows; the number of columns only ever grows."""
    numbers: list[int] = []
    held: list[Sequence[Cell]] = []
    width = 0
    for number, row in rows:
        numbers.append(number)
        held.append(row)
        if len(held) == ROWS:
            made = batch(numbers, held, {}, width)
            width = len(made.columns)
            yield made
            numbers, held = [], []
    if held:
        yield batch(numbers, held, {}, width)


def numbers_to_text(values: pa.DoubleArray) -> pa.StringArray:
    """``123.0`` as ``123``, anything else as the shortest text that gives the same number."""
    whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), 1e15))
    plain = pc.if_else(whole, values, 0.0).cast(pa.int64()).cast(pa.string())
    other = pc.invert(pc.fill_null(whole, True))
    if pc.any(other).as_py():
        plain = pc.replace_with_mask(plain, other, values.filter(other).cast(pa.string()))
    return pc.if_else(pc.is_valid(values), plain, None)


def number_to_text(value: float) -> str:
    """One number, as ``numbers_to_text`` writes it."""
    return str(numbers_to_text(pa.array([value], pa.float64()))[0].as_py())


def moment_to_text(value: dt.datetime | dt.date | dt.time | dt.timedelta) -> str:
    """ISO with a space; the time is left out at midnight, fractions when there are none."""
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign = "-" if seconds < 0 else ""
        minutes, second = divmod(abs(seconds), 60)
        return f"{sign}{minutes // 60}:{minutes % 60:02}:{second:02}"
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds")
    if isinstance(value, dt.time):
        return value.isoformat("milliseconds" if value.microsecond else "seconds")
    return value.isoformat()

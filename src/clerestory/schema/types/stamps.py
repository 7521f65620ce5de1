"""Whole columns of ``MM/DD/YYYY, HH:MM:SS AM UTC``, read as digits at fixed places instead of one by one."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

SHAPE = b"00/00/0000, 00:00:00 AM UTC"
WIDTH = len(SHAPE)
_DIGITS = [0, 1, 3, 4, 6, 7, 8, 9, 12, 13, 15, 16, 18, 19]
_HALF = SHAPE.index(b"A")
_MARKS = [place for place in range(WIDTH) if place not in _DIGITS and place != _HALF]
_MARK_BYTES = np.frombuffer(SHAPE, dtype=np.uint8)[_MARKS][:, None]
_CENTURY, _FIRST_DAY, _NEXT_CENTURY = 20, dt.date(2000, 1, 1), dt.date(2100, 1, 1)
_IMPOSSIBLE = np.iinfo(np.int64).min
_EPOCH = dt.date(1970, 1, 1).toordinal()


def _days() -> npt.NDArray[np.int64]:
    """Seconds at the start of each day of 2000-2099, by (year, month, day)."""
    table = np.full(100 * 13 * 32, _IMPOSSIBLE, dtype=np.int64)
    for ordinal in range(_FIRST_DAY.toordinal(), _NEXT_CENTURY.toordinal()):
        day = dt.date.fromordinal(ordinal)
        table[((day.year - 2000) * 13 + day.month) * 32 + day.day] = (ordinal - _EPOCH) * 86_400
    return table


_DAYS = _days()


def matrix(cells: pa.Array, width: int) -> tuple[Bytes, Mask]:
    """The cells of exactly ``width`` bytes as rows of a matrix, and which cells those are. ``cells`` holds no null."""
    _, offsets, data = cells.buffers()
    where = np.frombuffer(offsets, dtype=np.int32, count=len(cells) + 1, offset=cells.offset * 4)
    content = np.frombuffer(data if data is not None else b"", dtype=np.uint8)
    fit = np.diff(where) == width
    if fit.all():
        return content[where[0] : where[-1]].reshape(-1, width), fit
    return matrix(pc.filter(cells, pa.array(fit)), width)[0] if fit.any() else np.empty((0, width), np.uint8), fit


def seconds(text: Bytes) -> tuple[npt.NDArray[np.int64], Mask]:
    """Seconds since 1970 of each row of a matrix; False where a row is no such moment of 2000-2099."""
    cells = np.ascontiguousarray(text.T)
    digits = cells[_DIGITS] - np.uint8(ord("0"))
    afternoon = cells[_HALF] == ord("P")
    fit = (digits.max(axis=0) < 10) & (cells[_MARKS] == _MARK_BYTES).all(axis=0)
    fit &= afternoon | (cells[_HALF] == ord("A"))
    month, day, century, year, hour, minute, second = digits[0::2] * np.uint8(10) + digits[1::2]
    fit &= (century == _CENTURY) & (month < 13) & (day < 32) & (hour < 13) & (hour > 0) & (minute < 60) & (second < 60)
    index = np.where(fit, (year.astype(np.int32) * 13 + month) * 32 + day, 0)
    clock = (hour % np.uint8(12) + afternoon * np.uint8(12)).astype(np.int32) * 3600 + minute * np.int32(60) + second
    midnight = _DAYS[index]
    fit &= midnight != _IMPOSSIBLE
    return np.where(fit, midnight + clock, 0), fit


def moments(raw: pa.Array) -> pa.Array:
    """Timestamps of a string column; null where a cell is not written so."""
    kind = pa.timestamp("us", "UTC")
    if not len(raw):
        return pa.array([], kind)
    text, right = matrix(pc.fill_null(raw, ""), WIDTH)
    values = np.zeros(len(raw), dtype=np.int64)
    known = np.zeros(len(raw), dtype=bool)
    if len(text):
        found, fit = seconds(text)
        values[right], known[right] = found * 1_000_000, fit
    return pa.Array.from_buffers(
        kind, len(raw), [pa.array(known).buffers()[1], pa.py_buffer(values)], null_count=int(len(raw) - known.sum())
    )

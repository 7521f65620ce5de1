"""Whole-column arithmetic on Arrow string buffers: vendor timestamps and keyed 64-bit hashes, without a Python loop.

Every function is exact: a cell that is not shaped as expected is reported in a mask, never guessed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

U64 = npt.NDArray[np.uint64]
Bytes2D = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

STAMP = b"00/00/0000, 00:00:00 AM UTC"
_DIGITS = [0, 1, 3, 4, 6, 7, 8, 9, 12, 13, 15, 16, 18, 19]
_MARKS = [i for i in range(len(STAMP)) if i not in _DIGITS and i != 21]
_MARK_BYTES = np.frombuffer(STAMP, dtype=np.uint8)[_MARKS][:, None]
_INVALID = np.iinfo(np.int64).min
# 16k words are 128 KB: five such arrays stay in the second-level cache
BLOCK = 16_384


def _days() -> npt.NDArray[np.int64]:
    """Seconds at the start of each day of 2000-2099, by (year, month, day); impossible days are marked."""
    table = np.full(100 * 13 * 32, _INVALID, dtype=np.int64)
    day = dt.date(2000, 1, 1)
    for ordinal in range(day.toordinal(), dt.date(2100, 1, 1).toordinal()):
        day = dt.date.fromordinal(ordinal)
        table[((day.year - 2000) * 13 + day.month) * 32 + day.day] = (ordinal - 719_163) * 86_400
    return table


DAYS = _days()


def buffers(cells: pa.StringArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Offsets and bytes of a string array, without a copy, nulls and slices respected."""
    _, offsets, data = cells.buffers()
    where = np.frombuffer(offsets, dtype=np.int32, count=len(cells) + 1, offset=cells.offset * 4)
    return where, np.frombuffer(data if data is not None else b"", dtype=np.uint8)


def matrix(cells: pa.StringArray, width: int) -> tuple[Bytes2D, Mask | None]:
    """The cells of exactly `width` bytes as rows of a matrix, and which cells those are (None: all of them)."""
    where, data = buffers(cells)
    good = np.diff(where) == width
    if good.all():
        return data[where[0] : where[-1]].reshape(-1, width), None
    chosen = cells.filter(pa.array(good))
    where, data = buffers(chosen)
    return data[where[0] : where[-1]].reshape(-1, width), good


def stamps(text: Bytes2D, at: int = 0) -> tuple[npt.NDArray[np.int64], Mask]:
    """Seconds since 1970 of `MM/DD/YYYY, HH:MM:SS AM UTC` at one byte offset of fixed-width rows; False where unfit."""
    cells = np.ascontiguousarray(text[:, at : at + len(STAMP)].T)
    digits = cells[_DIGITS] - np.uint8(48)
    afternoon = cells[21] == ord("P")
    fit = (digits.max(axis=0) < 10) & (cells[_MARKS] == _MARK_BYTES).all(axis=0) & (afternoon | (cells[21] == ord("A")))
    month, day, century, year, hour, minute, second = digits[0::2] * np.uint8(10) + digits[1::2]
    fit &= (century == 20) & (month < 13) & (day < 32) & (hour < 13) & (hour > 0) & (minute < 60) & (second < 60)
    index = np.where(fit, (year.astype(np.int32) * 13 + month) * 32 + day, 0)
    clock = (hour % np.uint8(12) + afternoon * np.uint8(12)).astype(np.int32) * 3600 + minute * np.int32(60) + second
    midnight = DAYS[index]
    fit &= midnight != _INVALID
    return np.where(fit, midnight + clock, 0), fit


def uuid_words(text: Bytes2D) -> list[U64]:
    """Two words per 36-character UUID: all 32 hex digits, in a fixed order, upper and lower case alike."""
    digits = np.empty((len(text), 32), dtype=np.uint8)
    for target, source, size in ((0, 0, 8), (8, 9, 4), (12, 14, 4), (16, 19, 4), (20, 24, 12)):
        digits[:, target : target + size] = text[:, source : source + size]
    words = digits.view(np.uint64)
    nibbles = (words & np.uint64(0x0F0F0F0F0F0F0F0F)) + np.uint64(9) * (
        (words >> np.uint64(6)) & np.uint64(0x0101010101010101)
    )
    return [(nibbles[:, 0] << np.uint64(4)) | nibbles[:, 1], (nibbles[:, 2] << np.uint64(4)) | nibbles[:, 3]]


def text_words(cells: pa.StringArray, blocks: int) -> tuple[list[U64], U64, Mask]:
    """Message words and closing word of SipHash for texts under `blocks * 8` bytes; True where a text is too long.

    `blocks` must be the same for every batch of a column: a text's value depends on it.
    """
    where, data = buffers(cells)
    length = np.diff(where)
    width = blocks * 8
    long = length >= width
    length = np.where(long, 0, length)
    padded = np.concatenate([data[where[0] : where[-1]], np.zeros(width, dtype=np.uint8)])
    rows = np.lib.stride_tricks.sliding_window_view(padded, width)[where[:-1] - where[0]]
    words = np.ascontiguousarray(rows).view(np.uint64)
    masks = np.array([(1 << bits) - 1 for bits in range(0, 65, 8)], dtype=np.uint64)
    columns = [words[:, i] & masks[np.clip(length - 8 * i, 0, 8)] for i in range(blocks)]
    return columns[:-1], columns[-1] | (length.astype(np.uint64) << np.uint64(56)), long


def siphash(words: list[U64], last: U64 | int, key0: U64 | int, key1: U64 | int) -> U64:
    """SipHash-2-4 of many messages at once. Keys may be one for all, or one per message.

    `words` are the little-endian 8-byte blocks, `last` the closing one with the length in its top byte. Texts of
    `text_words` all have the same number of blocks: the textbook value for the longest, for the others SipHash of
    the text padded with zeros and closed with its true length, which is as injective.
    """
    size = max(np.size(last), *(len(word) for word in words), np.size(key0)) if words else np.size(last)
    out = np.empty(size, dtype=np.uint64)
    closing = np.broadcast_to(np.asarray(last, dtype=np.uint64), out.shape)
    first, second = (np.broadcast_to(np.asarray(key, dtype=np.uint64), out.shape) for key in (key0, key1))
    for start in range(0, len(out), BLOCK):
        part = slice(start, start + BLOCK)
        message = [word[part] for word in words] + [closing[part]]
        out[part] = _sip_block(message, first[part], second[part])
    return out


def _sip_block(message: list[U64], key0: U64, key1: U64) -> U64:
    v0, v1 = key0 ^ np.uint64(0x736F6D6570736575), key1 ^ np.uint64(0x646F72616E646F6D)
    v2, v3 = key0 ^ np.uint64(0x6C7967656E657261), key1 ^ np.uint64(0x7465646279746573)
    spare = np.empty_like(v0)

    def turn(value: U64, bits: int) -> None:
        np.left_shift(value, np.uint64(bits), out=spare)
        np.right_shift(value, np.uint64(64 - bits), out=value)
        np.bitwise_or(value, spare, out=value)

    def rounds(count: int) -> None:
        for _ in range(count):
            np.add(v0, v1, out=v0), turn(v1, 13), np.bitwise_xor(v1, v0, out=v1), turn(v0, 32)
            np.add(v2, v3, out=v2), turn(v3, 16), np.bitwise_xor(v3, v2, out=v3)
            np.add(v0, v3, out=v0), turn(v3, 21), np.bitwise_xor(v3, v0, out=v3)
            np.add(v2, v1, out=v2), turn(v1, 17), np.bitwise_xor(v1, v2, out=v1), turn(v2, 32)

    for word in message:
        np.bitwise_xor(v3, word, out=v3)
        rounds(2)
        np.bitwise_xor(v0, word, out=v0)
    np.bitwise_xor(v2, np.uint64(0xFF), out=v2)
    rounds(4)
    result: Any = v0 ^ v1 ^ v2 ^ v3
    return result

"""Keyed 64-bit stand-ins for ids, for whole columns at once.

SipHash-2-4 (Aumasson and Bernstein 2012), checked against its reference vectors in the tests: without the key nobody can tell an id from
its stand-in, and equal ids have equal ones. UUIDs go as their 16 bytes; any other text goes through keyed BLAKE2b.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.schema.types.stamps import Bytes, matrix

Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
UUID_WIDTH = 36
_GROUPS = np.dtype(
    {
        "names": ["a", "b", "c", "d", "e", "f"],
        "formats": ["<u8", "<u4", "<u4", "<u4", "<u8", "<u4"],
        "offsets": [0, 9, 14, 19, 24, 32],
        "itemsize": UUID_WIDTH,
    }
)
"""The hexadecimal digits of a UUID; the longest group in two."""
_DASHES = (8, 13, 18, 23)
_HALF, _ALL = np.uint64(32), np.uint64(0x0101010101010101)
BLOCK = 16_384
"""Messages hashed together: five arrays of so many words stay in a core's second-level cache."""


def _hex_pairs() -> Mask:
    """Which of all pairs of bytes are two hexadecimal digits."""
    one = np.zeros(256, dtype=bool)
    one[np.frombuffer(b"0123456789abcdefABCDEF", dtype=np.uint8)] = True
    return np.logical_and.outer(one, one).ravel()


_HEX = _hex_pairs()


def stand_ins(ids: pa.Array, key: bytes) -> pa.Array:
    """64-bit stand-ins of a string column; null stays null. ``key``: at least 16 bytes."""
    values, is_uuid = uuid_stand_ins(ids, key)
    others = np.flatnonzero(~is_uuid)
    if len(others):
        texts = pc.fill_null(ids, "").take(pa.array(others)).to_pylist()
        values[others] = np.array([_other(each, key) for each in texts], dtype=np.uint64).view(np.int64)
    return pa.array(values, mask=np.asarray(pc.is_null(ids))) if ids.null_count else pa.array(values)


def uuid_stand_ins(ids: pa.Array, key: bytes) -> tuple[npt.NDArray[np.int64], Mask]:
    """Stand-ins of those of the ids that have the form of a UUID, and which ones those are."""
    values = np.zeros(len(ids), dtype=np.uint64)
    text, right = matrix(pc.fill_null(ids, ""), UUID_WIDTH)
    low, high = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    hashed, fits = np.empty(len(text), dtype=np.uint64), np.empty(len(text), dtype=bool)
    for start in range(0, len(text), BLOCK):
        part = slice(start, start + BLOCK)
        words, fits[part] = uuid_words(text[part])
        hashed[part] = siphash(words, 16 << 56, low, high)
    if len(text) == len(ids):
        values, right = hashed, fits
    else:
        values[right] = hashed
        right[right] = fits
    return values.view(np.int64), right


def _other(text: str, key: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(text.lower().encode(), digest_size=8, key=key[:64]).digest(), "little")


def uuid_words(text: Bytes) -> tuple[list[Words], Mask]:
    """Two words of each 36-character UUID, upper and lower case alike; False where a row is none."""
    groups = np.ascontiguousarray(text).view(_GROUPS)[:, 0]
    rest = groups["e"]
    words = [
        groups["a"].astype(np.uint64),
        groups["b"] | (groups["c"].astype(np.uint64) << _HALF),
        groups["d"] | (rest << _HALF),
        (rest >> _HALF) | (groups["f"].astype(np.uint64) << _HALF),
    ]
    fit = np.ones(len(text), dtype=bool)
    for place in _DASHES:
        fit &= text[:, place] == ord("-")
    nibbles = []
    for word in words:
        fit &= _HEX[word.view(np.uint16)].view(np.uint32) == np.uint32(0x01010101)
        letters = (word >> np.uint64(6)) & _ALL
        nibbles.append((word & np.uint64(0x0F0F0F0F0F0F0F0F)) + np.uint64(9) * letters)
    return [(nibbles[0] << np.uint64(4)) | nibbles[1], (nibbles[2] << np.uint64(4)) | nibbles[3]], fit


def siphash(words: list[Words], last: int, key0: int, key1: int) -> Words:
    """SipHash-2-4 of many messages of one length. ``words``: their little-endian 8-byte blocks; ``last``: the closing one."""
    out = np.empty(len(words[0]), dtype=np.uint64)
    for start in range(0, len(out), BLOCK):
        part = slice(start, start + BLOCK)
        size = len(out[part])
        message = [word[part] for word in words] + [np.full(size, last, dtype=np.uint64)]
        out[part] = _sip_block(message, np.full(size, key0, dtype=np.uint64), np.full(size, key1, dtype=np.uint64))
    return out


def _sip_block(message: list[Words], key0: Words, key1: Words) -> Words:
    v0, v1 = key0 ^ np.uint64(0x736F6D6570736575), key1 ^ np.uint64(0x646F72616E646F6D)
    v2, v3 = key0 ^ np.uint64(0x6C7967656E657261), key1 ^ np.uint64(0x7465646279746573)
    spare = np.empty_like(v0)

    def add(to: Words, other: Words) -> None:
        np.add(to, other, out=to)

    def turn(value: Words, bits: int, other: Words | None = None) -> None:
        """Rotate left in place, then xor with another word."""
        np.left_shift(value, np.uint64(bits), out=spare)
        np.right_shift(value, np.uint64(64 - bits), out=value)
        np.bitwise_or(value, spare, out=value)
        if other is not None:
            np.bitwise_xor(value, other, out=value)

    def rounds(count: int) -> None:
        for _ in range(count):
            add(v0, v1)
            turn(v1, 13, v0)
            turn(v0, 32)
            add(v2, v3)
            turn(v3, 16, v2)
            add(v0, v3)
            turn(v3, 21, v0)
            add(v2, v1)
            turn(v1, 17, v2)
            turn(v2, 32)

    for word in message:
        np.bitwise_xor(v3, word, out=v3)
        rounds(2)
        np.bitwise_xor(v0, word, out=v0)
    np.bitwise_xor(v2, np.uint64(0xFF), out=v2)
    rounds(4)
    result: Any = v0 ^ v1 ^ v2 ^ v3
    return np.asarray(result, dtype=np.uint64)

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
UUID_WIDTH = 36
_GROUPS = ((0, 0, 8), (8, 9, 4), (12, 14, 4), (16, 19, 4), (20, 24, 12))
_DASHES = [8, 13, 18, 23]
_HEX = np.zeros(256, dtype=bool)
_HEX[np.frombuffer(b"0123456789abcdefABCDEF", dtype=np.uint8)] = True
BLOCK = 16_384
"""Messages hashed together: five arrays of so many words stay in a core's second-level cache."""


def stand_ins(ids: pa.Array, key: bytes) -> pa.Array:
    """64-bit stand-ins of a string column; null stays null. ``key``: at least 16 bytes."""
    texts = pc.fill_null(ids, "")
    values = np.zeros(len(texts), dtype=np.uint64)
    text, right = matrix(texts, UUID_WIDTH)
    is_uuid = np.zeros(len(texts), dtype=bool)
    if len(text):
        words, fit = uuid_words(text)
        low, high = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
        hashed = siphash(words, 16 << 56, low, high)
        is_uuid[right] = fit
        values[is_uuid] = hashed[fit]
    others = np.flatnonzero(~is_uuid)
    if len(others):
        values[others] = [_other(each, key) for each in texts.take(pa.array(others)).to_pylist()]
    return pc.if_else(pc.is_valid(ids), pa.array(values.view(np.int64)), pa.scalar(None, pa.int64()))


def _other(text: str, key: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(text.lower().encode(), digest_size=8, key=key[:64]).digest(), "little")


def uuid_words(text: Bytes) -> tuple[list[Words], npt.NDArray[np.bool_]]:
    """Two words of each 36-character UUID, upper and lower case alike; False where a row is none."""
    digits = np.empty((len(text), 32), dtype=np.uint8)
    for target, source, size in _GROUPS:
        digits[:, target : target + size] = text[:, source : source + size]
    fit = _HEX[digits].all(axis=1) & (text[:, _DASHES] == ord("-")).all(axis=1)
    words = digits.view(np.uint64)
    letters = (words >> np.uint64(6)) & np.uint64(0x0101010101010101)
    nibbles = (words & np.uint64(0x0F0F0F0F0F0F0F0F)) + np.uint64(9) * letters
    return [(nibbles[:, 0] << np.uint64(4)) | nibbles[:, 1], (nibbles[:, 2] << np.uint64(4)) | nibbles[:, 3]], fit


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

"""Texts held as numbers: each distinct text of a column once, and a number a cell. So they are sorted, gathered and written
without being looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Codes = npt.NDArray[np.int32] | npt.NDArray[np.int16] | npt.NDArray[np.int8]
NOTHING = -1
"""The code of a cell without a text."""


class Vocabulary:
    """Distinct texts with a code each, 0, 1, 2, …; it only ever grows. May be used by several threads."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts: list[str] = []
        self._known: dict[str | None, int] = {}
        self._lock = Lock()
        self.codes(texts)

    def codes(self, texts: Iterable[str | None]) -> list[int]:
        """The codes of texts, new ones where there were none; NOTHING for None."""
        several = list(texts)
        try:
            return [self._known[text] for text in several]  # a code never changes, so nobody need wait
        except KeyError:
            with self._lock:
                return [NOTHING if text is None else self._code(text) for text in several]

    def _code(self, text: str) -> int:
        code = self._known.get(text)
        if code is None:
            code = len(self.texts)
            self.texts.append(text)
            self._known[text] = code  # last: whoever finds a code finds its text too
        return code

    def __len__(self) -> int:
        return len(self.texts)


class Coded(NamedTuple):
    """A column of texts: ``codes`` in ``words``."""

    codes: Codes
    words: Vocabulary

    def arrow(self) -> pa.DictionaryArray:
        """The same as Arrow holds it."""
        return dictionary_array(self.codes, pa.array(self.words.texts, pa.string()))


@dataclass(frozen=True)
class Records:
    """Some records of one table, column by column; all columns have ``count`` cells."""

    count: int
    columns: Mapping[str, pa.Array | Coded]

    def kept(self, keep: npt.NDArray[np.bool_]) -> Records:
        """Those of the records that are to be kept."""
        mask = pa.array(keep)
        columns = {
            name: Coded(column.codes[keep], column.words) if isinstance(column, Coded) else column.filter(mask)
            for name, column in self.columns.items()
        }
        return Records(int(keep.sum()), columns)

    def arrow(self) -> pa.RecordBatch:
        """The same as Arrow holds it."""
        columns = {name: column.arrow() if isinstance(column, Coded) else column for name, column in self.columns.items()}
        return pa.RecordBatch.from_pydict(columns)


def dictionary_array(codes: Codes, texts: pa.StringArray, *, nulls: bool = True) -> pa.DictionaryArray:
    """Codes and the texts that they stand for. ``nulls``: whether some code may be NOTHING."""
    indices = np.ascontiguousarray(codes, dtype=np.int32)
    valid = pa.py_buffer(np.packbits(indices >= 0, bitorder="little")) if nulls else None
    array = pa.Array.from_buffers(pa.int32(), len(indices), [valid, pa.py_buffer(indices)])
    return pa.DictionaryArray.from_arrays(array, texts, safe=False)

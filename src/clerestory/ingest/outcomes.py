"""What becomes of each distinct text of a column: worked out once for the whole of a part, and looked up by number from then on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.lake.coded import NOTHING, Coded, Vocabulary
from clerestory.schema.cellstate import State

STATES = Vocabulary(state.value for state in State)
STATE_CODE = {state: code for code, state in enumerate(State)}
Numbers = npt.NDArray[np.int32]
_ROOM = 1024


class Cell(NamedTuple):
    """Outcome for one distinct text."""

    value: Any
    state: State
    text: str | None
    form: str | None


class Cells(NamedTuple):
    """A column of outcomes. ``states`` null: VALUE. ``texts`` null: value and form show the released text. None: all null."""

    values: pa.Array | Coded
    states: Coded | None
    texts: Coded | None


NO_CELL = Cell(None, State.EMPTY, None, None)
"""Outcome of a cell that a row does not have."""


class Outcomes:
    """Numbers distinct texts in the order in which they come, and holds what becomes of each. May be used by several threads.

    ``kind``: what the values are; of texts they are held as codes.
    """

    def __init__(self, cell: Callable[[str], Cell], kind: pa.DataType) -> None:
        self._cell, self._kind = cell, kind
        self._coded = pa.types.is_string(kind)
        self._lock = Lock()
        self._numbers: dict[str | None, int] = {None: 0}
        self.texts: list[str] = [""]
        """Text of each number; 0 is the cell that is not there."""
        self._values: pa.Array = pa.array([], kind)
        self._words, self._kept = Vocabulary(), Vocabulary()
        self._codes = np.empty((3, _ROOM), dtype=np.int32)
        """Of each number: code of its value, state and kept text."""
        self._filled = 0
        self._fill([NO_CELL])

    def __len__(self) -> int:
        return len(self.texts)

    def numbers(self, raw: pa.Array) -> Numbers:
        """The number of each cell's text."""
        coded = raw.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        get = self._numbers.get
        try:
            known = [self._numbers[text] for text in texts]
        except KeyError:
            self._learn([text for text in texts if get(text) is None])
            known = [self._numbers[text] for text in texts]
        known.append(0)
        found: Numbers = np.array(known, dtype=np.int32)[pc.fill_null(coded.indices, len(texts)).to_numpy()]
        return found

    def _learn(self, texts: list[str]) -> None:
        with self._lock:
            new = [text for text in texts if text not in self._numbers]
            self._fill([self._cell(text) for text in new])
            self.texts.extend(new)
            # named last: whoever finds a number finds its outcome too
            self._numbers.update(zip(new, range(len(self._numbers), len(self._numbers) + len(new)), strict=True))

    def _fill(self, cells: list[Cell]) -> None:
        if self._coded:
            values = self._words.codes([cell.value for cell in cells])
        else:
            values = [0] * len(cells)
            self._values = pa.concat_arrays([self._values, pa.array([cell.value for cell in cells], self._kind)])
        states = [NOTHING if cell.state is State.VALUE else STATE_CODE[cell.state] for cell in cells]
        kept = self._kept.codes([cell.text for cell in cells])
        end = self._filled + len(cells)
        if end > self._codes.shape[1]:
            larger = np.empty((3, max(end, 2 * self._codes.shape[1])), dtype=np.int32)
            larger[:, : self._filled] = self._codes[:, : self._filled]
            self._codes = larger
        self._codes[:, self._filled : end] = values, states, kept
        self._filled = end

    def of(self, numbers: Numbers) -> Cells:
        """What becomes of the cells with these numbers."""
        codes, values = self._codes, self._values
        value = _looked_up(codes[0], numbers, self._words) if self._coded else values.take(pa.array(numbers))
        return Cells(value, _unless_empty(codes[1], numbers, STATES), _unless_empty(codes[2], numbers, self._kept))


def _looked_up(codes: Numbers, numbers: Numbers, words: Vocabulary) -> Coded:
    """In the smallest numbers that hold all codes: what is held until a run is written takes a half or a quarter of the room."""
    return Coded(codes.astype(np.min_scalar_type(-len(words) - 1)).take(numbers), words)


def _unless_empty(codes: Numbers, numbers: Numbers, words: Vocabulary) -> Coded | None:
    if not len(words) or (codes == NOTHING).all():
        return None
    found = _looked_up(codes, numbers, words)
    return None if (found.codes == NOTHING).all() else found


def scattered(part: Coded | None, places: npt.NDArray[np.bool_]) -> Coded | None:
    """Codes of some rows among all of them, nothing for the others."""
    if part is None:
        return None
    codes = np.full(len(places), NOTHING, dtype=part.codes.dtype)
    codes[places] = part.codes
    return Coded(codes, part.words)


def repeated(one: Cells, count: int) -> Cells:
    """The outcome of one cell as that of so many."""
    places = np.zeros(count, dtype=np.int64)
    states, texts = (None if part is None else Coded(part.codes.take(places), part.words) for part in one[1:])
    values = one.values
    return Cells(
        Coded(values.codes.take(places), values.words) if isinstance(values, Coded) else values.take(pa.array(places)), states, texts
    )


def in_state(cells: Cells, state: State) -> list[int]:
    """Positions of the cells in a state other than VALUE."""
    if cells.states is None:
        return []
    found: list[int] = np.flatnonzero(cells.states.codes == STATE_CODE[state]).tolist()
    return found

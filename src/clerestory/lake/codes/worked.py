"""What is worked out of the texts of some cells when it is needed. It goes with them."""

from __future__ import annotations

from threading import Lock, Thread

import pyarrow as pa

from clerestory.lake.codes.cells import Cells
from clerestory.lake.codes.words import Words
from clerestory.lake.engine import Engine, evaluate

INDEXED = 1 << 15
"""Fewer texts are looked through one by one: that takes a few thousandths of a second."""
ASKED = 3
"""An index of words takes as long to make as a dozen looks through all texts: whoever asks once or twice does not pay for it."""


LOOKED_UP = 1 << 16
"""Up to so many cells are found by their text in one step; of more, each is compared: a place for each would take too much memory."""


class Worked:
    """Small letters and words of some cells. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._small: pa.Array | None = None
        self._places: dict[str, list[int]] | None = None
        self._words: Words | None = None
        self._asked = 0

    def small(self, cells: Cells, engine: Engine) -> pa.Array:
        """The texts in small letters, as the engine writes them."""
        with self._lock:
            if self._small is None:
                self._small = pa.concat_arrays(evaluate(engine, pa.table({"text": cells.values}), ["lower(text)"], []).column(0).chunks)
            return self._small

    def places(self, text: str, cells: Cells, engine: Engine) -> list[int] | None:
        """The cells of a text in small letters; None where there are too many to have a place for each."""
        if self._places is None:
            if len(cells) > LOOKED_UP:
                return None
            places: dict[str, list[int]] = {}
            for place, small in enumerate(self.small(cells, engine).to_pylist()):
                if small is not None:
                    places.setdefault(small, []).append(place)
            self._places = places
        return self._places.get(text, [])

    def words(self, cells: Cells) -> Words | None:
        """The index of their words; None until it is made, which is begun when it has been asked for several times."""
        if self._words is None and cells.valued >= INDEXED:
            with self._lock:
                self._asked += 1
                if self._asked == ASKED:
                    Thread(target=self._index, args=(cells.values[: cells.valued],), name="words").start()
        return self._words

    def _index(self, texts: pa.Array) -> None:
        self._words = Words(texts)

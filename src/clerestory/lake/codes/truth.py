"""For which of a column's different cells a condition of that column holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.lake.codes.cells import Cells, Numbers, Unlike, as_numbers
from clerestory.lake.codes.spread import Behind, Level, Spread, column_of
from clerestory.lake.codes.words import Words
from clerestory.lake.codes.worked import INDEXED, Worked
from clerestory.lake.conditions import AllOf, AnyOf, Compare, HasValue, InState, Not, Says, to_sql, words_pattern
from clerestory.lake.engine import Engine, evaluate

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT: dict[str, Callable[[Any, Any], Any]] = {"=": pc.equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal}


_SEVERAL = (AllOf, AnyOf)
_PLACED = (Behind, Level)


class Truth:
    """Tells it, by the engine's own rules. What is worked out of cells alone is kept with them."""

    def __init__(self, engine: Engine, worked: Callable[[Cells], Worked]) -> None:
        self._engine, self._worked = engine, worked

    def words(self, cells: Cells) -> Words | None:
        """The index of the words of some cells, where there is one."""
        return self._worked(cells).words(cells)

    def of(self, condition: Spread, cells: Cells) -> Numbers:
        """True or false for each cell. ``condition`` is of one column. Raises Unlike where only the engine can tell."""
        if isinstance(condition, Not):
            return ~self.of(condition.condition, cells)
        if isinstance(condition, _SEVERAL):
            if len(condition.conditions) == 1:
                return self.of(condition.conditions[0], cells)
            parts = [self.of(each, cells) for each in condition.conditions]
            every = isinstance(condition, AllOf)
            return (np.logical_and if every else np.logical_or).reduce(parts) if parts else np.full(len(cells), every)
        if isinstance(condition, HasValue):
            return np.arange(len(cells)) < cells.valued
        if isinstance(condition, InState):
            return _in_state(condition, cells)
        if isinstance(condition, _PLACED):
            return _placed(condition, cells)
        if pa.types.is_null(cells.values.type):
            return np.zeros(len(cells), dtype=bool)
        if isinstance(condition, Compare):
            return self._compared(condition, cells)
        if isinstance(condition, Says) and pa.types.is_string(cells.values.type):
            return self._says(condition, cells)
        return self._asked(condition, cells)

    def _says(self, condition: Says, cells: Cells) -> Numbers:
        words = self.words(cells)
        told = None if words is None else words.says(condition)
        if told is not None:
            return np.concatenate([told, np.zeros(len(cells) - len(told), dtype=bool)])
        texts, part = cells.values, _certain(condition.words)
        truth = None
        if part and len(cells) < INDEXED:
            truth = _true(pc.match_substring(self._worked(cells).small(cells, self._engine), part))
            if not truth.any():
                return truth
            texts = texts.filter(pa.array(truth))
        # the same library of regular expressions that the engine has
        found = _true(pc.match_substring_regex(texts, words_pattern(condition)))
        if truth is None:
            return found
        truth[truth] = found
        return truth

    def _asked(self, condition: Spread, cells: Cells) -> Numbers:
        column = column_of(condition)
        values: list[Any] = []

        def bind(value: Any) -> str:
            values.append(value)
            return f"${len(values)}"

        sql = to_sql(condition, frozenset((column,)), frozenset(), bind)
        found = evaluate(self._engine, pa.table({column: cells.values}), [sql], values).column(0)
        return np.asarray(found.to_numpy(), dtype=bool)

    def _compared(self, one: Compare, cells: Cells) -> Numbers:
        if not isinstance(one.value, str):
            return _between(one, cells)
        if not pa.types.is_string(cells.values.type):
            raise Unlike(one.column)
        text = one.value.lower() if one.value.isascii() else self._lower(one.value)
        worked = self._worked(cells)
        places = worked.places(text, cells, self._engine) if one.operator == "=" else None
        if places is not None:
            truth = np.zeros(len(cells), dtype=bool)
            truth[places] = True
            return truth
        return _true(_TEXT[one.operator](worked.small(cells, self._engine), pa.scalar(text, pa.string())))

    def _lower(self, text: str) -> str:
        """Small letters as the engine writes them: beyond ASCII, Python's differ."""
        return str(self._engine.cursor().execute("SELECT lower($1)", [text]).fetchall()[0][0])


def _certain(words: str) -> str:
    """A part of some words that stands in the small letters of every text which says them; empty where none can be named.

    Beyond ASCII letters have other forms; within it only ``s`` has one that is small itself, the long s.
    """
    return max(re.findall("[0-9a-rt-z]+", words.lower()), key=len, default="") if words.isascii() else ""


def _true(found: pa.Array) -> Numbers:
    """Whether something is true of each cell; of those without a value nothing is."""
    return np.array(pc.fill_null(found, False).to_numpy(zero_copy_only=False), dtype=bool)


def _between(one: Compare, cells: Cells) -> Numbers:
    """Values are sorted, so those that fit stand together."""
    left, right = _place(one.value, cells)
    low, high = {
        "=": (left, right), "<": (0, left), "<=": (0, right), ">": (right, cells.valued), ">=": (left, cells.valued),
    }[one.operator]  # fmt: skip
    truth = np.zeros(len(cells), dtype=bool)
    truth[low:high] = True
    return truth


def _placed(one: Behind | Level, cells: Cells) -> Numbers:
    """Cells without a value stand last, whichever way the column is sorted."""
    truth = np.zeros(len(cells), dtype=bool)
    if one.value is None or pa.types.is_null(cells.values.type):
        truth[cells.valued :] = isinstance(one, Behind) or one.value is None
        return truth
    left, right = _place(one.value, cells)
    if isinstance(one, Level):
        truth[left:right] = True
    else:
        truth[: left if one.down else 0] = True
        truth[cells.valued if one.down else right :] = True
    return truth


def _place(value: Any, cells: Cells) -> tuple[int, int]:
    """The first cell with a value, and the first behind it."""
    there = cells.values[: cells.valued]
    if isinstance(value, str) and pa.types.is_string(there.type):
        text = pa.scalar(value, pa.string())
        return int(pc.sum(pc.less(there, text)).as_py() or 0), int(pc.sum(pc.less_equal(there, text)).as_py() or 0)
    numbers, number = as_numbers(there), number_of(value, there.type)
    return int(np.searchsorted(numbers, number, "left")), int(np.searchsorted(numbers, number, "right"))


def number_of(value: Any, kind: pa.DataType) -> int | float:
    """A value as the number that stands for it in ``as_numbers``. Raises Unlike where it is of another kind."""
    if pa.types.is_timestamp(kind) and kind.unit == "us" and isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        since = moment - EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if pa.types.is_date32(kind) and isinstance(value, date) and not isinstance(value, datetime):
        return value.toordinal() - EPOCH.toordinal()
    if pa.types.is_boolean(kind) and isinstance(value, bool):
        return int(value)
    if isinstance(value, bool) or (pa.types.is_integer(kind) and not (isinstance(value, int) and abs(value) < 1 << 63)):
        raise Unlike(str(kind))
    if (pa.types.is_integer(kind) or pa.types.is_floating(kind)) and isinstance(value, int | float):
        return value
    raise Unlike(str(kind))


def _in_state(one: InState, cells: Cells) -> Numbers:
    usual = np.where(np.arange(len(cells)) < cells.valued, "value" in one.states, "not_exported" in one.states)
    if cells.states is None:
        return usual
    named = np.asarray(pc.is_in(cells.states, pa.array(one.states, pa.string())).to_numpy(zero_copy_only=False), dtype=bool)
    return np.where(cells.states.is_valid().to_numpy(zero_copy_only=False), named, usual)

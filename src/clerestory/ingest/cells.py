"""From raw cells of one column to typed values, cell states and, where the value alone cannot show it again, the released text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.ingest.protect import Guard
from clerestory.kernel.text import squeeze
from clerestory.schema.cellstate import PLACEHOLDERS, State, state_of
from clerestory.schema.table import Column, Protection

SAMPLE = 1000
MOST_REMEMBERED = 400_000
"""Distinct texts whose outcome is kept from one batch to the next."""
_TEXT = pa.string()
_NULL_TEXT = pa.scalar(None, _TEXT)


class Cell(NamedTuple):
    """Outcome for one distinct text."""

    value: Any
    state: State
    text: str | None
    form: str | None


class Cells(NamedTuple):
    """A column of outcomes. ``states`` null means VALUE; ``texts`` null means that value and form show the released text."""

    values: pa.Array
    states: pa.Array
    texts: pa.Array


class ColumnReader:
    """Reads one column of one part, batch after batch."""

    def __init__(
        self, column: Column, guard: Guard, publisher: str, corrections: Mapping[str, str] | None = None
    ) -> None:
        self.column = column
        self.form: str | None = None
        """The form in which most values of the part are written; set by the first batch that has values."""
        self._guard = guard
        self._publisher = publisher
        self._corrections = corrections or {}
        self._rule = None if column.hidden else guard.text_rule(column)
        self._placeholders = PLACEHOLDERS if column.placeholders is None else column.placeholders
        self._memory: dict[str, Cell] = {}

    def read(self, raw: pa.Array, scope: pa.Array | None = None) -> Cells:
        """Read a batch. ``scope``: the released texts of the column that bounds tokens."""
        if self.column.protection is Protection.TOKEN:
            return self._tokens(raw, scope)
        if self.column.protection is Protection.JOIN:
            return self._join(raw)
        self._choose_form(raw)
        fast = self._fast(raw)
        if fast is None:
            return self._distinct(raw)
        slow = pc.and_(pc.is_null(fast), pc.true_unless_null(pc.is_valid(raw)))
        slow = pc.or_(slow, pc.is_null(raw))
        if not pc.any(slow).as_py():
            return Cells(fast, pa.nulls(len(raw), _TEXT), pa.nulls(len(raw), _TEXT))
        rest = self._distinct(pc.filter(raw, slow))
        nothing = pa.nulls(len(raw), _TEXT)
        return Cells(
            pc.replace_with_mask(fast, slow, rest.values),
            pc.replace_with_mask(nothing, slow, rest.states),
            pc.replace_with_mask(nothing, slow, rest.texts),
        )

    def _fast(self, raw: pa.Array) -> pa.Array | None:
        """Values of the cells that whole-column rules read; null for the others. None: the column has no such rule."""
        if self._corrections:
            return None
        if self.column.protection is Protection.SCREENED:
            safe = self._guard.screen.safe_mask(raw)
            return pc.if_else(safe, raw, _NULL_TEXT)
        vector = self.column.kind.vector
        if vector is None or self.form is None:
            return None
        values = vector(raw, self.form)
        if self.column.type == "integer":
            small = pc.less_equal(pc.abs(values), self.column.largest)
            values = pc.if_else(small, values, pa.scalar(None, values.type))
        return values

    def _choose_form(self, raw: pa.Array) -> None:
        if self.form is not None:
            return
        forms = Counter(self._cell(text).form for text in pc.drop_null(raw.slice(0, SAMPLE)).to_pylist())
        forms.pop(None, None)
        if forms:
            self.form = forms.most_common(1)[0][0]
            self._memory.clear()

    def _distinct(self, raw: pa.Array) -> Cells:
        coded = raw.dictionary_encode()
        outcomes = [self._remembered(text) for text in coded.dictionary.to_pylist()]
        kind = self.column.kind.arrow
        places = coded.indices
        values = pa.array([outcome.value for outcome in outcomes], kind).take(places)
        states = pa.array(
            [None if outcome.state is State.VALUE else outcome.state.value for outcome in outcomes], _TEXT
        ).take(places)
        texts = pa.array([outcome.text for outcome in outcomes], _TEXT).take(places)
        if raw.null_count:
            states = pc.if_else(pc.is_null(raw), pa.scalar(State.EMPTY.value, _TEXT), states)
        return Cells(values, states, texts)

    def _remembered(self, text: str) -> Cell:
        cell = self._memory.get(text)
        if cell is None:
            cell = self._cell(text)
            if len(self._memory) >= MOST_REMEMBERED:
                self._memory.clear()
            self._memory[text] = cell
        return cell

    def _cell(self, text: str) -> Cell:
        """Outcome for one text: its state, its value where it has one, its text where the value does not show it."""
        state = state_of(text, self._placeholders, masks=self.column.masks)
        if state in (State.EMPTY, State.NOT_EXPORTED):
            return Cell(None, state, None, None)
        if state in (State.REDACTED, State.PLACEHOLDER):
            return Cell(None, state, text, None)
        if self.column.protection is Protection.DROP:
            return Cell(None, State.WITHHELD, None, None)
        plain = text.strip()
        meant = self._corrections.get(squeeze(text), plain)
        if self.column.type == "text":
            return self._text_cell(text, meant, state)
        parsed = self.column.kind.parse(squeeze(meant))
        if parsed is None or state is State.PARTIAL or self._too_large(parsed.value):
            return Cell(
                None, State.PARTIAL if state is State.PARTIAL else State.UNPARSED, self._guard.screen.text(text), None
            )
        shown = meant == text and parsed.form is not None and parsed.form == (self.form or parsed.form)
        return Cell(parsed.value, State.VALUE, None if shown else text, parsed.form)

    def _text_cell(self, text: str, meant: str, state: State) -> Cell:
        assert self._rule is not None
        kept = self._rule(meant)
        original = kept if meant == text else self._rule(text)
        return Cell(kept, state, None if original == kept else original, "plain")

    def _too_large(self, value: Any) -> bool:
        return self.column.type == "integer" and abs(value) > self.column.largest

    def _hidden_states(self, raw: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
        """(has a value, states, marks) of a column whose values are not stored as they are."""
        coded = raw.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        found = [state_of(text, self._placeholders, masks=self.column.masks) for text in texts]
        marks = [
            text if state in (State.REDACTED, State.PLACEHOLDER) else None
            for text, state in zip(texts, found, strict=True)
        ]
        present = pa.array([state in (State.VALUE, State.PARTIAL) for state in found], pa.bool_()).take(coded.indices)
        states = pa.array([None if state is State.VALUE else state.value for state in found], _TEXT).take(coded.indices)
        states = pc.if_else(pc.is_null(raw), pa.scalar(State.EMPTY.value, _TEXT), states)
        return pc.fill_null(present, False), states, pa.array(marks, _TEXT).take(coded.indices)

    def _tokens(self, raw: pa.Array, scope: pa.Array | None) -> Cells:
        present, states, marks = self._hidden_states(raw)
        names = pc.if_else(present, raw, _NULL_TEXT).dictionary_encode()
        bounds = (pa.nulls(len(raw), _TEXT) if scope is None else scope).dictionary_encode()
        width = len(bounds.dictionary) + 1
        pairs = pc.add(
            pc.multiply(pc.cast(names.indices, pa.int64()), width),
            pc.fill_null(pc.cast(bounds.indices, pa.int64()), width - 1),
        )
        coded = pairs.dictionary_encode()
        name_texts, bound_texts = names.dictionary.to_pylist(), [*bounds.dictionary.to_pylist(), ""]
        tokens = [
            self._guard.token(self._publisher, bound_texts[pair % width], name_texts[pair // width])
            for pair in coded.dictionary.to_pylist()
        ]
        return Cells(pa.array(tokens, _TEXT).take(coded.indices), states, marks)

    def _join(self, raw: pa.Array) -> Cells:
        present, states, marks = self._hidden_states(raw)
        ids = pc.if_else(present, pc.utf8_lower(pc.utf8_trim_whitespace(raw)), _NULL_TEXT)
        return Cells(self._guard.join_keys(ids.to_pylist()), states, marks)

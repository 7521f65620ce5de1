"""From raw cells of one column to typed values, cell states and, where the value alone cannot show it again, the released text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.ingest.protect import Guard
from clerestory.ingest.screening import safe_mask
from clerestory.kernel.text import squeeze
from clerestory.schema.cellstate import PLACEHOLDERS, State, state_of
from clerestory.schema.table import Column, Protection

SAMPLE = 1000
MOST_REMEMBERED = 400_000
"""Distinct texts whose outcome is kept from one batch to the next."""
TEXT = pa.string()
CODES = pa.dictionary(pa.int32(), TEXT)
"""How texts with few distinct values, and all states, are held: written and sorted without being unfolded."""
NO_TEXT = pa.scalar(None, TEXT)
STATES = pa.array([state.value for state in State], TEXT)
STATE_CODE = {state: code for code, state in enumerate(State)}


class Cell(NamedTuple):
    """Outcome for one distinct text."""

    value: Any
    state: State
    text: str | None
    form: str | None


class Cells(NamedTuple):
    """A column of outcomes. ``states`` null: VALUE. ``texts`` null: value and form show the released text. None: all null."""

    values: pa.Array
    states: pa.Array | None
    texts: pa.Array | None


class ColumnReader:
    """Reads one column of one part, batch after batch. After the first batch it may be used by several threads."""

    def __init__(self, column: Column, guard: Guard, publisher: str, corrections: Mapping[str, str] | None = None) -> None:
        self.column = column
        self.form: str | None = None
        """The form in which most values of the part are written; set by the first batch that has values."""
        self._guard = guard
        self._publisher = publisher
        self._corrections = corrections or {}
        self._rule = None if column.hidden else guard.text_rule(column)
        self._placeholders = PLACEHOLDERS if column.placeholders is None else column.placeholders
        self._known = {squeeze(known).casefold() for known in column.values}
        self._memory: dict[str, Cell] = {}

    def read(self, raw: pa.Array, scope: pa.Array | None = None) -> Cells:
        """Read a batch. ``scope``: the released texts of the column that bounds tokens."""
        if self.column.protection is Protection.TOKEN:
            return self._tokens(raw, scope)
        if self.column.protection is Protection.JOIN:
            return self._join(raw)
        if self.column.protection is Protection.DROP:
            return self._dropped(raw)
        self.choose_form(raw)
        fast = self._fast(raw)
        if fast is None:
            return self._distinct(raw, self._cell)
        slow = pc.is_null(fast)
        if not pc.any(slow).as_py():
            return Cells(fast, None, None)
        rest = self._distinct(pc.filter(raw, slow), self._cell)
        values = rest.values.dictionary_decode() if isinstance(rest.values, pa.DictionaryArray) else rest.values
        return Cells(pc.replace_with_mask(fast, slow, values), _scattered(rest.states, slow), _scattered(rest.texts, slow))

    def _fast(self, raw: pa.Array) -> pa.Array | None:
        """Values that whole-column rules read; null for the other cells. None: the column has no such rule."""
        if self._corrections:
            return None
        if self.column.protection is Protection.SCREENED and self.column.type == "text":
            safe = pc.and_(safe_mask(raw), pc.greater(pc.fill_null(pc.binary_length(raw), 0), 0))
            often = (pc.sum(pc.cast(safe, pa.int64())).as_py() or 0) * 4 > len(raw)
            return pc.if_else(safe, raw, NO_TEXT) if often else None
        vector = self.column.kind.vector
        if vector is None or self.form is None:
            return None
        values = vector(raw, self.form)
        if self.column.type == "integer":
            small = pc.less_equal(pc.abs(values), self.column.largest)
            values = pc.if_else(small, values, pa.scalar(None, values.type))
        return values

    def choose_form(self, raw: pa.Array) -> None:
        """Set the form by the first cells that have one. Batches must come here in their order before they are read by several threads."""
        if self.form is not None or self.column.hidden:
            return
        there = pc.drop_null(raw)
        for texts in (there.slice(0, SAMPLE), pc.unique(there)):
            forms = Counter(self._cell(text).form for text in texts.to_pylist())
            forms.pop(None, None)
            if forms:
                self.form = forms.most_common(1)[0][0]
                self._memory.clear()
                return

    def _distinct(self, raw: pa.Array, cell: Callable[[str], Cell]) -> Cells:
        """Read each distinct text once. A null cell is EMPTY."""
        coded = raw.dictionary_encode()
        outcomes = [self._remembered(text, cell) for text in coded.dictionary.to_pylist()]
        if self.column.type == "text":
            values = _folded(coded, [outcome.value for outcome in outcomes])
        else:
            values = pa.array([outcome.value for outcome in outcomes], self.column.kind.arrow).take(coded.indices)
        texts = [outcome.text for outcome in outcomes]
        kept = None if all(text is None for text in texts) else _folded(coded, texts)
        return Cells(values, _states(coded, [outcome.state for outcome in outcomes]), kept)

    def _remembered(self, text: str, cell: Callable[[str], Cell]) -> Cell:
        outcome = self._memory.get(text)
        if outcome is None:
            outcome = cell(text)
            if len(self._memory) >= MOST_REMEMBERED:
                self._memory.clear()
            self._memory[text] = outcome
        return outcome

    def _cell(self, text: str) -> Cell:
        """Outcome for one text: its state, its value where it has one, its text where the value does not show it."""
        state = state_of(text, self._placeholders, masks=self.column.masks)
        if state in (State.EMPTY, State.NOT_EXPORTED):
            return Cell(None, state, None, None)
        if state in (State.REDACTED, State.PLACEHOLDER):
            return Cell(None, state, text, None)
        meant = self._corrections.get(squeeze(text), text.strip())
        if self.column.type == "text":
            assert self._rule is not None
            kept = self._rule(meant)
            original = kept if meant == text else self._rule(text)
            return Cell(kept, state, None if original == kept else original, "plain")
        read = squeeze(meant)
        parsed = self.column.kind.parse(read)
        if parsed is None or state is State.PARTIAL or self._too_large(parsed.value):
            state = State.PARTIAL if state is State.PARTIAL else State.UNPARSED
            known = squeeze(text).casefold() in self._known
            return Cell(None, state, text if known else self._guard.screen.text(text), None)
        shown = read == text and parsed.form is not None and parsed.form == (self.form or parsed.form)
        return Cell(parsed.value, State.VALUE, None if shown else text, parsed.form)

    def _too_large(self, value: Any) -> bool:
        return self.column.type == "integer" and abs(value) > self.column.largest

    def _hidden_cell(self, text: str) -> Cell:
        """Outcome for a text of which only the state may be kept."""
        state = state_of(text, self._placeholders, masks=self.column.masks)
        mark = text if state in (State.REDACTED, State.PLACEHOLDER) else None
        return Cell(None, State.WITHHELD if state in (State.VALUE, State.PARTIAL) else state, mark, None)

    def _dropped(self, raw: pa.Array) -> Cells:
        """No value; WITHHELD where there was one. Capitals and digits with a digit among them are no mark: most plates and numbers."""
        long = pc.greater_equal(pc.binary_length(raw), 4)
        plain = pc.fill_null(pc.and_(long, pc.match_substring_regex(raw, "^[0-9A-Z-]*[0-9][0-9A-Z-]*$")), False)
        nothing = pa.nulls(len(raw), TEXT)
        rest = self._distinct(pc.filter(raw, pc.invert(plain)), self._hidden_cell)
        codes = pa.repeat(pa.scalar(STATE_CODE[State.WITHHELD], pa.int32()), len(raw))
        if rest.states is not None:
            codes = pc.replace_with_mask(codes, pc.invert(plain), rest.states.indices)
        return Cells(nothing, pa.DictionaryArray.from_arrays(codes, STATES), _scattered(rest.texts, pc.invert(plain)))

    def _present(self, raw: pa.Array) -> tuple[pa.Array, pa.Array | None, pa.Array | None]:
        """(texts where there is a value, states, marks) of a column that is replaced by stand-ins."""
        cells = self._distinct(raw, self._hidden_cell)
        assert cells.states is not None
        there = pc.equal(cells.states.indices, STATE_CODE[State.WITHHELD])
        present = pc.if_else(there, raw, NO_TEXT)
        if pc.all(there).as_py():
            return present, None, None
        codes = pc.if_else(there, pa.scalar(None, pa.int32()), cells.states.indices)
        return present, pa.DictionaryArray.from_arrays(codes, STATES), cells.texts

    def _tokens(self, raw: pa.Array, scope: pa.Array | None) -> Cells:
        present, states, marks = self._present(raw)
        names = present.dictionary_encode()
        bounds = (pa.nulls(len(raw), TEXT) if scope is None else scope).dictionary_encode()
        width = len(bounds.dictionary) + 1
        inner = pc.fill_null(pc.cast(bounds.indices, pa.int64()), width - 1)
        pairs = pc.add(pc.multiply(pc.cast(names.indices, pa.int64()), width), inner).dictionary_encode()
        name_texts, bound_texts = names.dictionary.to_pylist(), [*bounds.dictionary.to_pylist(), ""]
        named = ((bound_texts[pair % width], name_texts[pair // width]) for pair in pairs.dictionary.to_pylist())
        tokens = self._guard.tokens(self._publisher, named)
        return Cells(pa.DictionaryArray.from_arrays(pairs.indices, pa.array(tokens, TEXT)), states, marks)

    def _join(self, raw: pa.Array) -> Cells:
        """Stand-ins of published ids. Hex digits and dashes of a UUID's length are no mark, so they are not looked at one by one."""
        plain = pc.fill_null(pc.match_substring_regex(raw, "^[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}$"), False)
        if pc.all(plain).as_py():
            return Cells(self._guard.join_keys(raw), None, None)
        rest = pc.invert(plain)
        present, states, marks = self._present(pc.filter(raw, rest))
        ids = pc.replace_with_mask(raw, rest, pc.utf8_trim_whitespace(present))
        return Cells(self._guard.join_keys(ids), _scattered(states, rest), _scattered(marks, rest))


def _states(coded: pa.DictionaryArray, found: list[State]) -> pa.Array | None:
    """Null where there is a value; None when there is one everywhere."""
    if not coded.null_count and all(state is State.VALUE for state in found):
        return None
    by_text = pa.array([None if state is State.VALUE else STATE_CODE[state] for state in found], pa.int32())
    codes = by_text.take(coded.indices)
    if coded.null_count:
        codes = pc.if_else(pc.is_null(coded.indices), pa.scalar(STATE_CODE[State.EMPTY], pa.int32()), codes)
    return pa.DictionaryArray.from_arrays(codes, STATES)


def _folded(coded: pa.DictionaryArray, texts: list[str | None]) -> pa.DictionaryArray:
    """The outcome of each cell's distinct text, held as codes. The vocabulary itself holds no null."""
    codes: list[int | None] = []
    vocabulary: list[str] = []
    for text in texts:
        codes.append(None if text is None else len(vocabulary))
        if text is not None:
            vocabulary.append(text)
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()).take(coded.indices), pa.array(vocabulary, TEXT))


def _scattered(part: pa.Array | None, places: pa.Array) -> pa.Array | None:
    """Outcomes of some rows among all of them, null for the others."""
    if part is None:
        return None
    codes = pc.replace_with_mask(pa.nulls(len(places), pa.int32()), places, part.indices)
    return pa.DictionaryArray.from_arrays(codes, part.dictionary)


def in_state(cells: Cells, state: State) -> list[int]:
    """Positions of the cells in a state other than VALUE."""
    if cells.states is None:
        return []
    found: list[int] = pc.indices_nonzero(pc.fill_null(pc.equal(cells.states.indices, STATE_CODE[state]), False)).to_pylist()
    return found

"""From raw cells of one column to typed values, cell states and, where the value alone cannot show it again, the released text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.ingest.outcomes import STATE_CODE, STATES, Cell, Cells, Outcomes, repeated, scattered
from clerestory.ingest.protect import Guard
from clerestory.ingest.screening import safe_mask
from clerestory.kernel.text import squeeze
from clerestory.lake.coded import NOTHING, Coded, Vocabulary
from clerestory.schema.cellstate import PLACEHOLDERS, State, state_of
from clerestory.schema.table import Column, Protection

SAMPLE = 1000
MOST_REMEMBERED = 400_000
"""Distinct texts whose outcome is kept from one batch to the next."""
TEXT = pa.string()
NO_TEXT = pa.scalar(None, TEXT)
_NEAR = 1 << 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_WITHHELD = STATE_CODE[State.WITHHELD]


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
        self._seen = self._new_outcomes()
        self._pairs = _Tokens(guard, publisher, self._seen)

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
            return self._distinct(raw)
        if not fast.null_count:
            return Cells(fast, None, None)
        slow = pc.is_null(fast)
        rest = self._distinct(raw.filter(slow))
        places = np.asarray(slow)
        return Cells(_with(fast, slow, rest.values), scattered(rest.states, places), scattered(rest.texts, places))

    def _fast(self, raw: pa.Array) -> pa.Array | None:
        """Values that whole-column rules read; null for the other cells. None: the column has no such rule."""
        if self._corrections:
            return None
        if self.column.protection is Protection.SCREENED and self.column.type == "text":
            some = raw.slice(0, SAMPLE)
            if (pc.sum(_settled(some)).as_py() or 0) * 4 <= len(some):
                return None
            return pc.if_else(_settled(raw), raw, NO_TEXT)
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
                self._seen = self._new_outcomes()
                return

    def _new_outcomes(self) -> Outcomes:
        return Outcomes(self._hidden_cell, TEXT) if self.column.hidden else Outcomes(self._cell, self.column.kind.arrow)

    def _outcomes(self) -> Outcomes:
        """Where outcomes are looked up; a new one when the column has so many texts that they cannot all be remembered."""
        if len(self._seen) > MOST_REMEMBERED:
            self._seen = self._new_outcomes()
        return self._seen

    def constant(self, text: str, count: int) -> Cells:
        """The same text in every cell, read once."""
        return repeated(self.read(pa.array([text], TEXT)), count)

    def _distinct(self, raw: pa.Array) -> Cells:
        """Read each distinct text once. A null cell is EMPTY."""
        seen = self._outcomes()
        return seen.of(seen.numbers(raw))

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
        others = pc.invert(plain)
        places = np.asarray(others)
        rest = self._distinct(raw.filter(others))
        codes = np.full(len(raw), _WITHHELD, dtype=np.int8)
        if rest.states is not None:
            codes[places] = rest.states.codes
        return Cells(pa.nulls(len(raw), TEXT), Coded(codes, STATES), scattered(rest.texts, places))

    def _tokens(self, raw: pa.Array, scope: pa.Array | None) -> Cells:
        if len(self._pairs) > MOST_REMEMBERED:
            self._pairs = _Tokens(self._guard, self._publisher, self._new_outcomes())
        pairs = self._pairs
        numbers = pairs.seen.numbers(raw)
        cells = pairs.seen.of(numbers)
        assert cells.states is not None
        there = cells.states.codes == _WITHHELD
        tokens = pairs.read(numbers, there, scope)
        if there.all():
            return Cells(tokens, None, None)
        return Cells(tokens, _where_not(there, cells.states), cells.texts)

    def _join(self, raw: pa.Array) -> Cells:
        """Stand-ins of published ids. What has the form of a UUID is no mark, so it is not looked at one by one."""
        keys, known = self._guard.uuid_keys(raw)
        if known.all():
            return Cells(pa.array(keys), None, None)
        places = np.flatnonzero(~known)
        rest = raw.take(pa.array(places))
        cells = self._distinct(rest)
        assert cells.states is not None
        there = cells.states.codes == _WITHHELD
        keys[places[there]] = self._guard.join_keys(pc.utf8_trim_whitespace(rest.filter(pa.array(there)))).to_numpy()
        odd = ~known
        known[places[there]] = True
        states = None if there.all() else scattered(_where_not(there, cells.states), odd)
        return Cells(pa.array(keys, mask=~known), states, scattered(cells.texts, odd))


class _Tokens:
    """Stand-ins of names within a scope, made once for each pair of them. ``seen``: where the names are numbered."""

    def __init__(self, guard: Guard, publisher: str, seen: Outcomes) -> None:
        self.seen = seen
        self._guard, self._publisher = guard, publisher
        self._words = Vocabulary()
        self._scopes = Vocabulary([""])
        self._codes: dict[int, int] = {}
        self._lock = Lock()
        self._near = np.full((2, 1), NOTHING, dtype=np.int64)
        """Pairs and their codes, each where its hash says; another pair of the same hash takes its place."""

    def __len__(self) -> int:
        return max(len(self.seen), len(self._codes))

    def read(self, numbers: npt.NDArray[np.int32], there: npt.NDArray[np.bool_], scope: pa.Array | None) -> Coded:
        """Tokens of the cells that are there."""
        pairs = (self._bounds(scope, len(numbers)) << 32) | numbers
        with self._lock:
            self._make_room(len(numbers))
            places = self._places(pairs)
            held, codes = self._near[0].take(places), self._near[1].take(places)
        codes[~there] = NOTHING
        other = there & (held != pairs)
        if other.any():
            codes[other] = self._looked_up(pairs[other])
        return Coded(codes.astype(np.int32), self._words)

    def _make_room(self, rows: int) -> None:
        """As large as what is read asks for, so that a list of few rows does not fill a megabyte for each column, and with so many
        places for each pair that few of them share one. What was near is looked up once more.
        """
        room = 2 * max(rows, 4 * len(self._codes))
        if self._near.shape[1] < min(room, _NEAR):
            self._near = np.full((2, min(1 << room.bit_length(), _NEAR)), NOTHING, dtype=np.int64)

    def _bounds(self, scope: pa.Array | None, count: int) -> npt.NDArray[np.int64]:
        if scope is None:
            return np.zeros(count, dtype=np.int64)
        coded = scope.dictionary_encode()
        known = np.array([*self._scopes.codes(coded.dictionary.to_pylist()), 0], dtype=np.int64)
        bounds: npt.NDArray[np.int64] = known[pc.fill_null(coded.indices, len(known) - 1).to_numpy()]
        return bounds

    def _looked_up(self, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        coded = pa.array(wanted).dictionary_encode()
        distinct = coded.dictionary.to_numpy()
        pairs = distinct.tolist()
        new = [pair for pair in pairs if pair not in self._codes]
        named = ((self._scopes.texts[pair >> 32], self.seen.texts[pair & 0xFFFFFFFF]) for pair in new)
        self._codes.update(zip(new, self._words.codes(self._guard.tokens(self._publisher, named)), strict=True))
        codes = np.array([self._codes[pair] for pair in pairs], dtype=np.int64)
        with self._lock:
            places, which = np.unique(self._places(distinct), return_index=True)
            self._near[:, places] = distinct[which], codes[which]
        found: npt.NDArray[np.int64] = codes[coded.indices.to_numpy()]
        return found

    def _places(self, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where pairs are kept near at hand: the upper bits of their product with a large odd number."""
        bits = self._near.shape[1].bit_length() - 1
        return ((pairs.view(np.uint64) * _SPREAD) >> np.uint64(64 - bits)).view(np.int64)


def _where_not(there: npt.NDArray[np.bool_], states: Coded) -> Coded:
    """The states of the cells that are not there; of the others, nothing need be said."""
    return Coded(np.where(there, np.int8(NOTHING), states.codes), STATES)


def _settled(raw: pa.Array) -> pa.Array:
    """Which cells screening certainly leaves as they are."""
    return pc.and_(safe_mask(raw), pc.greater(pc.fill_null(pc.binary_length(raw), 0), 0))


def _with(fast: pa.Array, slow: pa.Array, rest: pa.Array | Coded) -> pa.Array:
    """The values of the slow cells put among the others."""
    if isinstance(rest, Coded):
        if (rest.codes == NOTHING).all():
            return fast
        rest = rest.arrow().dictionary_decode()
    return fast if rest.null_count == len(rest) else pc.replace_with_mask(fast, slow, rest)

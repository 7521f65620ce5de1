"""Words that are known to stand where a number or a date should, and marks that a column says are none."""

from __future__ import annotations

import pyarrow as pa

from clerestory.ingest.cells import ColumnReader
from clerestory.ingest.protect import Guard
from clerestory.ingest.run import shared_screen
from clerestory.lake.coded import Coded
from clerestory.schema.cellstate import State
from clerestory.schema.table import Column

GUARD = Guard(shared_screen(), bytes(32))


def _read(column: Column, texts: list[str]) -> list[tuple[object, str | None, str | None]]:
    cells = ColumnReader(column, GUARD, "Example Agency").read(pa.array(texts, pa.string()))
    values, states, kept = (
        [None] * len(texts) if part is None else (part.arrow() if isinstance(part, Coded) else part).to_pylist() for part in cells
    )
    return list(zip(values, states, kept, strict=True))


def test_known_words_stay_where_a_date_should_be_and_others_are_screened() -> None:
    column = Column("day", "date", values=frozenset({"Scheduled FY26"}))
    known, unknown = _read(column, ["SCHEDULED FY26", "Zzyzxqq FY26"])
    assert known == (None, State.UNPARSED, "SCHEDULED FY26")
    assert unknown[1] == State.UNPARSED
    assert unknown[2] != "Zzyzxqq FY26"


def test_a_mark_that_a_column_calls_a_placeholder_is_no_redaction() -> None:
    assert _read(Column("rating", placeholders=frozenset({"*"})), ["*"]) == [(None, State.PLACEHOLDER, "*")]
    assert _read(Column("rating"), ["*"]) == [(None, State.REDACTED, "*")]


def test_the_usual_form_is_the_one_of_most_cells_not_of_most_texts() -> None:
    read = _read(Column("n", "integer"), ["1,000", "1,000", "1,000", "2000", "3000"])
    assert [value for value, _, _ in read] == [1000, 1000, 1000, 2000, 3000]
    assert [text for _, _, text in read] == [None, None, None, "2000", "3000"]

"""Codes give the engine's answers: every verb, on random lakes, views and conditions, with the codes in one block and in many."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerestory.lake.by_codes import ByCodes
from clerestory.lake.by_engine import ByEngine
from clerestory.lake.codes import counting, paging, picking, records, view
from clerestory.lake.codes.store import store
from clerestory.lake.conditions import AllOf
from clerestory.lake.read import Reader
from clerestory.lake.slices import Slice
from tests.lake.random_lakes import DISTINCT, RELEASES, Sheet, build, columns_of, conditions, keys, orders, sheets, views

SMALL = {
    "ONE_BLOCK": (0, (records, view)),
    "FEW": (1, (paging,)),
    "MERGED_CELLS": (0, (picking,)),
    "STRIDE": (8, (counting,)),
    "BLOCKS": (1, (counting,)),
    "COMBINATIONS": (2, (counting,)),
}
"""Limits from which on things are done another way: so low that small lakes go beyond them."""


@contextmanager
def _limits(low: bool) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, (number, modules) in SMALL.items():
            for module in modules if low else ():
                patch.setattr(module, name, number)
        yield


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), held=sheets(), together=st.booleans(), low=st.booleans())
def test_every_verb_says_what_the_engine_says(data: st.DataObject, held: tuple, together: bool, low: bool) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with _limits(low):
            reader = Reader(build(folder / "w", held, together))
            for _ in range(3):
                _compare(data, reader)
            reader.close()
    finally:
        shutil.rmtree(folder)


def _compare(data: st.DataObject, reader: Reader) -> None:
    seen = data.draw(views())
    where = data.draw(conditions(seen))
    shape = reader.shape(seen)
    codes = ByCodes(store(reader.layout.root.absolute()), reader.engine, seen, shape, {})
    engine = ByEngine(reader.layout.lake, reader.engine, seen, shape)
    assert codes.count(where) == engine.count(where)
    by = data.draw(st.lists(keys(seen), min_size=1, max_size=3))
    assert codes.groups(where, by) == engine.groups(where, by)
    columns, order = columns_of(seen), data.draw(orders(seen))
    limit, offset = data.draw(st.integers(1, 6)), data.draw(st.integers(0, 6))
    expected = engine.rows(where, columns, order=order, limit=limit, offset=offset)
    assert codes.rows(where, columns, order, limit, offset).to_pylist() == expected.to_pylist()
    assert codes.rows(where, columns, order, limit, offset).schema.names == expected.schema.names
    top = data.draw(st.integers(0, 3))
    looks = [each.look(where, by, top, columns, order, limit) for each in (codes, engine)]
    assert (looks[0].number, looks[0].facets) == (looks[1].number, looks[1].facets)
    assert all(sum(group[-1] for group in facet.groups) + facet.other == looks[0].number for facet in looks[0].facets)
    assert looks[0].rows is not None
    assert looks[1].rows is not None
    assert looks[0].rows.table.to_pylist() == looks[1].rows.table.to_pylist()
    assert looks[0].rows.records == looks[1].rows.records


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), held=sheets(), low=st.booleans())
def test_a_sample_of_every_record_is_the_whole_and_texts_are_ranked_alike(data: st.DataObject, held: tuple, low: bool) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with _limits(low):
            reader = Reader(build(folder / "w", held, False))
            seen = data.draw(views())
            where = data.draw(conditions(seen))
            shape = reader.shape(seen)
            codes = ByCodes(store(reader.layout.root.absolute()), reader.engine, seen, shape, {})
            engine = ByEngine(reader.layout.lake, reader.engine, seen, shape)
            sample = codes.look(where, ["t", "n"], 5, (), (), 0, 2)
            whole = engine.look(where, ["t", "n"], 5, (), (), 0)
            assert sample.one_in == 2
            assert sample.number <= whole.number
            assert [sum(group[-1] for group in each.groups) + each.other for each in sample.facets] == [sample.number] * 2
            wanted = data.draw(st.lists(st.tuples(st.sampled_from(("a", "ab", "zoo", "é", "none", "ss")), st.booleans()), max_size=3))
            limit = data.draw(st.integers(0, 9))
            said, expected = codes.texts(where, "t", wanted, limit), engine.texts(where, "t", wanted, limit)
            assert said == expected
            counts = [row[-1] for row in engine.groups(where, ["t"]) if row[0] is not None]
            assert (said.total, said.different) == (sum(counts), len(counts))
            reader.close()
    finally:
        shutil.rmtree(folder)


def test_records_put_together_take_the_first_value_else_the_first_state(tmp_path: Path) -> None:
    cells = (("k", (1, 1, 1, 2, 2, None)), ("t", (None, None, None, None, "second", None)))
    states = (("t", ("empty", "redacted", None, "redacted", None, "empty")),)
    texts = (("t", (None, "x", None, "y", None, "z")),)
    reader = Reader(build(tmp_path / "w", (Sheet(RELEASES[0], cells, states, texts, (0,) * 6),), False))
    seen = Slice("others", RELEASES, DISTINCT, public=frozenset({"t"}))
    rows = reader.rows(seen, AllOf(()), ["t", "seen"], order=[("seen", False)], limit=9).to_pylist()
    reader.close()
    # rows stand in the release from the last to the first
    told = [(row["seen"], row["t"], row["t__state"], row["t__text"]) for row in rows]
    assert told == [(1, None, "empty", "z"), (2, "second", None, None), (3, None, "redacted", "x")]

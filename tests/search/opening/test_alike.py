"""What two releases have alike, by numbers, is what counting whole records one by one gives."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from clerestory.search.opening.alike import says_one_thing, without_alike

CELL = st.tuples(st.sampled_from([None, "a", "b", "ab"]), st.sampled_from([None, "value", "redacted"]))
RECORDS = st.lists(st.tuples(CELL, st.sampled_from([None, 1, 2])), max_size=9)


def table(records: list[tuple[tuple[str | None, str | None], int | None]]) -> pa.Table:
    return pa.table(
        {
            "text": pa.array([text for (text, _), _ in records], pa.string()),
            "text__state": pa.array([state for (_, state), _ in records], pa.string()),
            "number": pa.array([number for _, number in records], pa.int64()),
            "place": pa.array(range(len(records)), pa.int64()),
        }
    )


def bag(found: pa.Table) -> Counter[tuple[object, ...]]:
    return Counter((row["text"], row["text__state"] or "value", row["number"]) for row in found.to_pylist())


@given(RECORDS, RECORDS)
def test_what_is_left_is_what_only_one_of_them_has(before: list[object], after: list[object]) -> None:
    old, new = table(before), table(after)  # type: ignore[arg-type]
    same, *rest = without_alike(old, new, ["text", "number", "nowhere"])
    assert same == (bag(old) & bag(new)).total()
    assert [bag(side) for side in rest] == [bag(old) - bag(new), bag(new) - bag(old)]
    assert all(side["place"].to_pylist() == sorted(side["place"].to_pylist()) for side in rest)


def test_a_column_that_one_of_them_lacks_is_without_values() -> None:
    old, new = table([(("a", None), 1)]), table([(("a", None), None)]).drop_columns(["number"])
    assert without_alike(old, new, ["text", "number"])[0] == 0
    assert without_alike(old.drop_columns(["number"]), new, ["text", "number"])[0] == 1


def test_what_says_the_same_of_a_whole_release_tells_nothing_of_its_records() -> None:
    sides = [table([(("a", None), 1), (("b", None), 1)]), table([(("a", None), 2), (("b", None), 2)])]
    assert says_one_thing(sides, "number")
    assert not says_one_thing(sides, "text")
    assert says_one_thing(sides, "nowhere")

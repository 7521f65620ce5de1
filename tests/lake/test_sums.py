"""Sums and means of amounts are what the records add up to, to the last digit."""

from __future__ import annotations

import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerestory.lake.conditions import AllOf
from clerestory.lake.measures import Aggregate
from clerestory.lake.read import Reader
from clerestory.lake.slices import Slice
from tests.lake.random_lakes import RELEASES, TABLE, Sheet, build

CENTS = st.integers(-3_000_000_000_000, 3_000_000_000_000)
VIEW = Slice(TABLE, RELEASES, public=frozenset({"f", "n", "k"}))
BOTH = (Aggregate("sum", "f"), Aggregate("mean", "f"), Aggregate("sum", "n"))


def _reader(folder: Path, values: list[float | None], numbers: list[int]) -> Reader:
    cells = (("f", tuple(values)), ("n", tuple(numbers)), ("k", tuple(number % 2 for number in numbers)))
    return Reader(build(folder / "w", (Sheet(RELEASES[0], cells, (), (), (0,) * len(values)),), False))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(CENTS, st.sampled_from((100, 10_000))), min_size=1, max_size=60))
def test_amounts_add_up_to_the_last_digit(amounts: list[tuple[int, int]]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        reader = _reader(folder, [number / unit for number, unit in amounts], list(range(len(amounts))))
        whole = sum((Fraction(number, unit) for number, unit in amounts), Fraction())
        ((total, mean, added),) = reader.measure(VIEW, AllOf(()), BOTH)
        assert (total, mean) == (float(whole), float(whole / len(amounts)))
        assert (added, type(total)) == (sum(range(len(amounts))), float)
        for key, _, total, *_ in reader.measure(VIEW, AllOf(()), BOTH, ["k"]):
            mine = [Fraction(number, unit) for place, (number, unit) in enumerate(amounts) if place % 2 == key]
            assert total == float(sum(mine, Fraction()))
        reader.close()
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("values", "total"),
    [([1e300, 1.0, -1e300], 0.0), ([0.1 + 0.2, 1 / 3], 0.1 + 0.2 + 1 / 3), ([None, None], None), ([float("inf"), 1.0], float("inf")), ([0.1] * 10, 1.0)],
)  # fmt: skip
def test_other_values_are_added_as_doubles(tmp_path: Path, values: list[float | None], total: float | None) -> None:
    reader = _reader(tmp_path, values, [1] * len(values))
    ((told, mean, _),) = reader.measure(VIEW, AllOf(()), BOTH)
    reader.close()
    assert told == total
    assert mean == (None if total is None else pytest.approx(total / len(values)))

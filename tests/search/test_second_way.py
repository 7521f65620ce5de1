"""Random questions of the published files, asked of the product and worked out a second time by Polars straight from the column files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clerestory.search.query import Measure, Query, Split
from clerestory.workbench import Workbench

pytestmark = pytest.mark.slow
TABLES = {
    "agreements_287g": ("signed", ("state", "type", "support_type")),
    "alpr_sharing": ("archived_on", ("direction", "agency")),
    "contract_awards": ("award_base_action_date", ("agency", "recipient_name")),
    "derived_facility_list": ("first_use", ("state", "name")),
}
"""Table → a column of days and columns to count by; those that a table does not have are left out."""
ROUNDS = 12


@pytest.fixture(scope="module")
def bench(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with Workbench.create(tmp_path_factory.mktemp("second") / "workspace") as opened:
        opened.add(opened.find_files([str(shared_data / name) for name in ("ice_287g", "contracts", "facilities")]))
        yield opened


def _frame(bench: Workbench, query: Query, wanted: list[str]) -> pl.DataFrame:
    """The records of a question's releases, whatever its tests."""
    plan = bench.plan(query)
    files = [bench.layout.lake / name for name in bench.reader.shape(plan.view).files]
    frames = []
    for file in files:
        held = pl.read_parquet_schema(file)
        frame = pl.read_parquet(
            file, columns=[name for name in ("_release", *wanted, *(f"{each}__state" for each in wanted)) if name in held]
        )
        frames.append(frame.filter(pl.col("_release").is_in(list(plan.chosen.releases))))
    return pl.concat(frames, how="diagonal_relaxed")


def _usable(bench: Workbench) -> list[tuple[str, str, list[str]]]:
    found = []
    for table, (day, names) in TABLES.items():
        if not bench.held(table):
            continue
        plan = bench.plan(Query(table))
        present = bench.reader.columns(plan.view)
        held = [name for name in names if name in present and not plan.columns[name].hidden]
        if held and not plan.view.latest and not plan.view.copies:
            found.append((table, day if day in present else "", held))
    return found


def _questions(bench: Workbench, draw: random.Random) -> Iterator[tuple[Query, pl.DataFrame, str, list[str]]]:
    for table, day, names in _usable(bench):
        whole = _frame(bench, Query(table), [*names, *([day] if day else [])])
        for _ in range(ROUNDS):
            column = draw.choice(names)
            values = [value for value in whole[column].unique().drop_nulls().to_list() if '"' not in value and value.strip() == value]
            picked = draw.sample(sorted(values), min(len(values), draw.randint(1, 4)))
            negated = draw.random() < 0.3
            listed = ",".join(f'"{value}"' for value in picked)
            hit = whole[column].str.to_lowercase().is_in([value.lower() for value in picked])
            kept = whole.filter(~hit.fill_null(False) if negated else hit.fill_null(False))
            yield bench.query(table, f"{'-' if negated else ''}{column}:{listed}"), kept, day, names


def _groups(frame: pl.DataFrame, keys: list[Any]) -> dict[tuple[Any, ...], int]:
    told = frame.group_by(keys).len()
    return {tuple(row[:-1]): row[-1] for row in told.rows() if None not in row[:-1]}


def _asked(cells: dict[Any, int | None]) -> dict[tuple[Any, ...], int | None]:
    return {tuple(value for value, _ in key): number for key, number in cells.items() if all(state == "value" for _, state in key)}


def test_counts_facets_crosstabs_and_series(bench: Workbench) -> None:
    tried = 0
    for query, kept, day, names in _questions(bench, random.Random(41)):
        assert bench.count(query).count == kept.height
        for name in names:
            facet = bench.facet(query, name, 100_000)
            assert {(group.value,): group.count for group in facet.groups if group.state == "value"} == _groups(kept, [name])
            assert sum(group.count for group in facet.groups) + (facet.other or 0) == facet.total == kept.height
        if len(names) > 1:
            table = bench.crosstab(replace(query, by=(Split(names[0]), Split(names[1]))))
            assert _asked(table.cells) == _groups(kept, names[:2])
        if day:
            months = bench.series(query, day, "month")
            told = {point.period: point.count for line in months.lines for point in line.points if point.count}
            assert told == {key[0]: number for key, number in _groups(kept, [pl.col(day).dt.strftime("%Y-%m")]).items()}
        tried += 1
    assert tried >= 2 * ROUNDS


def test_distinct_concentration_rates_and_periods(bench: Workbench) -> None:
    for query, kept, day, names in _questions(bench, random.Random(43)):
        counts = sorted(_groups(kept, [names[0]]).values(), reverse=True)
        (distinct,) = bench.numbers(query, Measure("distinct", names[0])).numbers
        assert (distinct.value or 0) == len(counts)
        told = bench.concentration(query, names[0], 3)
        assert told.values == len(counts)
        if counts:
            assert told.top_share == pytest.approx(sum(counts[:3]) / sum(counts))
            pairs = sum(abs(one - two) for one in counts for two in counts) if len(counts) <= 400 else None
            if pairs is not None:
                assert told.gini == pytest.approx(pairs / (2 * len(counts) * sum(counts)), abs=1e-9)
        whole = Query(query.table)
        (ratio,) = bench.rate(query, whole).ratios
        assert ratio.rate == pytest.approx(kept.height / (bench.count(whole).count or 1))
        if day and kept[day].drop_nulls().len():
            years = kept[day].dt.year()
            first, second = int(years.min()), int(years.max())  # type: ignore[arg-type]  # years of days
            pair = bench.compare_periods(query, day, str(first), str(second)).whole
            assert (pair.first, pair.second) == ((years == first).sum(), (years == second).sum())


def test_sums_and_quantiles(bench: Workbench) -> None:
    plan = bench.plan(Query("reference_fbi_agencies"))
    amounts = [name for name, column in plan.columns.items() if column.sums is True and name in bench.reader.columns(plan.view)]
    assert amounts
    for name in amounts[:3]:
        values = _frame(bench, Query("reference_fbi_agencies"), [name])[name].drop_nulls()
        (total,) = bench.numbers(Query("reference_fbi_agencies"), Measure("sum", name)).numbers
        assert float(total.value) == pytest.approx(float(values.sum()), rel=1e-9)
        for at in (0.25, 0.5, 0.9):
            (found,) = bench.numbers(Query("reference_fbi_agencies"), Measure("quantile", name, at)).numbers
            assert float(found.value) == pytest.approx(float(values.quantile(at, "linear")), rel=1e-6)  # type: ignore[arg-type]  # there are values

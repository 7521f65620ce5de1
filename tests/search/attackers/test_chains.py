"""Chains of three and more questions about one small set of people: what they add up to is right no oftener than a guess. The records are made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clerestory.errors import UsageError
from clerestory.search.disclosure import Gate
from clerestory.search.query import Split
from clerestory.workbench import Workbench
from tests.search.arrests import Row, opened, write

TABLE, LEAST = "ice_arrests", 10
AREAS, COUNTRIES, GENDERS = (
    tuple(f"Area {name}" for name in ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot")),
    ("ARCADIA", "UTOPIA", "ATLANTIS", "ELDORADO"),
    ("Male", "Female"),
)
Chain = Callable[[Workbench, Row], int]


def _made() -> dict[Row, int]:
    draw = random.Random(29)
    few, many = (0, 1, 2, 3, 4, 5, 6, 7), (12, 19, 33, 58, 90, 140)
    return {(a, c, g): draw.choice(few if draw.random() < 0.45 else many) for a in AREAS for c in COUNTRIES for g in GENDERS}


MADE = _made()
SMALL = {row: number for row, number in MADE.items() if 0 < number < LEAST}
"""The sets that are looked for, with their size."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("chains")
    with opened(folder, write(folder / "arrests_2031-10-05.csv", MADE, 2031)) as workbench:
        for country in COUNTRIES:
            workbench.save_query(f"of_{country.lower()}", workbench.query(TABLE, f"citizenship:{country}"))
        yield workbench


def _count(bench: Workbench, text: str, table: str = TABLE) -> int:
    """None is taken for four: the middle of what is hidden."""
    told = bench.count(bench.query(table, text)).count
    return 4 if told is None else told


def _others(several: tuple[str, ...], one: str) -> str:
    return ",".join(f'"{each}"' for each in several if each != one)


def _partition(bench: Workbench, cell: Row) -> int:
    area, country, gender = cell
    return _count(bench, f'area:"{area}" citizenship:{country}') - _count(bench, f'area:"{area}" citizenship:{country} -gender:{gender}')


def _either(bench: Workbench, cell: Row) -> int:
    """The sum of two less their union."""
    area, country, gender = cell
    whole = _count(bench, f'citizenship:{country} (area:"{area}" OR gender:{gender})')
    return _count(bench, f'citizenship:{country} area:"{area}"') + _count(bench, f"citizenship:{country} gender:{gender}") - whole


def _all_but(bench: Workbench, cell: Row) -> int:
    """Everybody, less those of other areas, less those of this one who are another gender, less those of other countries."""
    area, country, gender = cell
    rest = _count(bench, f'-area:"{area}"') + _count(bench, f'area:"{area}" -gender:{gender}')
    return _count(bench, "") - rest - _count(bench, f'area:"{area}" gender:{gender} -citizenship:{country}')


def _both_left_out(bench: Workbench, cell: Row) -> int:
    area, country, gender = cell
    of = f"citizenship:{country} "
    return (
        _count(bench, of)
        - _count(bench, f'{of}-area:"{area}"')
        - _count(bench, f"{of}-gender:{gender}")
        + _count(bench, f'{of}-area:"{area}" -gender:{gender}')
    )


def _lists(bench: Workbench, cell: Row) -> int:
    """All areas named, less all but one named."""
    area, country, gender = cell
    listed = ",".join(f'"{each}"' for each in AREAS)
    of = f"citizenship:{country} gender:{gender}"
    return _count(bench, f"{of} area:{listed}") - _count(bench, f"{of} area:{_others(AREAS, area)}")


def _crosstab(bench: Workbench, cell: Row) -> int:
    """The total of a row less its cells of other columns."""
    area, country, gender = cell
    told = bench.crosstab(bench.query(TABLE, f"gender:{gender}", by=(Split("area"), Split("citizenship"))))
    totals = {value: number for (value, _), number in told.totals[0].items()}
    rest = sum(number or 4 for ((one, _), (other, _)), number in told.cells.items() if one == area and other != country)
    return (totals.get(area) or 0) - rest


def _saved(bench: Workbench, cell: Row) -> int:
    """By a saved question with more tests put on it."""
    area, country, gender = cell
    return _count(bench, f'area:"{area}"', f"@of_{country.lower()}") - _count(
        bench, f'area:"{area}" -gender:{gender}', f"@of_{country.lower()}"
    )


def _rate(bench: Workbench, cell: Row) -> int:
    """A rate times what stands below it, less those of the other gender."""
    area, country, gender = cell
    above = bench.query(TABLE, f"citizenship:{country} -gender:{gender}", by=(Split("area"),))
    told = {
        ratio.cells[0][0]: ratio for ratio in bench.rate(above, bench.query(TABLE, f"citizenship:{country}", by=(Split("area"),))).ratios
    }
    if area not in told or told[area].rate is None:
        return 4
    return round((told[area].denominator or 0) * (1 - (told[area].rate or 0)))


def _periods(bench: Workbench, cell: Row) -> int:
    """A long period less what it has beside a short one."""
    area, country, gender = cell
    query = bench.query(TABLE, f"citizenship:{country}", by=(Split("gender"),))
    whole = {pair.cells[0][0]: pair.first for pair in bench.compare_periods(query, "apprehension_date", "2031", "2031-03").pairs}
    return (whole.get(gender) or 4) - _count(bench, f"citizenship:{country} gender:{gender} area:{_others(AREAS, area)}")


CHAINS: dict[str, Chain] = {
    "partition": _partition, "either": _either, "all but": _all_but, "both left out": _both_left_out, "lists": _lists, "crosstab": _crosstab,
    "saved": _saved, "rate": _rate, "periods": _periods,
}  # fmt: skip


def _right(bench: Workbench, chain: Chain) -> int:
    right = 0
    for cell, number in SMALL.items():
        try:
            right += chain(bench, cell) == number
        except UsageError:
            continue
    return right


def test_there_is_something_to_find() -> None:
    assert len(SMALL) >= 12


@pytest.mark.parametrize("name", CHAINS)
def test_no_chain_finds_small_sets(name: str, bench: Workbench) -> None:
    assert _right(bench, CHAINS[name]) <= len(SMALL) / 3


def test_all_chains_together_vote_no_better(bench: Workbench) -> None:
    """The attacker asks all ways and takes what most of them say."""
    right = 0
    for cell, number in SMALL.items():
        votes = [chain(bench, cell) for name, chain in CHAINS.items() if name != "periods"]
        told = [vote for vote in votes if 0 < vote < LEAST]
        right += bool(told) and max(sorted(set(told)), key=told.count) == number
    assert right <= 0.4 * len(SMALL)


@pytest.mark.parametrize("name", [name for name in CHAINS if name != "periods"])
def test_without_the_gate_each_chain_finds_them(name: str, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gate, "guards", lambda self, table: False)
    assert _right(bench, CHAINS[name]) == len(SMALL)


def test_what_is_purged_leaves_no_difference(tmp_path: Path) -> None:
    """Answers before a small release came in, while it is there as of then, and after it is purged."""
    later = {row: number % 4 for row, number in MADE.items()}
    first = write(tmp_path / "arrests_2031-10-05.csv", MADE, 2031)
    questions = [f'area:"{area}"' for area in AREAS] + [f'area:"{area}" gender:{gender}' for area in AREAS for gender in GENDERS]
    with opened(tmp_path, first) as bench:
        before, snapshot = [bench.count(bench.query(TABLE, text)).count for text in questions], bench.reader.ledger.snapshot()
        bench.add(bench.find_files([str(write(tmp_path / "arrests_2032-10-05.csv", later, 2032))]))
    with Workbench(tmp_path / "workspace") as bench:
        then = [bench.count(bench.query(TABLE, text, as_of=str(snapshot))).count for text in questions]
        small = next(each["id"] for each in bench.releases() if "2032" in each["name"])
        bench.purge(small, "made up")
    with Workbench(tmp_path / "workspace") as bench:
        after = [bench.count(bench.query(TABLE, text)).count for text in questions]
        late = [bench.count(bench.query(TABLE, text, as_of=str(snapshot + 1))).count for text in questions]
    assert before == then == after == late


def test_universes_differ_by_whole_answers(tmp_path: Path) -> None:
    """What all universes together have, less one of them, is what the other is told as: nothing new."""
    few = {row: number % 5 for row, number in MADE.items()}
    files = (write(tmp_path / "arrests_2031-10-05.csv", MADE, 2031), write(tmp_path / "arrests_2032-10-05.csv", few, 2032))
    with opened(tmp_path, *files) as bench:
        for area in AREAS:
            parts = [
                bench.count(replace(bench.query(TABLE, f'area:"{area}" fiscal_year:{year}'), universe="*")).count for year in (2031, 2032)
            ]
            whole = bench.count(replace(bench.query(TABLE, f'area:"{area}"'), universe="*")).count
            assert whole is None or whole == sum(part or 0 for part in parts)

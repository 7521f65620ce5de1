"""Distinct searches with first and last publication, and copies of one publication: the same in whatever order releases came in."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from clerestory.workbench import Workbench

UUID = "00000000-0000-4000-8000-00000000000{}"
OWN = '"id","userId","searchDate","networkCount"\n'
LONG = "slug,archived_date,row_no,header_variant,id,userId,searchDate,networkCount,reason,caseNumber,offenseType\n"


def _own(number: int, networks: int = 3) -> str:
    return f'"{UUID.format(number)}","***","2026-03-0{number}T01:00:00.000Z","{networks}"\n'


def _long(agency: str, day: str, number: int) -> str:
    return (
        f"{agency},{day},1,id|userId|searchDate|networkCount,{UUID.format(number)},***,2026-03-0{number}T01:00:00.000Z,3,"
        "<not_exported>,<not_exported>,<not_exported>\n"
    )


FILES = {
    "example-ca-pd__2026-03-10__search_audit.csv": OWN + _own(1) + _own(2),
    "example-ca-pd__2026-03-17__search_audit.csv": OWN + _own(2) + _own(3) + _own(3, 4),
    "compiled_2026-03_to_2026-03_long.csv": LONG
    + _long("example-ca-pd", "2026-03-10", 1)
    + _long("other-ca-pd", "2026-03-10", 1)
    + _long("example-ca-pd", "2026-03-17", 4),
}
"""Search 2 in two publications, 3 twice in one file (with another count), 1 in a file and its compilation, and on another portal."""


def _counts(folder: Path, names: tuple[str, ...]) -> dict[str, int | None]:
    with Workbench.create(folder / "w") as bench:
        for name in names:
            path = folder / name
            path.write_text(FILES[name], encoding="utf-8")
            outcome = bench.add(bench.find_files([str(path)]))
            assert [one.status for one in outcome] == ["added"]
        asked = {
            "all": ("alpr_sightings", ""),
            "copies": ("alpr_sightings", "copy:true"),
            "compiled copies": ("alpr_sightings", 'copy:true form:"compiled by a third party"'),
            "others": ("alpr_sightings", "-copy:true"),
            "searches": ("alpr_searches", ""),
            "seen twice": ("alpr_searches", "first_seen:2026-03-10 last_seen:2026-03-17"),
            "seen once": ("alpr_searches", "sightings:1"),
        }
        return {name: bench.count(bench.query(table, text)).count for name, (table, text) in asked.items()}


@pytest.mark.parametrize("names", list(permutations(FILES)), ids=lambda names: " ".join(name[11:21] for name in names))
def test_copies_and_searches_do_not_depend_on_the_order_of_adding(names: tuple[str, ...], tmp_path: Path) -> None:
    assert _counts(tmp_path, names) == {
        "all": 8,
        "copies": 1,
        "compiled copies": 1,
        "others": 7,
        "searches": 4,
        "seen twice": 1,
        "seen once": 1,
    }


def test_a_search_keeps_the_first_value_and_no_state_of_another_sighting(tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "w") as bench:
        for name, reason in (("a-ca-pd__2026-03-10__search_audit.csv", "***"), ("a-ca-pd__2026-03-17__search_audit.csv", "burglary")):
            (tmp_path / name).write_text(OWN.replace("\n", ',"reason"\n') + _own(1).replace("\n", f',"{reason}"\n'))
        bench.add(
            bench.find_files(
                [str(tmp_path / "a-ca-pd__2026-03-10__search_audit.csv"), str(tmp_path / "a-ca-pd__2026-03-17__search_audit.csv")]
            )
        )
        assert bench.count(bench.query("alpr_searches", "reason:burglary sightings:2")).count == 1
        assert bench.count(bench.query("alpr_searches", "reason.state:redacted")).count == 0
        assert bench.count(bench.query("alpr_sightings", "reason.state:redacted")).count == 1


def test_a_table_without_releases_counts_nothing(tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "w") as bench:
        for table in ("alpr_sightings", "alpr_searches"):
            assert bench.count(bench.query(table, "")).count == 0
        assert bench.count(bench.query("alpr_sightings", "copy:true")).count == 0
        assert bench.count(bench.query("alpr_searches", "first_seen:2026")).count == 0

"""``why`` names the exact cell: random records of every source and format that is at hand, beside the same cell as openpyxl, calamine,
polars or the csv module read it. Of tables about persons ``why`` opens figures only.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.errors import Refused
from clerestory.schema.table import Grain
from clerestory.workbench import Workbench
from tests.ingest.adding import workspace
from tests.sources.independent import READERS, same, sheets

FILES_A_FOLDER = 2
RECORDS_A_RELEASE = 4
DICE = random.Random(20261130)
_CELL = re.compile(r"([A-Z]+)(\d+)")
_PLACE = re.compile(r"row (\d+), column (\d+)")

pytestmark = pytest.mark.slow


def _chosen(data: Path) -> Iterator[Path]:
    """A few files of each folder and format, the large ones left out."""
    for folder in sorted({path.parent for path in data.rglob("*") if path.is_file() and "eoir" not in path.parts}):
        for suffix in READERS:
            files = sorted(path for path in folder.glob(f"*{suffix}") if path.stat().st_size < 8_000_000)
            yield from DICE.sample(files, min(FILES_A_FOLDER, len(files)))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    made = workspace(tmp_path_factory.mktemp("independent") / "w")
    with Workbench(made) as bench:
        bench.add(bench.find_files([str(path) for path in _chosen(shared_data)]))
    return made


def test_why_names_the_cell_that_another_reader_finds_there(held: Path, shared_data: Path) -> None:
    looked: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    paths = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in shared_data.rglob("*") if path.is_file()}
    with Workbench(held) as bench:
        persons = {table.name for table in bench.catalogue.tables.values() if table.grain is Grain.PERSON_EVENT}
        for release in bench.releases():
            path = paths.get(release["sha256"])
            tables = bench.reader.ledger.rows("SELECT DISTINCT table_name FROM parts WHERE release = ? AND records > 0", (release["id"],))
            for table in {row["table_name"] for row in tables} - persons:
                if path is None or path.suffix not in READERS or release["member"]:
                    continue
                for record in _some(bench, table, release["id"]):
                    opened = bench.why(record, path.parent)
                    for cell in opened.cells:
                        if cell.original is None:
                            continue
                        row, column = _where(cell.cell)
                        grid = sheets(path)[int(record.split("-")[1])]
                        there = grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else None
                        looked[release["source"], path.suffix] += 1
                        if not same(cell.original, there) or not cell.agrees:
                            wrong.append(f"{release['source']} {path.suffix} {table}.{cell.column} at {cell.cell}")
    assert len({source for source, _ in looked}) >= 10, looked
    assert wrong == [], Counter(re.sub(r" at .*", "", each) for each in wrong)


def _some(bench: Workbench, table: str, release: str) -> list[str]:
    parts = bench.reader.ledger.rows("SELECT * FROM parts WHERE release = ? AND table_name = ? AND records > 0", (release, table))
    listed = bench.rows(bench.query(table, f"on:all universe:* release:{release}"), limit=500).as_json()["rows"]
    assert parts
    return [record["id"] for record in DICE.sample(listed, min(RECORDS_A_RELEASE, len(listed)))]


def _where(cell: str) -> tuple[int, int]:
    if found := _PLACE.fullmatch(cell):
        return int(found[1]), int(found[2])
    found = _CELL.fullmatch(cell)
    assert found, cell
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def test_a_figure_about_persons_opens_to_releases_and_never_to_a_row(held: Path) -> None:
    with Workbench(held) as bench:
        asked = 0
        for table in bench.catalogue.tables.values():
            if table.grain is not Grain.PERSON_EVENT or not bench.reader.ledger.rows(
                "SELECT 1 FROM parts WHERE table_name = ? AND records > 0 LIMIT 1", (table.name,)
            ):
                continue
            asked += 1
            answer, parts = bench.figure(bench.query(table.name, "on:all universe:*"))
            assert parts
            assert all({"name", "sha256", "rows_in", "records"} <= set(part) for part in parts)
            assert answer.about.query is not None
            [part] = bench.reader.ledger.rows("SELECT * FROM parts WHERE table_name = ? AND records > 0 LIMIT 1", (table.name,))
            with pytest.raises(Refused):
                bench.why(f"{part['release']}-{part['grid']}-{part['first_row']}")
    assert asked >= 3

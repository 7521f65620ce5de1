"""What every reader must keep, whatever the format."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerestory.errors import BadFile
from clerestory.formats import grids
from tests.formats.making import MAKERS, TABLE
from tests.formats.reading import Table, read_all, read_grid, read_one


def read_or_none(path: Path) -> list[Table]:
    """The tables, or none when the file is told to be bad in a way that quotes nothing. Anything else is a failure."""
    told = ""
    try:
        return read_all(path)
    except BadFile as error:
        told = str(error)
    assert "Expected:" in told
    assert "Do:" in told
    assert "Alder" not in told
    return []


@pytest.fixture(params=MAKERS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "table.bin"  # the name says nothing: bytes decide
    MAKERS[request.param](path)
    return path


def test_gives_the_same_rows_as_were_written(made: Path) -> None:
    assert read_one(made).plain == TABLE


def test_counts_rows_from_one_or_labels_as_zero(made: Path) -> None:
    table = read_one(made)
    first = 0 if table.format in {"parquet", "json"} else 1
    assert table.numbers == list(range(first, first + len(TABLE)))


def test_reads_the_same_twice(made: Path) -> None:
    (grid,) = grids(made)
    first, second = read_grid(grid), read_grid(grid)
    assert first == second
    assert read_one(made) == first


def test_can_be_left_in_the_middle_and_started_again(made: Path) -> None:
    (grid,) = grids(made)
    next(iter(grid.batches()))
    assert read_grid(grid).plain == TABLE


def test_cut_short_never_gives_rows_that_were_not_there(made: Path, tmp_path: Path) -> None:
    data = made.read_bytes()
    cut = tmp_path / "cut.bin"
    for share in (0.25, 0.5, 0.9):
        cut.write_bytes(data[: int(len(data) * share)])
        for table in read_or_none(cut):
            for row in table.plain[1:-1]:  # the last row of a text may be half
                assert row in TABLE


def test_damaged_bytes_end_in_rows_or_bad_file(made: Path, tmp_path: Path) -> None:
    data = bytearray(made.read_bytes())
    broken = tmp_path / "broken.bin"
    for at in range(0, len(data), max(1, len(data) // 40)):
        copy = bytearray(data)
        copy[at] ^= 0x5A
        broken.write_bytes(copy)
        read_or_none(broken)

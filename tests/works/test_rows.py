"""The estimate of rows: near enough, and nothing where nobody can tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerestory.works.rows import LOOKED_AT, rows_about


@pytest.mark.parametrize("line", [b"a,b,c\n", b'1,"two\nlines",3\n', b"x;y\r\n"])
def test_is_near(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.csv"
    count = 3 * LOOKED_AT // len(line)
    path.write_bytes(line * count)
    assert abs(rows_about(path) - count) < 0.01 * count


@pytest.mark.parametrize("body", [b"", b"one line", b"PK\x03\x04\0\0\n\n\n\n"])
def test_is_nothing(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(body)
    assert rows_about(path) == 0


def test_is_nothing_where_there_is_no_file(tmp_path: Path) -> None:
    assert rows_about(tmp_path / "none") == 0

"""Finding the original of a release under a folder that the user names, and reading its cells again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clerestory.formats import grids
from clerestory.kernel.hashing import file_sha256


def find_original(folder: Path, sha256: str, size: int) -> Path | None:
    """The file with these bytes, at any depth and under any name; sizes are compared before hashes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size == size and file_sha256(path) == sha256:
            return path
    return None


@dataclass(frozen=True)
class RawRow:
    """One row of an original as its reader gives it now."""

    cells: tuple[str | None, ...]
    links: dict[int, str]


def raw_row(path: Path, grid: int, row: int) -> RawRow | None:
    """The cells of one row of one grid; None when the original has no such row."""
    for found in grids(path):
        if found.place.index != grid:
            continue
        for batch in found.batches():
            first, last = batch.rows[0].as_py(), batch.rows[len(batch.rows) - 1].as_py()
            if not first <= row <= last:
                continue
            place = batch.rows.index(row).as_py()
            if place < 0:
                return None
            cells = tuple(column[place].as_py() for column in batch.columns)
            return RawRow(cells, {column: link for (number, column), link in batch.links.items() if number == row})
    return None

"""Read a file to plain rows, checking on the way what every batch must keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from clerestory.formats import DEFAULT, Grid, Limits, Note, Place, grids

Row = list[str | None]


@dataclass
class Table:
    place: Place
    format: str
    numbers: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def plain(self) -> list[list[str]]:
        """Rows without the cells that they do not have at their end; missing cells before that as empty."""
        out = []
        for row in self.rows:
            end = len(row)
            while end and row[end - 1] is None:
                end -= 1
            out.append([cell or "" for cell in row[:end]])
        return out


def read_grid(grid: Grid) -> Table:
    table = Table(grid.place, grid.format)
    width = 0
    for batch in grid.batches():
        assert len(batch.columns) >= width, "the number of columns shrank"
        width = len(batch.columns)
        assert all(len(column) == len(batch.rows) for column in batch.columns)
        assert all(str(column.type) == "string" for column in batch.columns)
        table.numbers += batch.rows.to_pylist()
        table.rows += [list(row) for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)]
        table.links |= batch.links
        table.spans |= batch.spans
    assert all(a < b for a, b in zip(table.numbers, table.numbers[1:], strict=False)), "row numbers must increase"
    for note in grid.notes:
        assert isinstance(note, Note)
    table.notes = [note.what for note in grid.notes]
    return table


def read_all(path: Path, limits: Limits = DEFAULT, name: str | None = None) -> list[Table]:
    return [read_grid(grid) for grid in grids(path, name=name, limits=limits)]


def read_one(path: Path, limits: Limits = DEFAULT) -> Table:
    tables = read_all(path, limits)
    assert len(tables) == 1
    return tables[0]

"""Records counted by one or two columns, as the table of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clerestory.search.exploring import Exploration
    from clerestory.workbench import Workbench

MOST_ROWS, MOST_COLUMNS = 200, 24
SHADES = 5
Cell = tuple[Any, str]


@dataclass(frozen=True)
class Split:
    """The table: names of its columns, its rows and columns in order, cells by (row, column). None: suppressed; what is not there: ``absent``."""

    by: tuple[str, ...]
    rows: tuple[Cell, ...]
    columns: tuple[Cell, ...]
    cells: dict[tuple[Cell, ...], int | None]
    row_totals: dict[Cell, int | None]
    column_totals: dict[Cell, int | None]
    total: int | None
    more_rows: int
    more_columns: int
    suppressed: int
    marks: Mapping[tuple[Cell, ...], str]
    """How far the numbers of cells are those of the records."""
    total_marks: tuple[Mapping[Cell, str], ...]
    mark: str
    """The same of the total."""
    absent: int | None
    notes: tuple[str, ...] = ()
    """What these counts say of themselves and the count of all does not."""

    def mark_of(self, place: int, cell: Cell) -> str:
        """The same of the total of a row (0) or a column (1)."""
        return self.total_marks[place].get(cell, "") if self.total_marks else ""

    def shade(self, number: int | None) -> int:
        """How dark a cell is, from 0 to ``SHADES``: by its share of the largest."""
        most = max((cell for cell in self.cells.values() if cell), default=0)
        return round(SHADES * (number or 0) / most) if most else 0


def split_of(bench: Workbench, found: Exploration) -> Split | None:
    """The table that a question asks for; None when it asks for none."""
    if not found.query.by:
        return None
    told = bench.crosstab(replace(found.query, by=found.query.by[:2], cursor=""))
    rows, columns = told.axes[0], told.axes[1] if len(told.axes) > 1 else ()
    return Split(
        told.by, rows[:MOST_ROWS], columns[:MOST_COLUMNS], told.cells, told.totals[0], told.totals[1] if columns else {}, told.total,
        max(0, len(rows) - MOST_ROWS), max(0, len(columns) - MOST_COLUMNS), told.suppressed,
        told.marks, told.total_marks, told.total_mark, told.absent,
        tuple(note for note in told.about.notes if note not in found.look.about.notes),
    )  # fmt: skip

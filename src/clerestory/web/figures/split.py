"""Records counted by one or two columns, as the table of a page."""

from __future__ import annotations

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
    """The table: names of its columns, its rows and columns in order, cells by (row, column). None: suppressed; absent: no record."""

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
    notes: tuple[str, ...] = ()
    """What these counts say of themselves and the count of all does not."""

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
        tuple(note for note in told.about.notes if note not in found.look.about.notes),
    )  # fmt: skip

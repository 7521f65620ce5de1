"""An answer as a program takes it, and as a notebook shows it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from clerestory.workbench import in_words, signed

if TYPE_CHECKING:
    import pandas
    import polars

SHOWN = 50
"""Rows of a table in a notebook."""
VEGA = "application/vnd.vegalite.v5+json"


class Figure(int):
    """A number of records, with how far it is that: ``told`` is empty where it is exact, else ``at_least``, ``about`` or ``at_least_about``."""

    told: str

    def __new__(cls, number: int, told: str = "") -> Figure:
        """``told``: its mark."""
        made = super().__new__(cls, number)
        made.told = told
        return made

    def __repr__(self) -> str:
        return in_words(int(self), self.told) if self.told else int.__repr__(self)


class Result:
    """A table with its citation. ``answer``: everything that the answer says, as the API gives it."""

    def __init__(self, table: pa.Table, answer: dict[str, Any], mark: str) -> None:
        self._table, self.answer, self._mark = table, answer, mark

    @property
    def citation(self) -> str:
        """What to put under a figure."""
        return str(self.answer["citation"])

    def arrow(self) -> pa.Table:
        """As an Arrow table."""
        return self._table

    def polars(self) -> polars.DataFrame:
        """As a Polars data frame; Polars must be installed."""
        import polars  # noqa: PLC0415  # only who asks for it needs it

        return polars.DataFrame(polars.from_arrow(self._table))

    def pandas(self) -> pandas.DataFrame:
        """As a pandas data frame; pandas must be installed."""
        return self._table.to_pandas()

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __repr__(self) -> str:
        return f"{self._table.num_rows:,} rows of {', '.join(self._table.schema.names)}. {self.citation}"

    def chart(self) -> dict[str, Any] | None:
        """A Vega-Lite chart with its data inside; None where there is nothing to draw. Suppressed counts are not drawn as zero."""
        if not self._mark:
            return None
        name = self._table.schema.names[0]
        values = [row for row in self._table.to_pylist() if row["count"] is not None]
        axes = {self._mark == "bar": ("y", "x")}.get(True, ("x", "y"))
        first = {"field": name, "type": "nominal", "sort": None, "title": name}
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "description": self.citation, "mark": self._mark, "data": {"values": values},
            "encoding": {axes[0]: first, axes[1]: {"field": "count", "type": "quantitative", "title": "records"}},
        }  # fmt: skip

    def _repr_html_(self) -> str:
        names = self._table.schema.names
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        rows = self._table.slice(0, SHOWN).to_pylist()
        body = "".join("<tr>" + "".join(f"<td>{_cell(name, row)}</td>" for name in names) + "</tr>" for row in rows)
        left = self._table.num_rows - len(rows)
        more = f"<p>{left:,} more rows</p>" if left else ""
        return f"<table><caption>{escape(self.citation)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        told: dict[str, Any] = {"text/plain": repr(self), "text/html": self._repr_html_()}
        drawn = self.chart()
        return {**told, VEGA: drawn} if drawn else told


def _cell(name: str, row: dict[str, Any]) -> str:
    value = row[name]
    if value is None:
        return "<em>suppressed</em>" if name == "count" else ""
    if name == "count":
        return escape(signed(value, row.get("told", "")))
    return escape(f"{value:,}" if isinstance(value, int) else str(value))

"""One record of an institutional table: each value with its state, what was released, the cell it came from, and what other releases say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get
from litestar.params import FromPath

from clerestory.api.problems import Missing
from clerestory.web.page import Page

if TYPE_CHECKING:
    from clerestory.schema.table import Column, Table
    from clerestory.search.opening.record import History
    from clerestory.search.why import Opened
    from clerestory.workbench import Workbench


@dataclass(frozen=True)
class Shown:
    """What the page shows of a record."""

    table: Table
    columns: dict[str, Column]
    opened: Opened
    history: History


@get("/records/{table:str}/{record:str}")
async def record_page(request: Request[Any, Any, Any], table: FromPath[str], record: FromPath[str]) -> Response[Any]:
    """One record."""
    page = Page(request)
    if known := await page.unchanged():
        return known
    shown = await page.ask(lambda bench: _shown(bench, table, record))
    return page.show("pages/record.html", shown=shown, record=record)


def _shown(bench: Workbench, table: str, record: str) -> Shown:
    bench.desk.gate.rows(bench.table(table))
    opened = bench.why(record)
    if opened.table != table:
        raise Missing(f"the record {record} is not of {table}", expected=f"/records/{opened.table}/{record}")
    found = bench.table(table)
    history = bench.history(table, {cell.column: cell.value for cell in opened.cells}, opened.release)
    return Shown(found, bench.columns(found), opened, history)


HANDLERS = (record_page,)

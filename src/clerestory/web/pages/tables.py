"""All tables that hold records."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from clerestory.web.page import Page
from clerestory.web.subjects import by_subject


@get("/tables")
async def tables(request: Request[Any, Any, Any]) -> Response[Any]:
    """The list of tables."""
    page = Page(request)
    if known := await page.unchanged():
        return known
    held = await page.ask(lambda bench: bench.overview())
    return page.show("pages/tables.html", held=held, subjects=by_subject(held.tables))


HANDLERS = (tables,)

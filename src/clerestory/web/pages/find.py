"""One box over everything: tables, columns, sources, releases, and the records that hold the words."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from clerestory.api.benches import Benches
from clerestory.web.page import Page


@get("/find")
async def find(request: Request[Any, Any, Any], benches: Benches, q: str = "") -> Response[str]:
    """What the words name, and where they stand."""
    page = Page(request)
    words = q.strip()
    found = await benches.ask(lambda bench: bench.find(words)) if words else None
    return page.show("pages/find.html", words=words, found=found)


HANDLERS = (find,)

"""Ways to go on with the search box, for a script. Without one, "How to ask" says the same at more length."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from clerestory.web.page import Page


@get("/tables/{table:str}/complete")
async def complete(request: Request[Any, Any, Any], table: str, q: str = "") -> list[dict[str, str]]:
    """Completions of what is typed up to the cursor."""
    page = Page(request)
    found = await page.ask(lambda bench: bench.complete(table, q))
    return [
        {"text": each.text, "shown": each.shown, "told": page.counted(each.count, each.mark) if each.count else each.told} for each in found
    ]


HANDLERS = (complete,)

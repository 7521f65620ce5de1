"""About: coverage, promises, limits, licences, the rule."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from clerestory import __version__
from clerestory.web.page import Page


@get("/about")
async def about(request: Request[Any, Any, Any]) -> Response[str]:
    """What this is and what it will not do."""
    page = Page(request)
    held, threshold, licences = await page.ask(lambda bench: (bench.overview(), bench.settings.threshold, bench.licences()))
    return page.show("pages/about.html", held=held, threshold=threshold, licences=licences, version=__version__)


HANDLERS = (about,)

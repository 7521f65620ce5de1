"""Home: what is in this workspace, how fresh, what is overdue, and questions that one can ask of it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from clerestory.web.page import Page
from clerestory.web.questions import askable
from clerestory.web.subjects import by_subject


@get("/")
async def home(request: Request[Any, Any, Any]) -> Response[str]:
    """The first page."""
    page = Page(request)
    held, settings = await page.ask(lambda bench: (bench.overview(), bench.settings))
    questions = await page.remembered("questions", (held.snapshot, settings), askable)
    return page.show("pages/home.html", held=held, subjects=by_subject(held.tables), questions=questions, notice=settings.notice)


HANDLERS = (home,)

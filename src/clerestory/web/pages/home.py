"""Home: what is in this workspace, how fresh, what is overdue, and questions that one can ask of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request, Response, get

from clerestory.errors import ClerestoryError, TookTooLong
from clerestory.web.page import Page, remembered
from clerestory.web.questions import askable
from clerestory.web.subjects import by_subject

if TYPE_CHECKING:
    from clerestory.search.opening.news import Brought, News
    from clerestory.workbench import Workbench


@get("/")
async def home(request: Request[Any, Any, Any], _changes: str = "") -> Response[str]:
    """The first page. What the newest releases brought is counted where that is asked for: it takes longer."""
    page = Page(request)
    held, settings, news = await page.ask(lambda bench: (bench.overview(), bench.settings, bench.news()))
    questions = await page.remembered("questions", (held.snapshot, settings), askable)
    brought = await _brought(page, held.snapshot, news) if _changes else None
    titles = {source.id: source.title for source in held.sources}
    return page.show(
        "pages/home.html", held=held, subjects=by_subject(held.tables), questions=questions, notice=settings.notice, news=news,
        brought=brought, titles=titles,
    )  # fmt: skip


@get("/changes")
async def changes(request: Request[Any, Any, Any]) -> Response[str]:
    """The part of the page that takes longer, for a script to put in."""
    page = Page(request)
    held, news = await page.ask(lambda bench: (bench.overview(), bench.news()))
    brought = await _brought(page, held.snapshot, news)
    return page.show("parts/changed.html", news=news, brought=brought, titles={source.id: source.title for source in held.sources})


async def _brought(page: Page, snapshot: int, news: News) -> dict[str, Brought | None]:
    """Release → what it brought; None where that took longer than a question may. Each is asked by itself, and once for each snapshot."""
    told: dict[str, Brought | None] = {}
    for each in news.arrived:
        asked = partial(_of, each.source, each.id)
        told[each.id] = None
        with suppress(TookTooLong):
            told[each.id] = await page.remembered(f"brought {each.source}", (snapshot, each.id), asked)
    return told


def _of(source: str, release: str, bench: Workbench) -> Brought:
    return bench.brought(source, release)


async def warm(app: Litestar) -> None:
    """Begin to answer what the first page asks before anybody does: rules and lists are read once a process, which takes a second."""
    benches = app.state["benches"]

    async def ask() -> None:
        with suppress(ClerestoryError):  # whoever opens the page is told
            snapshot, settings = await benches.ask(lambda bench: (bench.overview().snapshot, bench.settings))
            await remembered(app.state, benches, "questions", (snapshot, settings), askable)

    app.state["warming"] = asyncio.create_task(ask())


HANDLERS = (home, changes)

"""One piece of long work: how far it is, what became of it, and stopping it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from clerestory.api.uploads import work_as_json, works_of
from clerestory.web.page import Page
from clerestory.web.pages.explore import joined
from clerestory.web.pages.queries import LARGEST_FORM, form_of

if TYPE_CHECKING:
    from clerestory.workbench import Workbench

REDIRECT: Final = 303
MOST_LISTED = 200


@get("/works/{work:str}")
async def work_page(request: Request[Any, Any, Any], work: FromPath[str]) -> Response[Any]:
    """The page; the same as JSON at ``/works/{work}.json``."""
    works = works_of(request)
    if work.endswith(".json"):
        return Response(work_as_json(works.get(work.removesuffix(".json"))), headers={"cache-control": "no-store"})
    page, found = Page(request), works.get(work)
    releases = await page.ask(lambda bench: _releases(bench, found.result.get("releases", ()))) if found.kind == "add" else []
    return page.show("pages/work.html", work=found, releases=releases, most=MOST_LISTED)


@get("/works/{work:str}/progress")
async def progress(request: Request[Any, Any, Any], work: FromPath[str]) -> Response[Any]:
    """The part of the page that changes while the work goes on."""
    return Page(request).show("parts/progress.html", work=works_of(request).get(work))


@post("/tables/{table:str}/exports", request_max_body_size=LARGEST_FORM, status_code=REDIRECT)
async def export(request: Request[Any, Any, Any], table: FromPath[str]) -> Redirect:
    """All records of a question as a file that is made beside the server, however long it takes."""
    page, form = Page(request), await form_of(request)
    asked, kind = joined(parse_qsl(form.get("asked", ""))), form.get("kind", "")

    task = await page.ask(lambda bench: bench.export_task(bench.asked(table, asked).query, kind))
    work = await asyncio.to_thread(works_of(request).ask, "export", task)
    return Redirect(page.link(f"/works/{work.id}"), status_code=REDIRECT)


@post("/works/{work:str}/cancel", status_code=REDIRECT)
async def cancel(request: Request[Any, Any, Any], work: FromPath[str]) -> Redirect:
    """Stop it."""
    await asyncio.to_thread(works_of(request).cancel, work)
    return Redirect(Page(request).link(f"/works/{work}"), status_code=REDIRECT)


def _releases(bench: Workbench, ids: Any) -> list[dict[str, Any]]:
    """The releases that came in and are still here."""
    wanted = set(ids)
    return [release for release in bench.releases() if release["id"] in wanted] if wanted else []


HANDLERS = (work_page, progress, export, cancel)

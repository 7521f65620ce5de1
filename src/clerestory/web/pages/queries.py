"""Questions under names: kept from Explore, listed, opened, dropped. Every form is one that a browser sends without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from clerestory.api.problems import problem
from clerestory.errors import Refused, UsageError
from clerestory.web.page import Page
from clerestory.web.pages.explore import joined
from clerestory.workbench import points_at_person

if TYPE_CHECKING:
    from clerestory.search.named import NamedQuery
    from clerestory.workbench import Workbench

REDIRECT: Final = 303
LARGEST_FORM = 100_000


@get("/queries")
async def queries(request: Request[Any, Any, Any]) -> Response[str]:
    """All of them."""
    page = Page(request)
    saved, tables = await page.ask(lambda bench: (bench.queries.all(), bench.catalogue.tables))
    return page.show("pages/queries.html", saved=saved, titles={name: table.title or name for name, table in tables.items()})


@get("/queries/{name:str}")
async def opened(request: Request[Any, Any, Any], name: FromPath[str]) -> Redirect:
    """The page of the question."""
    page = Page(request)
    found = await page.ask(lambda bench: bench.queries.one(name))
    return Redirect(page.link(f"/tables/{found.query.table}", found.parameters), status_code=REDIRECT)


@post("/queries", request_max_body_size=LARGEST_FORM, status_code=REDIRECT)
async def save(request: Request[Any, Any, Any]) -> Response[Any]:
    """Keep a question. What was typed stays where it cannot be kept, unless it points at a person."""
    page, form = Page(request), await form_of(request)
    typed = {name: form.get(name, "") for name in ("name", "words", "table", "asked")}
    asked = joined(parse_qsl(typed["asked"]))

    def keep(bench: Workbench) -> NamedQuery:
        query = bench.asked(typed["table"], asked).query
        return bench.save_query(typed["name"], query, typed["words"], force="force" in form)

    try:
        saved = await page.ask(keep)
    except UsageError as error:
        if isinstance(error, Refused) or points_at_person(*typed.values()):
            raise
        return page.show("pages/save.html", status=400, problem=problem(error), typed=typed)
    return Redirect(page.link("/queries", fragment=f"q-{saved.name}"), status_code=REDIRECT)


@post("/queries/{name:str}/forget", status_code=REDIRECT)
async def forget(request: Request[Any, Any, Any], name: FromPath[str]) -> Redirect:
    """Drop a name."""
    await Page(request).ask(lambda bench: bench.queries.forget(name))
    return Redirect(Page(request).link("/queries"), status_code=REDIRECT)


async def form_of(request: Request[Any, Any, Any]) -> dict[str, str]:
    """A form as a browser sends it. Raises UsageError for what is none."""
    try:
        return dict(parse_qsl((await request.body()).decode("utf-8"), max_num_fields=100, errors="strict"))
    except ValueError:
        raise UsageError(
            "the form cannot be read", expected="application/x-www-form-urlencoded, in UTF-8", do="use the form of the page"
        ) from None


HANDLERS = (queries, opened, save, forget)

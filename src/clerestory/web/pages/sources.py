"""Sources, one source with its calendar, eras and codebook, and one release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get
from litestar.params import FromPath

from clerestory.errors import Gone
from clerestory.web.page import Page

if TYPE_CHECKING:
    from clerestory.search.opening.release import ReleaseOpened
    from clerestory.search.opening.verbs import Compared
    from clerestory.workbench import Workbench

MOST_YEAR = 400
"""Releases of one year that are listed."""


@get("/sources")
async def sources(request: Request[Any, Any, Any]) -> Response[str]:
    """All sources that have releases here, and files that are of none."""
    page = Page(request)
    held, unplaced = await page.ask(lambda bench: (bench.overview(), bench.unplaced()))
    return page.show("pages/sources.html", held=held, unplaced=unplaced)


@get("/sources/{source:str}")
async def source_page(request: Request[Any, Any, Any], source: FromPath[str]) -> Response[Any]:
    """One source."""
    page = Page(request)
    if known := await page.unchanged():
        return known
    opened, held = await page.ask(lambda bench: (bench.open_source(source), bench.overview()))
    of = next((each for each in held.sources if each.id == source), None)
    return page.show("pages/source.html", opened=opened, held=of, most=MOST_YEAR)


@get("/sources/{source:str}/releases/{release:str}")
async def release_page(request: Request[Any, Any, Any], source: FromPath[str], release: FromPath[str]) -> Response[Any]:
    """One release. One that was taken out answers with the reason."""
    page = Page(request)
    if known := await page.unchanged():
        return known
    opened, changed, title = await page.ask(lambda bench: _release(bench, source, release))
    if opened.withdrawn:
        raise Gone(
            f"the release {release} was taken out: {opened.withdrawn}",
            expected="a release that is held",
            do="its records are in no answer; its id and hash are kept",
        )
    return page.show("pages/release.html", opened=opened, changed=changed, source=source, title=title)


def _release(bench: Workbench, source: str, release: str) -> tuple[ReleaseOpened, list[Compared], str]:
    opened = bench.open_release(source, release)
    return opened, [] if opened.withdrawn else bench.compared(opened), bench.source(source).title


HANDLERS = (sources, source_page, release_page)

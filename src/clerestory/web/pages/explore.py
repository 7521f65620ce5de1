"""Explore one table: the question as box and chips, facets, records over time, records, and how one knows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.exceptions import NoRouteMatchFoundException

from clerestory.api.problems import problem
from clerestory.errors import ClerestoryError
from clerestory.web.charts.draw import on_page
from clerestory.web.charts.periods import spec
from clerestory.web.figures.over_time import bars, days_of_breaks, described
from clerestory.web.figures.split import split_of
from clerestory.web.figures.told import citation
from clerestory.web.page import Page
from clerestory.workbench import points_at_person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clerestory.search.exploring import Exploration

LARGE = 100_000
"""Records from which on an export is long work: fewer are there before anybody wonders."""
RELEASES = 40
"""Releases that the panel names; a question may be asked of thousands."""


@get("/tables/{table:str}")
async def explore(request: Request[Any, Any, Any], table: str) -> Response[Any]:
    """The page of one question."""
    page = Page(request)
    if known := await page.unchanged():
        return known
    question = joined(page.question)
    try:
        found = await page.ask(lambda bench: bench.explore(table, question))
    except ClerestoryError as error:
        return await _unanswered(page, table, question, error)
    split = await page.ask(lambda bench: split_of(bench, found)) if found.query.by else None
    line, words = bars(page, found), described(page, found)
    drawn = await asyncio.to_thread(on_page, spec(line, breaks=days_of_breaks(found)), label=words) if words else ""
    return page.show(
        "pages/explore.html", table=table, explored=found, look=found.look, about=found.look.about, drawn=drawn, bars=line, split=split,
        records=found.look.rows.page.records if found.look.rows else [], releases=found.releases[:RELEASES],
        more_releases=len(found.releases) - RELEASES, days=sorted({each.published[:10] for each in found.releases} - {""}),
        universes=[*sorted({found.look.about.universe, *found.look.about.other_universes} - {"", "*"}), "*"],
        cited=citation(page, request, found), exports=exports(request, found),
        large=(found.look.count or 0) > LARGE, asked=as_asked(found.address(found.query, cursor="")), asked_all=as_asked(found.exported), opened=found.opened, orders=dict(found.query.order),
    )  # fmt: skip


EXPORTS = (
    ("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "Parquet"), ("ndjson", "NDJSON"), ("geojson", "GeoJSON"), ("zip", "ZIP"), ("json", "JSON"),
)  # fmt: skip
"""Endings that a table's address may have, and what they are called; ZIP is the records with their citation and codebook."""


def exports(request: Request[Any, Any, Any], found: Exploration) -> list[tuple[str, str]]:
    """The forms in which the records of a question can be taken away; none where no record may be."""
    if found.counts_only:
        return []
    try:
        request.app.route_reverse("export", table=found.table.name, ending="csv")
    except NoRouteMatchFoundException:
        return []
    placed = {"latitude", "longitude"} <= set(found.columns)
    return [each for each in EXPORTS if each[0] != "geojson" or placed]


def joined(question: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Boxes that were ticked one by one, and lists that were chosen from one by one, as the one list that an address has."""
    lists: dict[str, list[str]] = {"_columns": [], "_by": []}
    rest = []
    for name, value in question:
        if name in lists:
            lists[name].append(value)
        else:
            rest.append((name, value))
    return rest + [(name, ",".join(values)) for name, values in lists.items() if values]


def as_asked(pairs: Iterable[tuple[str, str]]) -> str:
    """Parameters of a question as the one field of a form."""
    return urlencode(list(pairs))


async def _unanswered(page: Page, table: str, question: list[tuple[str, str]], error: ClerestoryError) -> Response[str]:
    """What went wrong, with the box as it was typed."""
    told = problem(error)
    tables = await page.ask(lambda bench: bench.catalogue.tables)
    if table not in tables:
        raise error
    if points_at_person(*(text for pair in question for text in pair)):
        question = []
    typed = " ".join(value for name, value in question if name == "q")
    rest = [(name, value) for name, value in question if name != "q"]
    return page.show("pages/unanswered.html", status=told.status, problem=told, table=tables[table], typed=typed, rest=rest)


HANDLERS = (explore,)

"""Counts of a question as CSV: over time, by columns, by the values of one column. Each line says where it comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get

from clerestory.api.problems import Missing
from clerestory.errors import UsageError
from clerestory.web.figures.told import citation
from clerestory.web.page import Page
from clerestory.web.pages.explore import joined
from clerestory.workbench import counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clerestory.search.exploring import Exploration
    from clerestory.workbench import Workbench

MOST_VALUES = 10_000
"""Values of a column that are written down."""


def _series(bench: Workbench, found: Exploration) -> Iterable[counts.Line]:
    if found.look.series is None:
        raise Missing("nothing to count: no record of this question has a day", do="ask for a column of days with _series=COLUMN:month")
    return counts.of_series(found.look.series)


def _split(bench: Workbench, found: Exploration) -> Iterable[counts.Line]:
    return counts.of_crosstab(bench.crosstab(replace(found.query, cursor="")))


def _facet(bench: Workbench, found: Exploration) -> Iterable[counts.Line]:
    if not found.asked_facets:
        raise UsageError("no column is named", expected="the column whose values are counted, as _facet=COLUMN")
    return counts.of_facet(bench.facet(replace(found.query, cursor="", by=()), found.asked_facets[-1], MOST_VALUES))


def _file(path: str, ask: Callable[[Workbench, Exploration], Iterable[counts.Line]]) -> Any:
    @get([f"/tables/{{table:str}}/{path}.csv", f"/tables/{{table:str}}/{path}/as/csv"], name=f"{path}.csv")
    async def handler(request: Request[Any, Any, Any], table: str) -> Response[bytes]:
        page = Page(request)

        def asked(bench: Workbench) -> bytes:
            found = bench.explore(table, joined(page.question))
            return counts.as_csv(ask(bench, found), " ".join(citation(page, request, found)))

        content = await page.ask(asked)
        headers = {"content-disposition": f'attachment; filename="{table}-{path}.csv"', "cache-control": "no-cache"}
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    return handler


HANDLERS = (_file("over-time", _series), _file("split", _split), _file("values", _facet))

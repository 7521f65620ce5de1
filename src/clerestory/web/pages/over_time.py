"""The chart of records over time as a file, its citation inside."""

from __future__ import annotations

import asyncio
import textwrap
from typing import Any

from litestar import Request, Response, get

from clerestory.api.problems import Missing
from clerestory.web.charts.draw import Spec, as_png, as_svg
from clerestory.web.charts.periods import spec, with_citation
from clerestory.web.figures.over_time import bars, days_of_breaks
from clerestory.web.figures.told import citation
from clerestory.web.page import Page
from clerestory.web.rendering import label

WIDTH, HEIGHT = 860, 320
LINE = 130
"""Letters of a line of the citation."""


async def _chart(request: Request[Any, Any, Any], table: str) -> Spec:
    page = Page(request)
    found = await page.ask(lambda bench: bench.explore(table, page.question))
    line = bars(page, found)
    if not line or found.look.series is None:
        raise Missing("nothing to draw: no record of this question has a day", do="ask for a column of days with _series=COLUMN:month")
    words = citation(page, request, found)
    return with_citation(
        spec([bar.unlinked() for bar in line], breaks=days_of_breaks(found), width=WIDTH, height=HEIGHT),
        title=found.table.title or found.table.name,
        subtitle=page.say(
            "Records by %(column)s, by %(step)s%(question)s", column=label(found.look.series.column), step=page.say(found.look.series.step.replace("_", " ")),
            question=f": {found.box}" if found.box else "",
        ),
        citation=[part for line in words for part in _broken(line)],
    )  # fmt: skip


def _broken(text: str) -> list[str]:
    """A text in lines that fit the chart; addresses, which have no blanks, are cut where the line ends."""
    return textwrap.wrap(text, LINE, break_on_hyphens=False)


@get(["/tables/{table:str}/over-time.svg", "/tables/{table:str}/over-time/as/svg"])
async def svg(request: Request[Any, Any, Any], table: str) -> Response[bytes]:
    """The chart as SVG."""
    return _file(await asyncio.to_thread(as_svg, await _chart(request, table)), "image/svg+xml", f"{table}-over-time.svg")


@get(["/tables/{table:str}/over-time.png", "/tables/{table:str}/over-time/as/png"])
async def png(request: Request[Any, Any, Any], table: str) -> Response[bytes]:
    """The chart as PNG."""
    return _file(await asyncio.to_thread(as_png, await _chart(request, table)), "image/png", f"{table}-over-time.png")


def _file(content: bytes, kind: str, name: str) -> Response[bytes]:
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache"}
    )


HANDLERS = (svg, png)

"""Map: records by county and state on one day, or places by their coordinates, with the same as tables."""

from __future__ import annotations

import asyncio
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get

from clerestory.api.problems import Missing
from clerestory.web.charts import map as drawing
from clerestory.web.charts.albers import placed
from clerestory.web.page import Page

if TYPE_CHECKING:
    from clerestory.schema.table import Table
    from clerestory.search.answers.mapped import Area, Mapped, Nowhere
    from clerestory.workbench import Workbench

FIRST = "agreements_287g"
"""The table that is shown when none is named."""
OWN = ("table", "by")
LINE = 165


@dataclass(frozen=True)
class Seen:
    """What the page shows."""

    tables: list[Table]
    table: Table | None
    by: str
    mapped: Mapped | None
    on: str = ""


def _seen(bench: Workbench, asked: dict[str, str]) -> Seen:
    tables = bench.mappable()
    wanted = asked.get("table") or next((table.name for table in tables if table.name == FIRST), tables[0].name if tables else "")
    if not wanted:
        return Seen(tables, None, "county", None)
    table = bench.table(wanted)
    by = "state" if asked.get("by") == "state" else "county"
    on = asked.get("_on", "")
    return Seen(tables, table, by, bench.mapped(bench.query(table.name, asked.get("q", ""), on=on)), on)


def _areas(seen: Seen) -> tuple[Area, ...]:
    assert seen.mapped is not None
    return seen.mapped.states if seen.by == "state" else seen.mapped.counties


def _href(page: Page, seen: Seen, area: Area) -> str:
    assert seen.table is not None
    named = {
        column: ",".join(f'"{text}"' if "," in text or '"' in text else text for text in texts) for column, texts in area.written.items()
    }
    return page.link(f"/tables/{seen.table.name}", {**named, "_on": seen.on})


def _shapes(page: Page, seen: Seen) -> list[drawing.Shape]:
    assert seen.mapped is not None
    if not seen.mapped.about.releases:
        # nothing was in force: nobody knows, and a blank map would say that there was nothing
        return [drawing.Shape(fips, state["name"], 0, "", True) for fips, state in drawing.outlines()["states"].items()]
    shapes = [
        drawing.Shape(area.fips, f"{_name(area)}: {page.language.number(area.count)}", area.count, _href(page, seen, area))
        for area in _areas(seen)
    ]
    if seen.by == "county":
        # of a state only that it holds records that no county could be told of
        shapes += [drawing.Shape(area.fips, area.name, 0, "", True) for area in seen.mapped.states if area.unplaced]
    return shapes


def _nowhere(seen: Seen) -> list[Nowhere]:
    """What has no place on this map: of a map of states, only what names none."""
    assert seen.mapped is not None
    return [each for each in seen.mapped.nowhere if seen.by == "county" or each.why in ("no state", "no coordinates")]


def _lost(seen: Seen, dots: int) -> tuple[int, int]:
    """(records that are not on the map, those among them that lie outside the fifty states)."""
    assert seen.mapped is not None
    outside = len(seen.mapped.points) - dots
    return sum(each.count for each in _nowhere(seen)) + outside, outside


def _name(area: Area) -> str:
    return area.name if len(area.fips) == 2 else f"{area.name}, {area.state}"


def _dots(page: Page, seen: Seen) -> list[drawing.Dot]:
    assert seen.mapped is not None
    assert seen.table is not None
    table = seen.table.name
    return [
        drawing.Dot(*at, point.name or point.record, page.link(f"/records/{table}/{point.record}"))
        for point in seen.mapped.points
        if (at := placed(point.latitude, point.longitude))
    ]


@get("/map")
async def map_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """The map."""
    page = Page(request)
    if known := await page.unchanged():
        return known
    asked = dict(page.question)
    seen = await page.ask(lambda bench: _seen(bench, asked))
    if seen.mapped is None:
        return page.show("pages/map.html", seen=seen, drawn="", ranges=[], shades={}, rows=[], alternative="")
    shapes, dots = _shapes(page, seen), _dots(page, seen)
    ranges = drawing.classes([shape.count for shape in shapes if shape.count])
    rows = [(_name(area), area.count, _href(page, seen, area), area.unplaced) for area in _areas(seen)]
    return page.show(
        "pages/map.html",
        seen=seen,
        nowhere=_nowhere(seen),
        lost=_lost(seen, len(dots)),
        drawn=drawing.on_page(shapes, dots, ranges),
        ranges=ranges,
        shades={low: drawing.shade(low, ranges) for low, _ in ranges},
        rows=rows,
        dots=len(dots),
        alternative=_alternative(page, seen, len(dots)),
        asked={name: value for name, value in page.question if name in (*OWN, "_on", "q")},
    )


def _alternative(page: Page, seen: Seen, dots: int) -> str:
    assert seen.mapped is not None
    if seen.mapped.points:
        return page.say("A map of %(count)s places.", count=page.language.number(dots))
    areas = _areas(seen)
    most = ", ".join(f"{_name(area)} {page.language.number(area.count)}" for area in areas[:3])
    return page.say(
        "A map of the United States with %(count)s areas shaded. The most: %(most)s.", count=page.language.number(len(areas)), most=most
    )


async def _figure(request: Request[Any, Any, Any]) -> bytes:
    page = Page(request)
    asked = dict(page.question)
    seen = await page.ask(lambda bench: _seen(bench, asked))
    if seen.mapped is None or seen.table is None:
        raise Missing("nothing to draw: no table of this workspace has places")
    shapes, dots = _shapes(page, seen), _dots(page, seen)
    about = seen.mapped.about
    address = str(request.base_url).rstrip("/") + page.link("/map", {**asked, "table": seen.table.name, "_on": seen.on or about.on})
    foot = [
        page.say(
            "%(count)s records (one is one %(unit)s); releases asked: %(releases)s, the newest published on %(day)s; Clerestory snapshot %(snapshot)s.",
            count=page.language.number(seen.mapped.total), unit=about.unit, releases=about.releases, day=page.language.day(about.published), snapshot=about.snapshot,
        ),
        page.say("Not placed: %(count)s. A blank area has no record; that is what the list says, not a proof.", count=page.language.number(_lost(seen, len(dots))[0])),
        address,
    ]  # fmt: skip
    subtitle = page.say("by state") if seen.by == "state" else page.say("by county")
    return drawing.as_svg(
        shapes, dots, drawing.classes([shape.count for shape in shapes if shape.count]), title=seen.table.title or seen.table.name,
        subtitle="" if seen.mapped.points else subtitle, legend=page.say("and records of no county"),
        foot=[part for line in foot for part in textwrap.wrap(line, LINE, break_on_hyphens=False)],
    )  # fmt: skip


@get("/map/map.svg")
async def svg(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The map as SVG, its citation inside."""
    return _file(await _figure(request), "image/svg+xml", "map.svg")


@get("/map/map.png")
async def png(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The map as PNG, its citation inside."""
    return _file(await asyncio.to_thread(drawing.as_png, await _figure(request)), "image/png", "map.png")


def _file(content: bytes, kind: str, name: str) -> Response[bytes]:
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache"}
    )


HANDLERS = (map_page, svg, png)

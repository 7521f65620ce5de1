"""One box over everything: tables, columns, sources, releases, and the records that hold the words."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get

from clerestory.errors import ClerestoryError
from clerestory.web.page import Page

if TYPE_CHECKING:
    from clerestory.workbench import Workbench


SECONDS, AT_ONCE = 6.0, 0.3
"""How long tables are looked into before the rest is left to be asked: by a page that comes whole, and by one that fills itself."""


@dataclass(frozen=True)
class Counted:
    """Some tables with the number of their records that hold the words. ``following``: the place of the next table to look into; 0: there is none."""

    tables: list[tuple[str, str, int]]
    first: int
    following: int
    left: int = 0
    """Tables that are still to be looked into."""


@get("/find")
async def find(request: Request[Any, Any, Any], q: str = "", _records: str = "", _after: int = 0) -> Response[str]:
    """What the words name; which tables' records hold them, when that is asked for: it takes longer."""
    page = Page(request)
    words = q.strip()
    found = await page.ask(lambda bench: bench.find(words)) if words else None
    counts = await page.ask(lambda bench: _counts(bench, words, _after, SECONDS)) if words and (_records or _after) else None
    return page.show("pages/find.html", words=words, found=found, counts=counts, whole=True)


@get("/find/records")
async def records(request: Request[Any, Any, Any], q: str = "", _after: int = 0) -> Response[str]:
    """The part of the page that takes longer, a few tables at a time, for a script to put in."""
    page = Page(request)
    words = q.strip()
    await page.ask(lambda bench: bench.find(words))
    counts = await page.ask(lambda bench: _counts(bench, words, _after, AT_ONCE))
    return page.show("parts/found_records.html", words=words, counts=counts, whole=False)


def _counts(bench: Workbench, words: str, first: int, seconds: float) -> Counted:
    """Tables from the one at place ``first`` on, the small ones first, until the time is up. A table that refuses words is left out."""
    counted: list[tuple[str, str, int]] = []
    tables = [table for table in bench.overview().tables if not table.about_persons and not table.compiled]
    tables.sort(key=lambda table: (table.records or 0, table.name))
    until = time.monotonic() + seconds
    place = max(0, first)
    for table in tables[place:]:
        if place > first and time.monotonic() > until:
            break
        with suppress(ClerestoryError):
            number = bench.count(bench.query(table.name, words)).count
            if number:
                counted.append((table.name, table.title or table.name, number))
        place += 1
    counted.sort(key=lambda entry: -entry[2])
    return Counted(counted, first, place if place < len(tables) else 0, max(0, len(tables) - place))


HANDLERS = (find, records)

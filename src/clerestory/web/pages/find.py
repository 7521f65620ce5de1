"""One box over everything: tables, columns, sources, releases, and the records that hold the words."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from litestar import Request, Response, get

from clerestory.errors import ClerestoryError
from clerestory.web.page import Page

if TYPE_CHECKING:
    from clerestory.workbench import Workbench


Counted = list[tuple[str, str, int | None]]
SECONDS = 6
"""How long tables are looked into before the rest is left to be asked one by one; the small ones come first."""


@get("/find")
async def find(request: Request[Any, Any, Any], q: str = "", _records: str = "") -> Response[str]:
    """What the words name; which tables' records hold them, when that is asked for: it takes longer."""
    page = Page(request)
    words = q.strip()
    found = await page.ask(lambda bench: bench.find(words)) if words else None
    counts = await page.ask(lambda bench: _counts(bench, words)) if words and _records else None
    return page.show("pages/find.html", words=words, found=found, counts=counts)


@get("/find/records")
async def records(request: Request[Any, Any, Any], q: str = "") -> Response[str]:
    """The part of the page that takes longer, for a script to put in."""
    page = Page(request)
    words = q.strip()
    await page.ask(lambda bench: bench.find(words))
    return page.show("parts/found_records.html", words=words, counts=await page.ask(lambda bench: _counts(bench, words)))


def _counts(bench: Workbench, words: str) -> Counted:
    """Tables with the number of their records that hold the words, the most first; None where there was no time to look.

    A table that refuses words is left out.
    """
    counted: Counted = []
    until = time.monotonic() + SECONDS
    for table in sorted(bench.overview().tables, key=lambda table: table.records or 0):
        if table.about_persons or table.compiled:
            continue
        if time.monotonic() > until:
            counted.append((table.name, table.title or table.name, None))
            continue
        with suppress(ClerestoryError):
            number = bench.count(bench.query(table.name, words)).count
            if number:
                counted.append((table.name, table.title or table.name, number))
    return sorted(counted, key=lambda entry: -(entry[2] or 0))


HANDLERS = (find, records)

"""What the pages add to the application."""

from __future__ import annotations

from typing import Any

from litestar import Router

from clerestory.web import assets
from clerestory.web.pages import about, add, complete, errors, explore, find, home, over_time, records, sources, tables, works

PAGES = (home, tables, explore, over_time, complete, find, sources, records, add, works, about, errors)


def handlers() -> list[Any]:
    """Route handlers and routers of the pages."""
    routes = [handler for page in PAGES for handler in page.HANDLERS]
    return [*assets.HANDLERS, Router("/", route_handlers=routes, exception_handlers={Exception: errors.answer}, include_in_schema=False)]

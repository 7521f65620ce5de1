"""What the pages add to the application."""

from __future__ import annotations

from typing import Any

from litestar import Router
from litestar.config.compression import CompressionConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware

from clerestory.web import assets
from clerestory.web.pages import (
    about,
    add,
    complete,
    counts,
    errors,
    explore,
    find,
    home,
    over_time,
    places,
    queries,
    records,
    sources,
    tables,
    works,
)

PAGES = (home, tables, explore, over_time, counts, queries, complete, find, places, sources, records, add, works, about, errors)


SMALLER = DefineMiddleware(
    CompressionMiddleware, config=CompressionConfig(backend="gzip", gzip_compress_level=6, exclude=r"\.(?:woff2|png)$")
)


warm = home.warm
"""To be done when the application starts."""


def handlers() -> list[Any]:
    """Route handlers and routers of the pages."""
    routes = [*assets.HANDLERS, *(handler for page in PAGES for handler in page.HANDLERS)]
    return [
        Router("/", route_handlers=routes, middleware=[SMALLER], exception_handlers={Exception: errors.answer}, include_in_schema=False)
    ]

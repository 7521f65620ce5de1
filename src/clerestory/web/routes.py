"""Every page, mounted beside the API in one application: ``make_app(workspace, handlers=HANDLERS)``."""

from __future__ import annotations

from litestar import Router

from clerestory.web import assets
from clerestory.web.pages import about, errors, explore, find, home, tables

PAGES = (home, tables, explore, find, about, errors)

HANDLERS = (
    *assets.HANDLERS,
    Router(
        "/",
        route_handlers=[handler for page in PAGES for handler in page.HANDLERS],
        exception_handlers={Exception: errors.answer},
        include_in_schema=False,
    ),
)
"""What the server mounts."""

"""The same path with another ending is the same thing in another form: ``/tables/NAME`` a page, ``/tables/NAME.json`` its data."""

from __future__ import annotations

import re

RESOURCES = ("tables", "sources", "releases", "records", "queries", "measures", "sql", "openapi", "snapshots")
_ENDED = re.compile(rf"(/(?:{'|'.join(RESOURCES)})(?:/[^/]+)*)\.([a-z]{{2,8}})/?")
FORM = "/as"
"""Stands between a path and its form inside the application; a router cannot part a segment."""


def routed(path: str) -> str:
    """The path under which the router knows a form: ``/tables/NAME.json`` → ``/tables/NAME/as/json``."""
    match = _ENDED.fullmatch(path)
    return f"{match[1]}{FORM}/{match[2]}" if match else path

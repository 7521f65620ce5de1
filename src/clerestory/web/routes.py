"""What the pages add to the application."""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Route handlers and routers of the pages."""
    return []

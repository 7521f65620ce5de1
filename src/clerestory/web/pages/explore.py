"""Explore one table."""

from __future__ import annotations

HANDLERS: tuple[object, ...] = ()

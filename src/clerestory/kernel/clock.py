"""The one place that reads the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def now() -> str:
    """This moment in UTC as ``2026-01-31T23:59:59.123456Z``; such texts sort by time."""
    return datetime.now(UTC).strftime(_FORM)


def today() -> date:
    """This day in UTC."""
    return datetime.now(UTC).date()


def before(*, minutes: int) -> str:
    """The moment so many minutes ago, as ``now`` writes it."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).strftime(_FORM)

"""The places of the workbench that stand in every page's head. A place is listed when it works, not before."""

from __future__ import annotations

from dataclasses import dataclass


def _(message: str) -> str:
    """Marks a message for the catalogues; templates translate it."""
    return message


@dataclass(frozen=True)
class Place:
    """One place: where it is, what it is called, and the letter that goes there after ``g``."""

    path: str
    name: str
    key: str


PLACES = (
    Place("/", _("Home"), "h"),
    Place("/tables", _("Tables"), "t"),
    Place("/queries", _("Saved"), "q"),
    Place("/map", _("Map"), "m"),
    Place("/sources", _("Sources"), "s"),
    Place("/add", _("Add"), "d"),
    Place("/about", _("About"), "a"),
)

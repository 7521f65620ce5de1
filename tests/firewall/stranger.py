"""A source as a stranger would bring it: declared with care, but its publisher's files are not made with any.

The tests put it beside a made-up distribution, so that it comes in through the entry point like any other plug-in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from clerestory.sdk import Column, Facts, Grain, Head, Name, Protection, Source, Span, Table, by_header

LOG = Table(
    "planted_log",
    unit="entry of a log of an agency that does not exist",
    order=("agency", "seen"),
    columns=(
        Column("agency", seen_as=("Agency",)),
        Column("vendor", protection=Protection.ORGANISATION, seen_as=("Vendor",)),
        Column("reason", protection=Protection.SCREENED, seen_as=("Reason",)),
        Column("document", protection=Protection.LINK, seen_as=("Document",)),
        Column("officer", protection=Protection.TOKEN, scope="agency", seen_as=("Officer",)),
        Column("event", protection=Protection.JOIN, seen_as=("Event Id",)),
        Column("plate", protection=Protection.DROP, masks=False, seen_as=("Plate",)),
        Column("searches", "integer", seen_as=("Searches",)),
        Column("cost", "number", seen_as=("Cost",)),
        Column("signed", "date", seen_as=("Signed",)),
        Column("seen", "timestamp", seen_as=("Seen",)),
        Column("active", "boolean", seen_as=("Active",)),
    ),
)
STAYS = Table(
    "planted_stays",
    unit="stay",
    grain=Grain.PERSON_EVENT,
    columns=(
        Column("facility", seen_as=("Facility",)),
        Column("booked", "date", seen_as=("Booked",)),
        Column("person", protection=Protection.DROP, seen_as=("Detainee",)),
        Column("number", protection=Protection.DROP, seen_as=("A Number",)),
        Column("remark", protection=Protection.SCREENED, seen_as=("Remark",)),
        Column("country", seen_as=("Citizenship",)),
    ),
)


def _find(source: Source, head: Head) -> Iterable[Span]:
    for span in by_header(source, head):
        linked = {"document": span.columns["document"]} if head.links and "document" in span.columns else {}
        kept = {name: place for name, place in span.columns.items() if name not in linked}
        yield replace(span, columns=kept, links=linked, title=" ".join(cell or "" for cell in head.rows[0]))


def _release(name: Name, heads: object) -> Facts:
    """Says more of the file's name than it should."""
    return Facts(datetime(2026, 1, 2), publisher=name.file, universe=f"one:{name.path}")


SOURCE = Source(
    id="planted",
    title="A log with plants in it",
    publisher="Nobody",
    tables=(LOG, STAYS),
    find=_find,
    release=_release,
    needs={"planted_log": ("searches", "signed", "seen", "active"), "planted_stays": ("booked",)},
)

"""Event logs of licence-plate-reader systems: what administrators changed (users, sharing, hotlists). No searches, and no person or plate."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pyarrow as pa

from clerestory.sdk import Column, Facts, Head, Name, Protection, Source, Table, by_header

_LABEL = re.compile(r"^[ \t]*([A-Za-z][A-Za-z /_-]{1,38}?)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_BODIES = frozenset(
    (
        "network",
        "network name",
        "networks",
        "shared network",
        "shared with",
        "organization",
        "organization name",
        "org",
        "org name",
        "agency",
        "agency name",
        "owner organization",
        "requesting organization",
        "receiving organization",
    )
)
"""Labels whose values are organisations. Every other value is left out: it may be a user, a plate, a note."""
_AGENCY = re.compile(
    r"^[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,4} [A-Z]{2} (?:PD|SO|SD|FD|DPS|DA)(?=$|[ .-])|^[a-z0-9-]+-[a-z]{2}-(?:pd|so|sd|da|dps|fd)(?=$|[ .])"
)


def _of_distinct(rule: Callable[[str], str | None]) -> Callable[[pa.Array], pa.Array]:
    def pick(cells: pa.Array) -> pa.Array:
        coded = cells.dictionary_encode()
        return pa.array([rule(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)

    return pick


def _labels(details: str) -> str | None:
    found = dict.fromkeys(label for label, _ in _LABEL.findall(details))
    return "; ".join(found) or None


def _bodies(details: str) -> str | None:
    found = dict.fromkeys(value for label, value in _LABEL.findall(details) if label.casefold() in _BODIES and value)
    return "; ".join(found) or None


EVENTS = Table(
    "alpr_admin_events",
    unit="event: one change that an administrator or the system made",
    title="Administrative events of licence-plate-reader systems",
    key=("agency", "event_key"),
    order=("agency", "at"),
    columns=(
        Column("agency", meaning="Agency whose log it is, as the file's name or folder writes it."),
        Column("at", "timestamp", seen_as=("Timestamp",), meaning="When it was done, UTC; some producers leave the zone out."),
        Column(
            "actor",
            protection=Protection.TOKEN,
            scope="agency",
            seen_as=("User",),
            meaning="Account that made the change: kept to count distinct ones of one agency.",
        ),
        Column("event_type", seen_as=("Event Type",), meaning="What was done: create, update, delete."),
        Column(
            "entity_type",
            seen_as=("Entity Type",),
            meaning="Kind of thing it was done to: networkShare, user, role, Custom Hotlist Entry, …",
        ),
        Column(
            "detail_labels",
            protection=Protection.SCREENED,
            seen_as=("Entity Details",),
            pick=_of_distinct(_labels),
            meaning="Names of the lines (`Label: value`) of the details, in their order: what was recorded, without what it says.",
        ),
        Column(
            "detail_organisation",
            protection=Protection.ORGANISATION,
            seen_as=("Entity Details",),
            pick=_of_distinct(_bodies),
            meaning="Values of the lines that name a network or an organisation.",
        ),
        Column(
            "entity_details",
            protection=Protection.DROP,
            pick=lambda cells: cells,
            seen_as=("Entity Details",),
            meaning="Whether the event has details; they can hold accounts, plates and notes, and are not taken in.",
        ),
        Column(
            "event_key",
            protection=Protection.JOIN,
            seen_as=("Event Id",),
            meaning="Published id of the event; not every producer exports it.",
        ),
    ),
)


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    for part in reversed(re.split(r"/|!/", f"{name.path}/{name.member}".replace("_", " "))):
        found = _AGENCY.match(part.strip())
        if found:
            return Facts(publisher=found[0], universe=f"one:{found[0]}", values={"agency": found[0]})
    note = "whose log it is stands neither in the file nor, in a shape that can be trusted, in its name: unknown agency"
    return Facts(notes=(note,))


SOURCE = Source(
    id="alpr_event_log",
    title="Event logs of licence-plate-reader systems",
    publisher="unknown agency",
    universe="one:unknown agency",
    tables=(EVENTS,),
    find=lambda source, head: by_header(source, head, least=4),
    release=_release,
    needs={EVENTS.name: ("at", "event_type")},
    notes=("An event says what was changed, never why; a share that was made before the log begins is not in it.",),
)

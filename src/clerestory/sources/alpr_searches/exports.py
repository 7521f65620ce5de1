"""Network and organization audits: what an agency's search log gives when it is exported and released.

Both have the same columns. A network audit holds every organisation's searches that reached the agency's cameras, an organization audit the
agency's own searches, so they are told apart by how many organisations searched; where that does not tell, by what the file is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from clerestory.sdk import Computed, Facts, Head, Name, Records, Row, Source, Span, stamp_in_name
from clerestory.sources.alpr_searches.kinds import kind_of, other_places
from clerestory.sources.alpr_searches.layout import Layout, layout_of
from clerestory.sources.alpr_searches.offenses import OFFENSE_TYPES
from clerestory.sources.alpr_searches.shares import joined_moment, offense_of
from clerestory.sources.alpr_searches.table import SIGHTINGS

NETWORK, ORGANIZATION = "network", "organization"
_NETWORK_WORDS = re.compile(r"network[ _-]*(?:search[ _-]*)?(?:audit|log|search)|federal[ _-]*search", re.IGNORECASE)
_OWN_WORDS = re.compile(r"\borg(?:ani[sz]ation)?[ _-]*(?:search[ _-]*)?(?:audit|log)|own[ _-]*(?:search|log|audit)", re.IGNORECASE)
_PLACE_FIRST = re.compile(
    r"^(?P<agency>[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,4} [A-Z]{2} (?:PD|SO|SD|FD|DPS|DA)|"
    r"(?P<slug>-?[a-z0-9]+(?:-[a-z0-9]+)*-[a-z]{2}-(?:pd|so|sd|da|dps|fd)))(?=$|[ _.-])"
)


def _told(name: Name, heads: Sequence[Head]) -> tuple[str, str]:
    """(kind of log, how it was told)."""
    organisations: set[str] = set()
    for head in heads:
        layout = layout_of(head)
        place = layout.columns.get("organisation") if layout else None
        if layout is not None and place is not None:
            cells = (row[place] for row in head.rows[layout.first :] if place < len(row))
            organisations |= {(cell or "").strip() for cell in cells if kind_of(cell) != "empty"}
    whole = f"{name.path}/{name.member}"
    says_network, says_own = bool(_NETWORK_WORDS.search(whole)), bool(_OWN_WORDS.search(whole))
    if len(organisations) > 1:
        contradicts = says_own and not says_network
        return NETWORK, "told a network audit by the several organisations in it" + (
            ", though its name says organization audit" if contradicts else ""
        )
    if says_network != says_own:
        return (NETWORK if says_network else ORGANIZATION), "told by its name: its rows do not tell a network from an organization audit"
    if organisations or any("searcher" in layout.columns for head in heads if (layout := layout_of(head))):
        return ORGANIZATION, "taken for an organization audit: one organisation, or none, stands in its first rows"
    return NETWORK, "taken for a network audit: nothing in it or in its name tells"


def _agency(name: Name) -> str:
    """The agency that a file's name or one of its folders begins with, where it has the shape of one."""
    for part in reversed(re.split(r"/|!/", f"{name.path}/{name.member}".replace("_", " "))):
        found = _PLACE_FIRST.match(part.strip())
        if found:
            return found["agency"]
    return ""


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    log, how = _told(name, heads)
    agency = _agency(name)
    published = stamp_in_name(name.file)
    layouts = [layout for head in heads if (layout := layout_of(head))]
    notes = [how, *(note for layout in layouts for note in layout.notes)]
    values = {"log": log, "form": "agency's own file"}
    if agency:
        values["agency"] = agency
    else:
        notes.append("whose log it is stands neither in the file nor, in a shape that can be trusted, in its name: unknown agency")
    if log == ORGANIZATION and agency and not any("organisation" in layout.columns for layout in layouts):
        values["organisation"] = agency
    if published is not None:
        # a date in such a name is as often the period's as the publication's, and years in names were seen to be wrong
        notes.append("the date in the file's name may be of the period that it covers; it is not taken for the publication")
    if any("search_clock" in layout.columns for layout in layouts):
        notes.append("day and time stand in two columns without a zone; read as UTC, as in every other audit")
    return Facts(publisher=agency, universe=f"one:{agency or 'unknown agency'}", values=values, notes=tuple(dict.fromkeys(notes)))


def _find(source: Source, head: Head) -> Iterable[Span | Records]:
    layout = layout_of(head)
    if layout is None or layout.first >= len(head.rows):
        return
    header = () if layout.header is None else (head.numbers[layout.header],)
    yield Span(
        SIGHTINGS.name, layout.columns, first=head.numbers[layout.first], header=header, labels=layout.labels, undeclared=layout.undeclared
    )


def _recognise(log: str) -> Callable[[Name, Sequence[Head]], float]:
    def recognise(name: Name, heads: Sequence[Head]) -> float:
        layouts: list[Layout] = [layout for head in heads if (layout := layout_of(head))]
        if not layouts or _told(name, heads)[0] != log:
            return 0.0
        return 0.95 if any(layout.header is not None for layout in layouts) else 0.8

    return recognise


def _realign(table: str, row: Row, columns: dict[str, int]) -> dict[str, int] | None:
    return other_places(row, columns)


def _source(log: str, title: str, notes: tuple[str, ...]) -> Source:
    return Source(
        id="alpr_network_audit" if log == NETWORK else "alpr_org_audit",
        title=title,
        publisher="unknown agency",
        universe="one:unknown agency",
        tables=(SIGHTINGS,),
        find=_find,
        release=_release,
        recognise=_recognise(log),
        computed=(Computed("searched_at", joined_moment), *offense_of(OFFENSE_TYPES)),
        realign=_realign,  # type: ignore[arg-type]
        needs={SIGHTINGS.name: ("searched_at", "time_frame_end", "network_count")},
        notes=(
            *notes,
            "The columns follow the day of the export, not of the search.",
            "Never compare reasons across January 2026: since then they begin with an offence from a list.",
        ),
    )


NETWORK_AUDIT = _source(
    NETWORK,
    "Licence-plate-reader network audits",
    (
        "A network audit shows that a search reached the agency's network, never that it found something there.",
        "Never add network audits of several agencies or months: one search stands in many.",
        "At least one producer released its rows with one same reason in all of them, where other logs of the same searches hold many.",
    ),
)
ORG_AUDIT = _source(
    ORGANIZATION,
    "Licence-plate-reader organization audits (an agency's own searches)",
    ("An agency's own searches are in its network audit too: count searches, not rows, when both are held.",),
)

"""Search audits that agencies publish on the transparency portals of their licence-plate readers: single files, and third-party compilations.

A portal shows the agency's own searches of about the last 30 days, so the same search stands in several publications. Each of those rows is
a sighting (``alpr_sightings``); ``alpr_searches`` puts the sightings of one search together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from clerestory.sdk import Facts, Head, Name, Records, Source, Span, header_at
from clerestory.sources.alpr_searches.table import SEARCHES, SIGHTINGS

_OWN = ("id", "userId", "searchDate", "networkCount")
_FILE = re.compile(r"^(?P<agency>-?[a-z0-9][a-z0-9-]*)__(?P<day>20\d{2}-\d{2}-\d{2})(?:__|\.)")
_SLUG = re.compile(r"^-?[a-z0-9]+(?:-[a-z0-9]+)*-(?:[a-z]{2}-(?:pd|so|sd|da|dps|fd)|(?:pd|so|sd|dps|fd)-[a-z]{2})$")
_DAY = re.compile(r"(?<!\d)(20\d{2}-\d{2}-\d{2})(?!\d)")
_MONTHS = re.compile(r"(?<!\d)(20\d{2})-(\d{2})_to_(20\d{2})-(\d{2})(?!\d)")
UNKNOWN = "one:unknown agency"


def _header(head: Head) -> tuple[int, bool] | None:
    """Index of the header row, and whether the file is a compilation; None when the grid is no portal audit."""
    for index, row in enumerate(head.rows[:5]):
        cells = {(cell or "").strip() for cell in row}
        if cells >= set(_OWN):
            return index, {"slug", "archived_date"} <= cells
    return None


def _find(source: Source, head: Head) -> Iterable[Span | Records]:
    found = _header(head)
    if found is None:
        return
    index, compiled = found
    match = header_at(SIGHTINGS, head.rows[index])
    columns = dict(match.columns)
    if compiled:
        columns["organisation"] = columns["agency"]
    yield Span(
        SIGHTINGS.name,
        columns,
        first=head.numbers[index] + 1,
        header=(head.numbers[index],),
        labels=match.labels,
        undeclared=match.undeclared,
        fixed={"log": "portal", "form": "compiled by a third party" if compiled else "agency's own file"},
    )


def _named(name: Name) -> tuple[str, str]:
    """(agency, day) as the file's name or its folders tell them; empty where they do not."""
    whole = _FILE.match(name.file)
    if whole:
        return whole["agency"], whole["day"]
    agency = day = ""
    for part in reversed(re.split(r"/|!/|__", f"{name.path}/{name.member}")):
        bare = part.split(".")[0]
        found = _DAY.search(bare)
        day = day or (found[1] if found else "")
        agency = agency or (bare if _SLUG.match(bare) else "")
    return agency, day


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    if any(found[1] for head in heads if (found := _header(head))):
        return _compiled(name)
    agency, day = _named(name)
    published = _moment(day)
    notes = []
    if not agency:
        notes.append("neither the file's name nor its folder tells the agency: its rows have none, and no copy of them can be told")
    if published is None:
        notes.append("neither the file's name nor its folder tells the day of publication, so first and last seen lack these rows")
    values: Mapping[str, str] = {
        **({"agency": agency, "organisation": agency} if agency else {}),
        **({"published_on": day} if published else {}),
    }
    return Facts(published, publisher=agency, universe=f"one:{agency}" if agency else UNKNOWN, values=values, notes=tuple(notes))


def _compiled(name: Name) -> Facts:
    notes = ("compiled by a third party from many agencies' snapshots: agency and publication day stand in each row",)
    months = _MONTHS.search(name.file)
    if not months:
        return Facts(universe="one:compiled portals", notes=notes)
    first, last = (date(int(months[at]), int(months[at + 1]), 1) for at in (1, 3))
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Facts(
        covers_from=datetime(first.year, first.month, 1, tzinfo=UTC),
        covers_to=datetime(end.year, end.month, end.day, tzinfo=UTC),
        universe="one:compiled portals",
        notes=notes,
    )


def _moment(day: str) -> datetime | None:
    try:
        return datetime.fromisoformat(day) if day else None
    except ValueError:
        return None


PORTAL_AUDIT = Source(
    id="alpr_portal_audit",
    title="Licence-plate-reader search audits of transparency portals",
    publisher="agencies' transparency portals",
    universe=UNKNOWN,
    tables=(SIGHTINGS, SEARCHES),
    find=_find,
    release=_release,
    recognise=lambda name, heads: 0.98 if any(_header(head) for head in heads) else 0.0,
    needs={SIGHTINGS.name: ("searched_at", "network_count")},
    notes=(
        "A portal shows about 30 days, and is read about once a week: sightings of one search are many, so say sightings or searches.",
        "A missing column is the agency's choice of what to show: not exported, which is neither empty nor redacted.",
    ),
)

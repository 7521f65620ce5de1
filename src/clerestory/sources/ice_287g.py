"""ICE's lists of agencies that hold or await a 287(g) agreement. One row is one agency and one support type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from clerestory.sdk import Column, Correction, Facts, Head, Name, Protection, Source, Span, Table, header_at, label_key, stamp_in_name

LISTED, PENDING, COMBINED = "agreements_287g", "agreements_287g_pending", "derived_287g_combined"
FIRST_SPREADSHEET = datetime(2025, 2, 20)
"""Before this day the page carried a table and no spreadsheet: a spreadsheet whose name says an earlier day has the wrong year in it."""
_NAMED = re.compile(r"Agencies(\d{2})0?(\d{2})(20\d{2})(am|mid|pm)?[ _]?([b2]?)(?![a-z0-9])", re.IGNORECASE)
_HOURS = {"": 0, "am": 9, "mid": 12, "pm": 17}

_STATE = Column("state", seen_as=("STATE",), meaning="State or territory of the agency, in capital letters as listed.")
_AGENCY = Column(
    "agency",
    seen_as=("LAW ENFORCEMENT AGENCY",),
    meaning="Agency as listed; its spelling changes between lists, and no list carries a number for it.",
)
_TYPE = Column(
    "type",
    seen_as=("TYPE",),
    placeholders=frozenset({"#na", "#n/a", "n/a", "na", "-"}),
    meaning="Kind of agency: County, Municipality, State Agency. Since 21 February 2025.",
)
_COUNTY = Column("county", seen_as=("COUNTY",), meaning="County of the agency as listed. Since 17 March 2025.")
_SUPPORT = Column(
    "support_type",
    seen_as=("SUPPORT TYPE",),
    meaning="Model of the agreement: Jail Enforcement Model, Warrant Service Officer or Task Force Model.",
)
_MOA_TEXT = Column("moa_text", meaning="Text of the cell that links to the memorandum: `link`, or `link pending` where none is published.")
_PLACE = (_STATE, _AGENCY, _TYPE, _COUNTY, _SUPPORT)


def _find(source: Source, head: Head) -> Iterator[Span]:
    """One list a sheet. What it is, its header says: file names have been swapped."""
    for number, row in zip(head.numbers[:10], head.rows[:10], strict=False):
        match = header_at(source.table(LISTED), row)
        if not {"state", "agency"} <= set(match.columns) or len(match.columns) < 4:
            continue
        columns, undeclared = dict(match.columns), dict(match.undeclared)
        again = [place for place, label in undeclared.items() if label_key(label) == "type"]
        # ICE's own lists begin with the state; compilations have their columns in any order, or two of one label
        compiled = columns["state"] != 0 or bool(again)
        if again and "support_type" not in columns:
            columns["support_type"] = again[0]
            del undeclared[again[0]]
        table = COMBINED if compiled else LISTED if "signed" in columns else PENDING
        links: dict[str, int] = {}
        for name in ("moa", "addendum"):
            place = columns.get(name)
            if place is None or _holds_addresses(head, place):
                continue
            links[name] = place
            columns[f"{name}_text"] = columns.pop(name)
        declared = source.table(table).by_name
        for name in [name for name in columns if name not in declared]:
            undeclared[columns.pop(name)] = name
        yield Span(
            table,
            columns,
            first=number + 1,
            header=(number,),
            labels=match.labels,
            undeclared=undeclared,
            links={name: place for name, place in links.items() if name in declared},
        )
        return


def _holds_addresses(head: Head, place: int) -> bool:
    """Whether the cells themselves are the addresses; else they are the words that a link hangs on."""
    return sum(place < len(row) and (row[place] or "").startswith("http") for row in head.rows) * 2 > len(head.rows) - 1


def _published(name: Name) -> tuple[datetime | None, tuple[str, ...]]:
    """Moment in the file's name. Several lists a day stand in the order morning, middle, afternoon; its clock times only say that order."""
    named = _NAMED.search(name.file)
    if named is None:
        return stamp_in_name(name.file), ()
    month, day, year, half, again = named.groups()
    try:
        moment = datetime(int(year), int(month), int(day), _HOURS[(half or "").lower()])
    except ValueError:
        return None, ("the day in the file's name does not exist",)
    moment += timedelta(minutes=bool(again))
    if moment >= FIRST_SPREADSHEET:
        return moment, ()
    return moment.replace(year=moment.year + 1), (
        f"the file's name says {moment:%d %B %Y}, before there were such spreadsheets; taken as {moment.year + 1}",
    )


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    table = next((piece.table for head in heads for piece in _find(SOURCE, head)), "")
    if table == COMBINED:
        note = "a compilation by somebody, not a list that ICE published; it says neither of which days nor by whom"
        return Facts(publisher="unknown compiler", notes=(note,))
    published, notes = _published(name)
    says = "pending" if "pending" in name.file.lower() else "participating"
    is_ = "pending" if table == PENDING else "participating"
    if says != is_ and re.search("pending|participating", name.file, re.IGNORECASE):
        notes = (*notes, f"the file's name says {says}, its columns are those of the list of {is_} agencies")
    return Facts(published=published, notes=notes)


def _typing(column: str, found: str, meant: str) -> Iterator[Correction]:
    evidence = f"the lists before and after it print {meant!r} for the same agencies; no list explains {found!r}"
    for table in (LISTED, PENDING):
        yield Correction(table, column, found, meant, evidence)


SOURCE = Source(
    id="ice_287g",
    title="287(g) participating and pending agencies",
    publisher="ICE",
    home="https://www.ice.gov/identify-and-arrest/287g",
    licence="US government work",
    tables=(
        Table(
            LISTED,
            title="287(g) agreements in force",
            unit="agreement: one agency, one support type",
            series=True,
            key=("state", "agency", "support_type"),
            duplicates="kept: agencies are listed once a support type, and a line that stands twice is the publisher's",
            columns=(
                *_PLACE,
                Column(
                    "signed",
                    "date",
                    seen_as=("SIGNED",),
                    meaning="Day on which the agreement was signed; a renewed agreement may carry the new day.",
                ),
                Column(
                    "moa",
                    seen_as=("MOA",),
                    protection=Protection.LINK,
                    meaning="Address of the memorandum of agreement: in lists since February 2025 it stands in the cell's link only.",
                ),
                _MOA_TEXT,
                Column(
                    "addendum",
                    seen_as=("ADDENDUM",),
                    protection=Protection.LINK,
                    meaning="Address of an addendum to the memorandum, from the cell's link.",
                ),
                Column("addendum_text", meaning="Text of the cell that links to the addendum."),
            ),
        ),
        Table(
            PENDING,
            title="Agencies that await a 287(g) agreement",
            unit="request: one agency, one support type",
            series=True,
            key=("state", "agency", "support_type"),
            duplicates="kept, as listed",
            columns=(
                *_PLACE,
                Column("moa", seen_as=("MOA",), protection=Protection.LINK, meaning="Address of a memorandum, in one list."),
                _MOA_TEXT,
            ),
        ),
        Table(
            COMBINED,
            title="Pending lists put together by somebody",
            unit="line of a compilation: one agency, one support type",
            duplicates="kept: the compiler does not say which lists the lines come from",
            columns=_PLACE,
        ),
    ),
    find=_find,
    release=_release,
    needs={LISTED: ("agency",), PENDING: ("agency",), COMBINED: ("agency",)},
    corrections=(
        *_typing("support_type", "Warrant Services Officer", "Warrant Service Officer"),
        *_typing("support_type", "Warrant Service Office", "Warrant Service Officer"),
        *_typing("support_type", "Jail Enforcment Model", "Jail Enforcement Model"),
        *_typing("type", "Muncipality", "Municipality"),
    ),
    notes=(
        "An agency stands once for each support type: agreements are not agencies.",
        "No list names agreements that ended: they are the lines that the next list no longer has.",
        "Where a name says am, mid or pm, the stored clock time (9, 12, 17 h) only keeps the order of one day's lists.",
        "Names of 14 digits are the moment of the copy, in UTC; the list may be older than that.",
    ),
)

"""ICE's own releases of events, one row an event: arrests, encounters, removals, book-ins. Answers are counts; no row is ever shown.

Nation-wide files by fiscal year (request 2019-ICFO-53623), the Seattle workbook with the publisher's control totals on its first sheet, and the
Criminal Alien Program workbook of the same area (2018-ICFO-36170).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from clerestory.sdk import (
    Column,
    Computed,
    Facts,
    Grain,
    Head,
    Name,
    Protection,
    Records,
    Source,
    Span,
    Table,
    header_at,
    stamp_in_name,
    year_of,
)

DUPLICATES = "kept: 15 to 32 % of the rows of a file are equal to another one, and the published totals count them"
SCREENED, DROP = Protection.SCREENED, Protection.DROP
GRAIN = Grain.PERSON_EVENT

_SHARED = (
    Column(
        "area",
        meaning="Area of responsibility of the ICE field office, as written.",
        seen_as=("Area of Responsibility", "Event Area of Responsibility"),
    ),
    Column("citizenship", meaning="Country of citizenship as recorded.", seen_as=("Citizenship", "Country of Citizenship")),
    Column("gender", meaning="Gender as recorded.", seen_as=("Gender",)),
    Column(
        "birth_date",
        meaning="Birth date; redacted by the publisher, and never taken in.",
        seen_as=("Birth Date", "Date of Birth"),
        protection=DROP,
    ),
    Column(
        "event_number", meaning="Number of the event in the agency's system; never taken in.", seen_as=("Event Number",), protection=DROP
    ),
    Column("operation", meaning="Named operation the event was part of.", seen_as=("Operation",), protection=SCREENED),
    Column(
        "most_serious_conviction",
        meaning="Category of the most serious conviction recorded.",
        seen_as=("Most Serious Conviction",),
        protection=SCREENED,
    ),
    Column(
        "fiscal_year",
        "integer",
        meaning="Federal fiscal year of the event's day; of a sheet that gives no such day, the year of its title.",
    ),
    Column(
        "release_fiscal_year",
        "integer",
        meaning="Fiscal year that the release as a whole covers; set only where a release is one whole year. Published yearly totals count the rows of such a file.",
    ),
)
_LANDMARK = Column(
    "landmark",
    meaning="Where the event took place as the officer recorded it; often a unit, not a place.",
    seen_as=("Apprehension Landmark", "Landmark"),
    protection=Protection.PLACE,
)
_DISPOSITION = Column(
    "processing_disposition",
    meaning="How the case was processed, in the agency's categories and codes.",
    seen_as=("Processing Disposition", "Processing Disposition Code"),
)
_METHOD = Column(
    "apprehension_method",
    meaning="How the person was apprehended, in the agency's categories.",
    seen_as=("Apprehension Method", "Arrest Method"),
)

ARRESTS = Table(
    "ice_arrests",
    unit="administrative arrest",
    grain=GRAIN,
    title="ICE administrative arrests",
    duplicates=DUPLICATES,
    columns=(
        Column("apprehension_date", "date", meaning="Day of the arrest.", seen_as=("Apprehension Date", "Arrest Date")),
        _METHOD,
        _LANDMARK,
        _DISPOSITION,
        *_SHARED,
    ),
)
ENCOUNTERS = Table(
    "ice_encounters",
    unit="encounter",
    grain=GRAIN,
    title="ICE encounters",
    duplicates=DUPLICATES,
    columns=(Column("event_date", "date", meaning="Day of the encounter.", seen_as=("Event Date",)), _LANDMARK, _DISPOSITION, *_SHARED),
)
REMOVALS = Table(
    "ice_removals",
    unit="removal",
    grain=GRAIN,
    title="ICE removals",
    duplicates=DUPLICATES,
    columns=(
        Column(
            "removal_date",
            "date",
            meaning="Day on which the removal was counted: in a locked year, a departure confirmed late counts in the next one.",
            seen_as=("Removal Date",),
        ),
        Column("departed_date", "date", meaning="Day on which the person left the country.", seen_as=("Departed Date",)),
        Column(
            "apprehension_date",
            "date",
            meaning="Day of the arrest before the removal.",
            seen_as=("Apprehension Date", "Arrest Date"),
            placeholders=frozenset(("na", "n/a", "-", "01/01/0001")),
        ),
        Column("removal_kind", meaning="Expedited or other, by the sheet it stands on."),
        Column("case_category", meaning="Category of the removal case.", seen_as=("Case Category",)),
        Column(
            "threat_level",
            meaning="RC threat level, 1 the highest; not comparable across time.",
            seen_as=("RC Threat Level", "Removal Case COL"),
        ),
        Column("final_charge", meaning="Section of law of the final charge.", seen_as=("Final Charge Section",)),
        _DISPOSITION,
        *_SHARED,
    ),
)
BOOK_INS = Table(
    "ice_book_ins",
    unit="initial book-in",
    grain=GRAIN,
    title="ICE initial book-ins",
    duplicates=DUPLICATES,
    columns=(
        Column("book_in_date", "date", meaning="Day of the initial book-in.", seen_as=("Book In Date",)),
        Column("detention_facility", meaning="Facility of the book-in as written.", seen_as=("Detention Facility",)),
        _METHOD,
        *_SHARED,
    ),
)
TOTALS = Table(
    "ice_control_totals",
    unit="published total of one kind of event in one fiscal year",
    title="Totals that a release states of itself",
    columns=(
        Column("event", meaning="What was counted: arrests, book-ins, removals, and of these the expedited and the other ones."),
        Column("fiscal_year", "integer", meaning="Fiscal year as labelled."),
        Column("part_year", "boolean", meaning="Whether the label says year to date."),
        Column(
            "total",
            "integer",
            meaning="Total as published.",
            unit="events",
            sums="each year stands in the workbook once a kind; kinds overlap",
        ),
    ),
)
_TITLES = (
    (re.compile(r"\bbook[ -]?ins?\b", re.IGNORECASE), "ice_book_ins"),
    (re.compile(r"\bencounters?\b", re.IGNORECASE), "ice_encounters"),
    (re.compile(r"\bremovals?\b", re.IGNORECASE), "ice_removals"),
    (re.compile(r"\barrests?\b", re.IGNORECASE), "ice_arrests"),
)
_OFFICE = re.compile(r"ERO-LESA|Statistical Tracking Unit|ERO (?:Administrative Arrests|Encounters)|ICE Removals", re.IGNORECASE)
_WHOLE_YEAR = re.compile(r"\bfor FY ?(\d{4})\b")
_YEAR = re.compile(r"FY ?(\d{4})( YTD)?")
_SHEET_YEAR = re.compile(r"FY ?(\d{4}) (?!- FY)")
_REMOVAL_KIND = re.compile(r"\b(Expedited|Other)\b(?: ICE)? Removals", re.IGNORECASE)
_SPAN = re.compile(r"\((\d{2}/\d{2}/\d{4}) - (\d{2}/\d{2}/\d{4})\)")
_THROUGH = re.compile(r"through (\d{2}/\d{2}/\d{4})")
_EVENT_DAYS = {
    "ice_arrests": {"apprehension_date"},
    "ice_encounters": {"event_date"},
    "ice_removals": {"removal_date", "departed_date"},
    "ice_book_ins": {"book_in_date"},
}
PREAMBLE_ROWS = 12


def _find(source: Source, head: Head) -> Iterator[Span | Records]:
    """The sheet's one table, known by the title above its header; or the control totals of a summary sheet."""
    above = ""
    for index, row in enumerate(head.rows[:PREAMBLE_ROWS]):
        kind = _kind(above.splitlines()[-1] if above else "")
        if kind and _OFFICE.search(above):
            match = header_at(source.table(kind), row)
            if len(match.columns) >= 4 and len(match.columns) > len(match.undeclared):
                number = head.numbers[index]
                title = above.splitlines()[-1].strip()
                yield Span(
                    kind,
                    match.columns,
                    first=number + 1,
                    header=(number,),
                    labels=match.labels,
                    undeclared=match.undeclared,
                    fixed=_fixed(kind, title, match.columns),
                    title=title,
                )
                return
        words = " ".join(cell for cell in row if cell).strip()
        above += f"\n{words}" if words else ""
    if _OFFICE.search(above):
        yield from _totals(head)


def _kind(title: str) -> str:
    return next((table for pattern, table in _TITLES if pattern.search(title)), "")


def _fixed(kind: str, title: str, columns: Mapping[str, int]) -> dict[str, str]:
    """What the title says of every row: which removals they are, and the year of sheets that give no day of the event itself."""
    fixed = {}
    if kind == "ice_removals" and (each := _REMOVAL_KIND.search(title)):
        fixed["removal_kind"] = each[1].lower()
    year = _SHEET_YEAR.match(title)
    if year and _EVENT_DAYS[kind].isdisjoint(columns):
        fixed["fiscal_year"] = year[1]
    return fixed


def _totals(head: Head) -> Iterator[Records]:
    rows: list[tuple[int, int | None, tuple[str | None, ...]]] = []
    event = ""
    labels: tuple[str, ...] = ()
    for number, row in zip(head.numbers, head.rows, strict=True):
        label = (row[0] or "").strip() if row else ""
        year = _YEAR.fullmatch(label)
        if label == "Fiscal Year":
            labels = tuple((cell or "").strip() for cell in row)
        if not year:
            event = _kind(label) or event
            continue
        for place, total in enumerate(row):
            if place and event and total and total.strip() and place < len(labels):
                counted = event if labels[place] == "Total" else labels[place].lower().replace(" ", "_")
                counted = counted.removeprefix("ice_").replace("_", "-")
                rows.append((number, place + 1, (counted, year[1], "Yes" if year[2] else "No", total)))
    if rows:
        yield Records("ice_control_totals", ("event", "fiscal_year", "part_year", "total"), rows, title="Summary")


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    """Universe and year by the titles above the tables."""
    titles = "\n".join(" ".join(cell for cell in row if cell) for head in heads for row in head.rows[: PREAMBLE_ROWS - 4])
    years = set(_WHOLE_YEAR.findall(titles))
    named = re.search(r"FY ?(\d{4})", name.file)
    notes = (
        (f"the file's name says FY{named[1]}, its title FY{', FY'.join(sorted(years))}",)
        if named and years and named[1] not in years
        else ()
    )
    first, last = _covers(titles, years)
    values = {"release_fiscal_year": years.pop()} if len(years) == 1 and len(heads) == 1 and "YTD" not in titles else {}
    universe = ""
    if "Seattle" in titles:
        universe = "seattle_aor_criminal_alien_program" if re.search(r"Criminal A\w+ Program in the Seattle", titles) else "seattle_aor"
    return Facts(stamp_in_name(name.file), first, last, universe=universe, values=values, notes=notes)


def _covers(titles: str, years: set[str]) -> tuple[datetime | None, datetime | None]:
    """First and last day by the titles: written out, or the fiscal years that they name."""
    if written := _SPAN.search(titles):
        return _day(written[1]), _day(written[2])
    named = [int(year) for year in (years or set(_SHEET_YEAR.findall(titles)))]
    if not named:
        return None, None
    through = _THROUGH.search(titles)
    return datetime(min(named) - 1, 10, 1), _day(through[1]) if through else datetime(max(named), 9, 30)


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y")
    except ValueError:
        return None


def _fiscal_years() -> tuple[Computed, ...]:
    """Of the event's own date; for a removal, of the day it was counted, else of the departure."""
    return tuple(
        year_of("fiscal_year", column) for column in ("event_date", "book_in_date", "removal_date", "departed_date", "apprehension_date")
    )


SOURCE = Source(
    id="ice_events",
    title="ICE arrests, encounters, removals and book-ins, as released by ICE",
    publisher="ICE",
    tables=(ARRESTS, ENCOUNTERS, REMOVALS, BOOK_INS, TOTALS),
    find=_find,
    home="https://www.ice.gov/foia/library",
    licence="US government work",
    release=_release,
    computed=_fiscal_years(),
    notes=("Rows equal to each other are kept: the totals that ICE published count them.",),
)

"""The Deportation Data Project's postings of ICE's 2012-2023 and 2023-2026 productions: arrests, detainers, detentions, encounters, removals.

Several sheets a workbook, each with its own preamble; columns renamed and reordered from one production to the next. Answers are counts.
Ids that follow a person through the tables are never taken in, nor are birth dates and years: with place and day they single people out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from clerestory.sdk import Column, Computed, Facts, Grain, Head, Name, Protection, Source, Span, Table, header_at, stamp_in_name, year_of

SCREENED, DROP = Protection.SCREENED, Protection.DROP
DUPLICATES = "kept: which rows repeat an event is a judgement, and published analyses judge differently"


def _day(name: str, meaning: str, *labels: str) -> Column:
    return Column(name, "date", meaning=meaning, seen_as=labels)


def _kind(name: str, meaning: str, *labels: str) -> Column:
    return Column(name, meaning=meaning, seen_as=labels)


def _words(name: str, meaning: str, *labels: str) -> Column:
    return Column(name, meaning=meaning, seen_as=labels, protection=SCREENED)


def _place(name: str, meaning: str, *labels: str) -> Column:
    return Column(name, meaning=meaning, seen_as=labels, protection=Protection.PLACE)


def _never(name: str, *labels: str) -> Column:
    """Not taken in: an id that follows a person, or a trait that with place and day singles one out and tells nothing of the agency."""
    return Column(name, meaning="Singles out a person; never taken in.", seen_as=labels, protection=DROP)


_PERSON = (
    _never("unique_identifier", "Unique Identifier", "Anonymized Identifier"),
    _never("alien_file_number", "Alien File Number"),
    _never("case_id", "EID Case ID", "Case ID"),
    _never("subject_id", "EID Subject ID", "Subject ID"),
    _never("detention_id", "Detention ID"),
    _never("birth_date", "Birth Date", "Date of Birth"),
    _never("birth_year", "Birth Year", "Year of Birth"),
    _kind("citizenship", "Country of citizenship as recorded.", "Citizenship Country", "Country of Citizenship", "Citizenship"),
    _kind("gender", "Gender as recorded.", "Gender"),
    Column("fiscal_year", "integer", meaning="Federal fiscal year of the event's date."),
)
_CASE = (
    _kind("case_status", "Status of the case.", "Case Status"),
    _kind("case_category", "Category of the case.", "Case Category"),
    _day("departed_date", "Day of departure.", "Departed Date"),
    _kind("departure_country", "Country of departure to.", "Departure Country"),
    _kind("final_order", "Whether there is a final order.", "Final Order Yes No"),
    _day("final_order_date", "Day of the final order.", "Final Order Date"),
    _kind("case_criminality", "Criminality recorded with the case.", "Case Criminality"),
    _kind("threat_level", "Threat level; not comparable across time.", "Case Threat Level", "RC Threat Level", "Threat Level"),
    _kind("final_program", "Program of the officer's unit.", "Final Program", "Apprehension Final Program"),
    _kind("final_program_group", "Group of the final program.", "Final Program Group"),
)
_ARREST = (
    _day("apprehension_date", "Day of the arrest.", "Apprehension Date", "Apprehension Date And Time"),
    _kind("state", "State of the arrest; mostly blank before mid-2025.", "Apprehension State", "State"),
    _kind("county", "County of the arrest.", "Apprehension County", "County"),
    _kind("area", "Area of responsibility.", "Apprehension AOR", "TOA Current Duty AOR", "AOR"),
    _words("duty_site", "Duty site of the officer.", "TOA Current Duty Site"),
    _kind("apprehension_method", "How the person was apprehended.", "Apprehension Method"),
    _kind("apprehension_criminality", "Criminality at the arrest.", "Apprehension Criminality"),
    _kind("apprehension_type", "Type of the arrest.", "Apprehension Type"),
    _kind("arresting_agency", "Agency that arrested.", "Arresting Agency"),
    _words("operation", "Named operation.", "Operation"),
    _place("landmark", "Site landmark as recorded; often a unit, not a place.", "Apprehension Site Landmark", "Apprehension Landmark"),
)
_DETAINER = (
    _kind(
        "arrest_time_case_category", "Category of the case when the person was arrested.", "TOA Case Category", "Arrest Time Case Category"
    ),
    _day("prepared_date", "Day on which the detainer was prepared.", "Detainer Prepare Date", "Prepare Date"),
    _kind("state", "State of the facility.", "Facility State", "State"),
    _kind("area", "Area of responsibility.", "Facility AOR", "AOR"),
    _kind("city", "City of the facility.", "Facility City", "City"),
    _kind("detention_facility", "Facility the detainer was sent to.", "Detainer Facility", "Detention Facility"),
    _kind("detention_facility_code", "Code of the facility.", "Detainer Facility Code", "Detention Facility Code"),
    _kind("detainer_type", "Form of the detainer.", "Detainer Type"),
    _words("lift_reason", "Why the detainer was lifted; mostly blank.", "Detainer Lift Reason"),
    _kind(
        "detainer_prepared_criminality",
        "Criminality when the detainer was prepared.",
        "Detainer Criminality",
        "Detainer Prepared Criminality",
    ),
    _kind("felon", "Aggravated felon, as recorded.", "Aggravated Felon", "Felon"),
    _kind("federal_interest", "Federal interest, as recorded.", "Federal Register Notice", "Federal Interest Yes No"),
)
_DETENTION = (
    _day("stay_book_in_date", "Day on which the stay began.", "Stay Book In Date Time", "Stay Book In Date", "Initial Book In Date"),
    _day("stay_book_out_date", "Day on which the stay ended.", "Stay Book Out Date Time", "Stay Book Out Date", "Final Book Out Date"),
    _day(
        "book_in_date",
        "Day on which this stint began.",
        "Book In Date Time",
        "Book In Date",
        "Detention Book In Date And Time",
        "Detention Book In Date",
    ),
    _day(
        "book_out_date",
        "Day on which this stint ended.",
        "Book Out Date Time",
        "Book Out Date",
        "Detention Book Out Date Time",
        "Detention Book Out Date",
    ),
    _kind("detention_facility", "Facility of the stint.", "Detention Facility"),
    _kind("detention_facility_code", "Code of the facility.", "Detention Facility Code"),
    _kind("area", "Area of responsibility of the book-in.", "Book In AOR", "AOR"),
    _never("religion", "Religion"),
    _never("marital_status", "Marital Status"),
    _never("race", "Race"),
    _never("ethnicity", "Ethnicity"),
    Column(
        "initial_bond",
        "number",
        meaning="Bond set first.",
        seen_as=("Initial Bond Set Amount",),
        unit="US dollars",
        sums="rows of one stay repeat it",
    ),
    Column(
        "bond_posted",
        "number",
        meaning="Bond posted.",
        seen_as=("Bond Posted Amount",),
        unit="US dollars",
        sums="rows of one stay repeat it",
    ),
    _words("book_in_site", "Site of the book-in.", "Book In Site"),
    _kind("book_in_criminality", "Criminality at the book-in.", "Book In Criminality"),
    _kind("release_reason", "Why the stint ended.", "Detention Release Reason", "Release Reason"),
    _kind("stay_release_reason", "Why the stay ended.", "Stay Release Reason"),
    _kind("msc_charge_code", "Code of the most serious conviction.", "MSC Charge Code"),
    _words("msc_charge", "Most serious conviction: the one with the longest sentence.", "MSC Charge", "Most Serious Conviction"),
)
_ENCOUNTER = (
    _day("event_date", "Day of the encounter.", "Event Date"),
    _kind("area", "Area of responsibility.", "Responsible AOR", "Event AOR"),
    _words("responsible_site", "Site of the encounter.", "Responsible Site"),
    _kind("lead_event_type", "Type of the lead event.", "Lead Event Type"),
    _kind("lead_source", "Source of the lead.", "Lead Source"),
    _kind("event_type", "Type of the encounter.", "Event Type"),
    _kind("encounter_criminality", "Criminality at the encounter.", "Encounter Criminality"),
    _kind("processing_disposition", "How the case was processed.", "Processing Disposition"),
    _place("landmark", "Landmark as recorded.", "Event Landmark"),
)
_REMOVAL = (
    _kind("port_of_departure", "Port of departure.", "Port of Departure"),
    _kind("area", "Area of responsibility of the docket.", "Docket AOR"),
    _day("apprehension_date", "Day of the latest arrest.", "Latest Person Apprehension Date"),
)


def _table(name: str, unit: str, title: str, columns: tuple[Column, ...]) -> Table:
    named = {column.name: column for column in (*columns, *_CASE, *_PERSON)}
    return Table(name, unit=unit, grain=Grain.PERSON_EVENT, title=title, duplicates=DUPLICATES, columns=tuple(named.values()))


_TITLES = (
    (re.compile(r"\bdetainers?\b", re.IGNORECASE), "ice_detainers"),
    (re.compile(r"\bdetentions?\b|\bdetention stints?\b", re.IGNORECASE), "ice_detentions"),
    (re.compile(r"\bencounters?\b", re.IGNORECASE), "ice_encounters"),
    (re.compile(r"\bremovals?\b", re.IGNORECASE), "ice_removals"),
    (re.compile(r"\barrests?\b", re.IGNORECASE), "ice_arrests"),
)
_PRODUCTION = re.compile(r"20\d\d-ICFO-\d+|20\d\d-ICLI-\d+")
_DAY = re.compile(r"\b\d{1,2}/\d{1,2}/20\d{2}\b")
PREAMBLE_ROWS, LEAST = 12, 6
_MARKS = frozenset(("unique_identifier", "alien_file_number", "subject_id", "detention_id"))
"""Columns that only these productions have; without one of them the file is another source's."""


def _find(source: Source, head: Head) -> Iterator[Span]:
    """The sheet's table, known by the title in its preamble; sheets after the first repeat the preamble."""
    above = ""
    for index, row in enumerate(head.rows[:PREAMBLE_ROWS]):
        kind = next((table for pattern, table in _TITLES if pattern.search(above)), "")
        if kind:
            match = header_at(source.table(kind), row)
            if len(match.columns) >= LEAST and not _MARKS.isdisjoint(match.columns):
                number = head.numbers[index]
                yield Span(kind, match.columns, first=number + 1, header=(number,), labels=match.labels, undeclared=match.undeclared)
                return
        words = " ".join(cell for cell in row if cell).strip()
        above = words or above


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    """Each cut of each production is a universe of its own: two cuts hold the same events, and must not be added unless asked."""
    titles = " ".join(cell for head in heads for row in head.rows[:PREAMBLE_ROWS] for cell in row[:1] if cell)
    found = sorted(set(_PRODUCTION.findall(titles)))
    published = stamp_in_name(name.file)
    cut = max((day for text in _DAY.findall(titles) if (day := _read_day(text))), default=published)
    universe = "_".join(["national", *found[:1], *([f"{cut:%Y-%m-%d}"] if cut else [])]).lower()
    notes = [f"production {each}" for each in found]
    if not cut:
        notes.append("neither the preamble nor the file's name says when the data were cut: do not add it to another cut")
    return Facts(published=published, covers_to=cut, universe=universe, notes=tuple(notes))


def _read_day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y")
    except ValueError:
        return None


_DATES = ("event_date", "prepared_date", "book_in_date", "stay_book_in_date")
_DEPARTED, _APPREHENDED = year_of("fiscal_year", "departed_date"), year_of("fiscal_year", "apprehension_date")


def _arrest_or_departure(columns: Mapping[str, pa.Array]) -> pa.Array | None:
    """Arrests also say when the person departed, and removals when the last arrest was: each counts in the year of its own event."""
    return (_DEPARTED if "port_of_departure" in columns else _APPREHENDED).make(columns)


_COMPUTED = (*(year_of("fiscal_year", column) for column in _DATES), Computed("fiscal_year", _arrest_or_departure))

SOURCE = Source(
    id="ddp_events",
    title="ICE productions as posted by the Deportation Data Project",
    publisher="ICE (posted by the Deportation Data Project)",
    home="https://deportationdata.org/data/ice.html",
    licence="CC0",
    tables=(
        _table("ice_arrests", "administrative arrest", "ICE administrative arrests", _ARREST),
        _table("ice_detainers", "detainer", "ICE detainers", _DETAINER),
        _table("ice_detentions", "stint in one facility", "ICE detentions", _DETENTION),
        _table("ice_encounters", "encounter", "ICE encounters", _ENCOUNTER),
        _table("ice_removals", "removal", "ICE removals", _REMOVAL),
    ),
    find=_find,
    release=_release,
    computed=_COMPUTED,
    notes=("Overlapping periods of two productions differ: records are updated in place. The last days of each are incomplete.",),
)

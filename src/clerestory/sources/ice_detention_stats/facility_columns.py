"""Columns of the Facilities sheet, under all the labels of thirteen headers."""

from __future__ import annotations

from clerestory.sdk import Column

_YEARS = range(19, 40)
_ADP = "Average daily population, fiscal year to date: not a head count of the day. Add facilities within one fiscal year only."


def _adp(name: str, meaning: str, *labels: str) -> Column:
    return Column(name, "number", meaning=f"{meaning} {_ADP}", seen_as=labels, unit="people", sums=True)


NOT_INSPECTED = frozenset({"*", "n/a", "na", "-", "--"})
"""``*`` is explained under the table: no inspection completed as of the date of the report."""
NO_DAY = frozenset({"New Facility", "Regular", *(f"Scheduled FY{year}" for year in _YEARS)})


def _inspection(prefix: str, whose: str, **labels: tuple[str, ...]) -> tuple[Column, ...]:
    meanings = {
        "type": ("text", "Kind of inspection (Regular, ODO, …)"),
        "standard": ("text", "Detention standard inspected against"),
        "rating": ("text", "Rating"),
        "date": ("date", "Day of the inspection"),
        "end_date": ("date", "Last day of the inspection; holds words such as Scheduled FY26 too"),
        "report_date": ("date", "Day of the final report"),
    }
    return tuple(
        Column(
            f"{prefix}_{what}",
            meanings[what][0],
            meaning=f"{meanings[what][1]}, {whose}.",
            seen_as=seen,
            placeholders=NOT_INSPECTED,
            values=NO_DAY if meanings[what][0] == "date" else frozenset(),
        )
        for what, seen in labels.items()
    )


DESCRIPTION = (
    Column("name", meaning="Facility as written; spellings change from one release to the next.", seen_as=("Name", "Facility Name")),
    Column("address", meaning="Street address of the facility.", seen_as=("Address",)),
    Column("city", meaning="City of the facility.", seen_as=("City",)),
    Column("state", meaning="State of the facility, two letters.", seen_as=("State", "STATE_ABBREVIATION")),
    Column("zip", meaning="ZIP code as written: a leading zero may be lost.", seen_as=("Zip", "Zip Code")),
    Column("aor", meaning="Area of responsibility: code of the ICE field office.", seen_as=("AOR", "Field Office")),
    Column(
        "type_detailed",
        meaning="Kind of facility: SPC, CDF, DIGSA, IGSA, USMS IGA, USMS CDF, BOP, STAGING, …: see the workbook's footnotes.",
        seen_as=("Type Detailed", "FACILITY_TYPE_DETAILED"),
    ),
    Column("male_female", meaning="Sexes held.", seen_as=("Male/Female", "GENDER")),
    Column(
        "alos",
        "number",
        meaning="Facility average length of stay, fiscal year to date.",
        seen_as=(*(f"FY{year} ALOS" for year in _YEARS), "CurrFYALOS"),
        unit="days",
        sums="an average: averages of different facilities cannot be added",
    ),
)
POPULATION = (
    _adp("level_a", "Detainees classified at level A (low).", "Level A", "ADPDetClassLevelA"),
    _adp("level_b", "Detainees classified at level B (medium low).", "Level B", "ADPDetClassLevelB"),
    _adp("level_c", "Detainees classified at level C (medium high).", "Level C", "ADPDetClassLevelC"),
    _adp("level_d", "Detainees classified at level D (high).", "Level D", "ADPDetClassLevelD"),
    _adp("male_criminal", "Men with a criminal conviction or pending charges.", "Male Crim", "MaleCrimADP"),
    _adp("male_non_criminal", "Men without.", "Male Non-Crim", "MaleNonCrimADP"),
    _adp("female_criminal", "Women with a criminal conviction or pending charges.", "Female Crim", "FemaleCrimADP"),
    _adp("female_non_criminal", "Women without.", "Female Non-Crim", "FemaleNonCrimADP"),
    _adp("threat_level_1", "ICE threat level 1 (highest).", "ICE Threat Level 1", "ADPThreatLevel1"),
    _adp("threat_level_2", "ICE threat level 2.", "ICE Threat Level 2", "ADPThreatLevel2"),
    _adp("threat_level_3", "ICE threat level 3.", "ICE Threat Level 3", "ADPThreatLevel3"),
    _adp("no_threat_level", "No ICE threat level.", "No ICE Threat Level", "ADPThreatLevelNone"),
    _adp("mandatory", "Detainees whose detention is mandatory by law.", "Mandatory", "MandatoryADP"),
    Column(
        "guaranteed_minimum",
        "integer",
        meaning="Beds for which ICE pays whether they are filled or not.",
        seen_as=("Guaranteed Minimum", "POP_GUARANTEED_MINIMUM"),
        unit="beds",
        sums=True,
    ),
)
_LAST, _SECOND = "last inspection", "second to last inspection"
INSPECTIONS = (
    *_inspection(
        "last_inspection",
        _LAST,
        type=("Last Inspection Type", "Inspection Type"),
        standard=("Last Inspection Standard", "Inspection Standard"),
        rating=("Last Inspection Rating - Final", "Last Final Rating", "Inspection Rating"),
        date=("Last Inspection Date",),
        end_date=("Last Inspection End Date",),
    ),
    Column(
        "pending_inspection",
        meaning="Inspection of the year that is pending.",
        seen_as=tuple(f"Pending FY{year} Inspection" for year in _YEARS),
    ),
    *_inspection(
        "second_inspection",
        _SECOND,
        type=("Second to Last Inspection Type",),
        standard=("Second to Last Inspection Standard",),
        rating=("Second to Last Inspection Rating",),
        date=("Second to Last Inspection Date",),
    ),
    *_inspection(
        "odo",
        "last inspection by ICE's Office of Detention Oversight (ODO)",
        standard=("ODO Last Inspection Standard",),
        rating=("ODO Final Rating",),
        end_date=("ODO Inspection End Date",),
        report_date=("ODO Final Report Date",),
    ),
    *_inspection(
        "contractor",
        "last inspection by the contractor (Nakamoto)",
        standard=("Last Nakamoto Inspection Standard",),
        rating=("Last Nakamoto Inspection Rating - Final",),
        date=("Last Nakamoto Inspection Date",),
    ),
    *_inspection(
        "second_contractor",
        "second to last inspection by the contractor (Nakamoto)",
        type=("Second to Last Nakamoto Inspection Type",),
        standard=("Second to Last Nakamoto Inspection Standard",),
        date=("Second to Last Nakamoto Inspection Date",),
    ),
)
ADP_TOTAL = _adp("adp", "All detainees: the sum of levels A to D, worked out here.")
IIDS_DATE = Column(
    "iids_date",
    "date",
    meaning="Day of the extract from ICE's Integrated Decision Support (IIDS), as the sheet says. Stale or wrong in about ten releases.",
)

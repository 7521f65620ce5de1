"""The columns of ICE's lists of facilities, of all years."""

from __future__ import annotations

from clerestory.sdk import Table, columns

_AVERAGE = "an average over the fiscal year to date"
_COUNT = "the year's figure to the day of the list; another list repeats it"
_YEARS = range(9, 20)
_MONTHS = (
    *((month, 2016) for month in ("November", "December")),
    *((month, 2017) for month in ("January", "February", "March", "April", "May", "June", "July", "August")),
    *((month, 2017) for month in ("September", "October", "November")),
)

_PLACE = """
detloc        |  | DETLOC                              | Code of the facility in ICE's systems, five to seven characters.
name          |  | Name; Facility Name                 | Facility as named.
address       |  | Address                             | Street address of the facility.
city          |  | City                                | City of the facility.
county        |  | County                              | County of the facility.
state         |  | State; ST                           | State of the facility, two letters.
zip           |  | Zip                                 | ZIP code of the facility; leading zeros are lost in some lists.
circuit       |  | Circuit                             | Federal circuit of the facility.
aor           |  | AOR; Field Office                   | Area of responsibility (ERO field office).
docket        |  | Docket                              | Docket control office.
type          |  | Type; Type 1; Facility Type         | Kind of contract or facility, in short.
type_detailed |  | Type Detailed; Facility Type Detailed; Facility Type - Detailed | Kind of contract or facility, in full.
ice_funded    | boolean | ICE Funded                   | Whether ICE pays for the facility.
sex           |  | Male/Female; male_female            | Sexes held.
levels        |  | Levels A,B,C,D                      | Classification levels held.
over_under_72 |  | Over/Under 72; Over/ Under 72; OVER/UNDER 72 STATUS; over_under_72 | Whether the facility may hold for more than 72 hours.
"""

_STATE = f"""
capacity          |         | Capacity; ICE Capacity | Beds, or `AS NEEDED`.
utilization       | number  | Current FY Utilization | Share of the capacity in use. | | {_AVERAGE}
population        | integer | Population Count       | Persons held on the day of the list. | persons | +
last_use          | date    | Date of Last Use       | Last day on which somebody was held.
first_use         | date    | Date of First Use      | First day on which somebody was held.
guaranteed_minimum |        | Guaranteed Minimum     | Beds that ICE pays for in any case.
gm_utilization    | number  | GM Utilization Rate    | Share of the guaranteed minimum in use. | | {_AVERAGE}
distance_to_field_office | number | Distance to Field Office (mi) | Distance to the field office. | miles | a distance
onsite_medical    |         | Medical Provider Onsite? | Whether a medical provider is on site.
medical_provider  |         | Provider Type; Medical Provider Type | Who provides medical care.
medical_personnel | number  | # OF MEDICAL/MENTAL HEALTH PERSONNEL | Medical and mental-health staff, in full-time posts. | posts | +
operator          | text:organisation | Facility Operator; Operator | Who runs the facility.
owner             | text:organisation | Facility Owner | Who owns the facility.
contract_start    | date    | Best Known Contract Initiation Date | First day of the contract, as best known to ICE.
contract_end      | date    | Best Known Contract Expiration Date | Last day of the contract, as best known to ICE.
per_diem          |         | Per Diem Rate Detailed | Price of a bed and day in dollars, in words where there are several.
theoretical_per_diem |      | Theoretical Per Diem at 100% Utilization (Blended Per Diem Rate) | Price of a bed and day if the facility were full.
telephone_services |        | ICE Telephone Services | Telephone service for detained persons.
"""

_CONTROL = """
authorization_status  |      | Authorization Status  | Whether the facility may be used.
authorizing_authority |      | Authorizing Authority | Unit of ICE that authorised it.
contract_standard     |      | Contractually Obligated Inspection Standard | Standard that the contract demands.
prea_status           |      | PREA/Standard 2.11 Status | Standard on sexual abuse that applies.
inspection_frequency  |      | Current Inspection Frequency; Inspection Frequency | How often the facility is inspected.
inspection_type       |      | Last Inspection Type | Kind of the last inspection.
inspection_standard   |      | Last Inspection Standard; PBNDS/NDS | Standard of the last inspection.
inspection_pre_occupancy |   | Last Inspection Pre-Occ? | Whether it came before the facility was used.
inspection_rating     |      | Last Inspection Rating - Final; Inspection Rating | Final rating of the last inspection.
inspection_rating_recommended | | Last Inspection Rating - Recommended | Rating that the inspectors recommended.
inspection_date       | date | Last Inspection Date; Inspection Date | Day of the last inspection.
earlier_inspection_type |    | Second to Last Inspection Type | Kind of the inspection before.
earlier_inspection_standard | | Second to Last Inspection Standard | Standard of the inspection before.
earlier_inspection_pre_occupancy | | Second to Last Inspection Pre-Occ? | Whether that came before the facility was used.
earlier_inspection_rating |  | Second to Last Rating; Second to Last Inspection Rating; Previous Inspection Rating | Rating of the inspection before.
earlier_inspection_date | date | Second to Last Inspection Date; Previous Inspection Date | Day of the inspection before.
next_inspection_date  | date | Next Inspection Date | Day planned for the next inspection.
next_inspection_standard |   | Next Inspection Standard | Standard planned for it.
next_inspection_type  |      | Next Inspection Type | Kind planned for it.
next_inspection_pre_occupancy | | Next Insp Pre-Occ? | Whether it comes before the facility is used.
emdd_notes            | text:screened | EMDD Notes | Remarks on deficient ratings.
emdd_use              |      | EMDD USE | Whether the unit that measures facilities counts it as used.
aca                   |      | ACA   | Whether the American Correctional Association accredited it.
ncchc                 |      | NCCHC | Whether the commission on correctional health care accredited it.
jchco                 |      | JCHCO | Whether the commission on healthcare organisations accredited it.
dsm_assigned          |      | DSM Assigned? | Whether a detention service manager is assigned.
dsm_assignment        |      | DSM Assignment Type | How the manager is assigned.
prohibited_reason     | text:screened | Reason for Inclusion on Prohibited List | Why the facility may not be used.
"""


def _years() -> str:
    lines = [
        *(f"cy{year}_rating | | CY{year} Rating | Rating of calendar year 20{year}." for year in range(10, 19)),
        *(f"fy{y:02d}_adp | number | FY{y:02d} ADP | Average daily population of fiscal 20{y:02d}. | persons | {_AVERAGE}" for y in _YEARS),
        *(f"adp_{m[:3].lower()}_{y} | number | {m} {y} | Average daily population of {m} {y}. | persons | {_AVERAGE}" for m, y in _MONTHS),
    ]  # fmt: skip
    for y in range(11, 20):
        lines += [
            f"fy{y}_alos | number | FY{y} ALOS | Average length of stay, fiscal 20{y}. | days | {_AVERAGE}",
            f"fy{y}_bookins | integer | FY{y} Facility Bookins | Book-ins into the facility, fiscal 20{y}. | book-ins | {_COUNT}",
            f"fy{y}_initial_bookins | integer | FY{y} Initial Bookins | Stays that began in the facility, fiscal 20{y}. | book-ins | {_COUNT}",
            f"fy{y}_initial_bookin_adp | number | FY{y} Initial Bookin ADP | Initial book-ins a day, fiscal 20{y}. | book-ins | {_AVERAGE}",
            f"fy{y}_days_in_use | integer | FY{y} Calendar Days in Use | Days in use, fiscal 20{y}. | days | {_COUNT}",
            f"fy{y}_possible_days | integer | FY{y} Possible Days | Days on which it could have been used, fiscal 20{y}. | days | {_COUNT}",
            f"fy{y}_share_of_days | number | FY{y} % of Days in Use; fy{y}_%_of_days_in_use | Share of days in use, fiscal 20{y}. | | {_AVERAGE}",
            f"fy{y}_mandays | integer | FY{y} Total Mandays | Days in detention, of all persons, fiscal 20{y}. | days | {_COUNT}",
            f"fy{y}_most | integer | FY{y} Max Population Count; FY{y} Max Pop Count | Most persons held on a day, fiscal 20{y}. | persons | a maximum",
        ]
        for words, name in (("Criminal", "criminal"), ("Non-Criminal", "non_criminal")):
            lines.append(
                f"fy{y}_adp_{name} | number | FY{y} {words} | Average daily population, {words.lower()}, fiscal 20{y}. | persons | {_AVERAGE}"
            )
        for sex in ("Male", "Female"):
            for words, name in (("Crim", "criminal"), ("Non-Crim", "non_criminal")):
                lines.append(
                    f"fy{y}_adp_{sex.lower()}_{name} | number | FY{y} {sex} {words} ADP"
                    f" | Average daily population, {sex.lower()}, {name.replace('_', '-')}, fiscal 20{y}. | persons | {_AVERAGE}"
                )
    return "\n".join(lines)


_BREAKDOWN = "\n".join(
    f"adp_{name} | number | {label} | Average daily population, {words}, of the year in breakdown_year. | persons | {_AVERAGE}"
    for name, label, words in (
        *((f"level_{x.lower()}", f"Level {x}", f"classification level {x}") for x in "ABCD"),
        ("male_criminal", "Male Crim", "men with a conviction"),
        ("male_non_criminal", "Male Non-Crim", "men without"),
        ("female_criminal", "Female Crim", "women with a conviction"),
        ("female_non_criminal", "Female Non-Crim", "women without"),
        *((f"threat_level_{x}", f"ICE Threat Level {x}", f"threat level {x}") for x in "123"),
        ("no_threat_level", "No ICE Threat Level", "no threat level"),
        ("mandatory", "Mandatory", "detention mandatory"),
        ("non_mandatory", "Non-Mandatory", "detention not mandatory"),
    )
)

COLUMNS = columns(
    "list           | | | Sheet of the list.\nbreakdown_year | | | Fiscal year of the columns of levels, criminality and threat, from the heading above them."
    + _PLACE
    + _STATE
    + _CONTROL
    + _years()
    + "\n"
    + _BREAKDOWN
)

_GROUPS = [
    (age, sex, group)
    for age in ("adult", "juvenile")
    for groups in (("level_a", "level_b", "level_c", "level_d"), ("non_criminal", "criminal"))
    for sex in ("female", "male")
    for group in groups
]
POPULATION = Table(
    "facility_population",
    title="Population of facilities by age, sex, level and conviction",
    unit="facility on the day of one list",
    series=True,
    key=("detloc",),
    duplicates="none: each facility stands once",
    columns=(
        *columns(_PLACE),
        *columns(
            "\n".join(
                f"{age}_{sex}_{group} | integer | | Persons held on the day: {age}, {sex}, {group.replace('_', ' ')}. | persons | +"
                for age, sex, group in _GROUPS
            )
        ),
    ),
)


def population_column(heading: str, label: str) -> str:
    """Column of a cell count, by the heading over the group and the label under it; empty for none."""
    age = "juvenile" if "juvenile" in heading.casefold() else "adult" if "adult" in heading.casefold() else ""
    sex, _, rest = label.strip().casefold().partition(" ")
    group = {"crim": "criminal", "non-crim": "non_criminal"}.get(rest, rest.replace(" ", "_"))
    name = f"{age}_{sex}_{group}"
    return name if age and name in POPULATION.by_name else ""

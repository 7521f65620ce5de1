"""Average daily population and average length of stay, by month."""

from __future__ import annotations

from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import AGENCY, AVERAGE, CRIMINALITY, FACILITY_TYPE, MONTHLY, TOTAL, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label, monthly

_POPULATION = value("Average daily population: midnight counts of the period over its days.", "people", whole=False, sums=AVERAGE)
_STAY = value("Average length of stay of those booked out in the period.", "days", whole=False, sums=AVERAGE)

ADP_BY_AGENCY = figures(
    "detention_adp_by_agency",
    "Average daily population, by arresting agency, month and criminality",
    "figure: average daily population of one arresting agency, criminality and month, or the year to date",
    (AGENCY, CRIMINALITY, *MONTHLY),
    _POPULATION,
)
ALOS_BY_AGENCY = figures(
    "detention_alos_by_agency",
    "Average length of stay, by arresting agency, month and criminality",
    "figure: average length of stay of one arresting agency, criminality and month, or the year to date",
    (AGENCY, CRIMINALITY, *MONTHLY),
    _STAY,
)
ADP_BY_FACILITY_TYPE = figures(
    "detention_adp_by_facility_type",
    "Average daily population, by type of facility and month",
    "figure: average daily population of one type of facility and month, or the year to date",
    (FACILITY_TYPE, *MONTHLY),
    _POPULATION,
)
ALOS_BY_FACILITY_TYPE = figures(
    "detention_alos_by_facility_type",
    "Average length of stay, by type of facility and month",
    "figure: average length of stay of one type of facility and month, or the year to date",
    (FACILITY_TYPE, *MONTHLY),
    _STAY,
)
ALOS_ADULT = figures(
    "detention_alos_adult_by_agency",
    "Average length of stay at adult facilities, by month and arresting agency",
    "figure: average length of stay at adult facilities of one arresting agency and month, or the year to date",
    (AGENCY, *MONTHLY),
    _STAY,
)


def _heads(label: str) -> bool:
    """An agency's own line is ``CBP Average``, and the lines of criminality stand below it; ``Average`` is both agencies."""
    return label.endswith("Average")


def _by_agency(figure: Figure, block: Block, year: int | None) -> Cells:
    label = figure.labels[0]
    return {
        "agency": figure.group.removesuffix("Average").strip() or TOTAL,
        "criminality": TOTAL if _heads(label) else label,
        **monthly(figure.header, year),
    }


_POPULATION_TITLE, _STAY_TITLE = r"Average Daily Population by ", r"Average Length of Stay by "
READINGS = {
    "population by agency": Reading(ADP_BY_AGENCY, Layout(_POPULATION_TITLE + "Arresting Agency", heads=_heads), _by_agency),
    "stay by agency": Reading(ALOS_BY_AGENCY, Layout(_STAY_TITLE + "Arresting Agency", heads=_heads), _by_agency),
    "population by facility type": Reading(
        ADP_BY_FACILITY_TYPE, Layout(_POPULATION_TITLE + r"(?:Facility Type|Month)"), by_label("facility_type", across="month")
    ),
    "stay by facility type": Reading(
        ALOS_BY_FACILITY_TYPE, Layout(_STAY_TITLE + r"(?:Facility Type|Month)"), by_label("facility_type", across="month")
    ),
    "stay at adult facilities": Reading(ALOS_ADULT, Layout(r"Average Length of Stay Adult Facility"), by_label("agency", across="month")),
}

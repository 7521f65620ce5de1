"""Fear of persecution claims of people in detention: decisions, time to release, time in custody."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import AVERAGE, FACILITY_TYPE, MEASURE, MIXED, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label, label_year

RELEASE_TIME = figures(
    "detention_fear_release_time",
    "Average time from the service of a fear decision to release",
    "figure: average time to release of one fiscal year of release and type of facility",
    (FACILITY_TYPE,),
    value("Days from the service of the USCIS fear decision to release by ICE.", "days", whole=False, sums=AVERAGE),
)
DECISIONS = figures(
    "detention_fear_decisions",
    "Detained people with a fear decision, by type of facility",
    "figure: people detained on the day with a fear established by USCIS, in one type of facility",
    (FACILITY_TYPE,),
    value("People detained with a USCIS-established fear decision.", "people", whole=True),
)
CUSTODY = figures(
    "detention_fear_custody",
    "Detained people with credible or reasonable fear, by days in custody",
    "figure: one measure of one group of days in custody",
    (Column("days_in_custody", meaning="Group of days in custody as written."), MEASURE),
    value("People detained on the day, or their average days in custody.", "people or days", whole=False, sums=MIXED),
)


def _of_year(figure: Figure, block: Block, year: int | None) -> Cells:
    return {"fiscal_year": label_year(figure.labels[0]), "facility_type": figure.header}


READINGS = {
    "time to release": Reading(RELEASE_TIME, Layout(r"Average Time from USCIS Fear Decision"), _of_year),
    "fear decisions": Reading(DECISIONS, Layout(r"USCIS-Established Fear Decisions in an ICE"), by_label("facility_type")),
    "fear and custody": Reading(
        CUSTODY, Layout(r"Currently Detained Credible and Reasonable Fear"), by_label("days_in_custody", across="measure")
    ),
}

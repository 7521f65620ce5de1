"""Fear of persecution claims of people in detention: decisions, time to release, parole."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import (
    AVERAGE,
    FACILITY_TYPE,
    MEASURE,
    MIXED,
    MONTHLY,
    TO_DATE,
    figures,
    value,
)
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label, label_year, monthly

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
PAROLE_REQUESTED = figures(
    "detention_parole_requested",
    "People with a positive credible fear determination who requested parole, by month",
    "figure: parole requests of one month, or the fiscal year",
    MONTHLY,
    value(
        "People with a positive credible fear determination whose parole was requested.",
        "people",
        whole=True,
        sums=TO_DATE,
    ),
)
PAROLE_STATUS = figures(
    "detention_parole_status",
    "Parole granted and denied after a positive credible fear determination, by month",
    "figure: parole decisions of one kind in one month, or the fiscal year",
    (Column("status", meaning="Parole Granted or Parole Denied."), *MONTHLY),
    value(
        "People with a positive credible fear determination whose parole was decided so.",
        "people",
        whole=True,
        sums=TO_DATE,
    ),
)


def _of_year(figure: Figure, block: Block, year: int | None) -> Cells:
    return {"fiscal_year": label_year(figure.labels[0]), "facility_type": figure.header}


def _requested(figure: Figure, block: Block, year: int | None) -> Cells:
    named = label_year(figure.labels[0])
    return {"fiscal_year": named, **monthly(figure.header, int(named) if named else None)}


def _status(figure: Figure, block: Block, year: int | None) -> Cells:
    return {**_requested(figure, block, year), "status": figure.labels[1]}


READINGS = {
    "time to release": Reading(RELEASE_TIME, Layout(r"Average Time from USCIS Fear Decision"), _of_year),
    "fear decisions": Reading(
        DECISIONS, Layout(r"USCIS-Established Fear Decisions in an ICE"), by_label("facility_type")
    ),
    "fear and custody": Reading(
        CUSTODY,
        Layout(r"Currently Detained Credible and Reasonable Fear"),
        by_label("days_in_custody", across="measure"),
    ),
    "parole requested": Reading(PAROLE_REQUESTED, Layout(r"Determination Parole Requested"), _requested),
    "parole status": Reading(PAROLE_STATUS, Layout(r"Determination Parole Status", labels=("Parole Status",)), _status),
}

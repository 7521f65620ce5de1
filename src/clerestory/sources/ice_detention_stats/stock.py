"""Who is detained on the day: by disposition, by criminality and arresting agency, stateless persons by facility."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import AGENCY, CRIMINALITY, FACILITY_TYPE, MEASURE, MIXED, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label

DISPOSITION = figures(
    "detention_by_disposition",
    "Currently detained, by processing disposition and type of facility",
    "figure: people detained on the day under one disposition in one type of facility",
    (
        Column(
            "disposition",
            meaning="Processing disposition: Expedited Removal (I-860), Notice to Appear (I-862), Reinstatement of Deport Order (I-871), Other, or Total.",
        ),
        FACILITY_TYPE,
    ),
    value("People in ICE detention on the day of the data.", "people", whole=True),
)
BY_CRIMINALITY = figures(
    "detention_by_criminality",
    "Currently detained, by criminality and arresting agency",
    "figure: people detained on the day, or their share, of one criminality and arresting agency",
    (CRIMINALITY, AGENCY, MEASURE),
    value("People in ICE detention on the day of the data, or the agency's share of its row.", "people or share", whole=False, sums=MIXED),
)
STATELESS = figures(
    "detention_stateless",
    "Currently detained stateless persons, by facility",
    "figure: stateless people detained on the day at one facility",
    (
        Column("facility", meaning="Facility as written, or Total."),
        Column("facility_code", meaning="The agency's detention facility code (DETLOC)."),
    ),
    value("Stateless people in ICE detention on the day of the data.", "people", whole=True),
)


def _share(figure: Figure, block: Block, year: int | None) -> Cells:
    share = figure.header.startswith("Percent ")
    return {"criminality": figure.labels[0], "agency": figure.header.removeprefix("Percent "), "measure": "share" if share else "people"}


READINGS = {
    "disposition": Reading(
        DISPOSITION, Layout(r"Currently Detained by Processing Disposition"), by_label("disposition", across="facility_type")
    ),
    "criminality": Reading(BY_CRIMINALITY, Layout(r"Currently Detained by Criminality"), _share),
    "stateless": Reading(
        STATELESS, Layout(r"Currently Detained of Stateless", labels=("Detention Facility Code",)), by_label("facility", "facility_code")
    ),
}

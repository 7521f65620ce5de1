"""Segregation: people by facility and month, and placements of vulnerable and special populations by quarter."""

from __future__ import annotations

import re

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import MEASURE, MIXED, MONTH, PERIOD, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading
from clerestory.sources.ice_detention_stats.sheet import MONTHS, fiscal_year_of

SEGREGATION = figures(
    "detention_segregation",
    "People in segregation, by facility and month",
    "figure: people who were in segregation at one facility in one month",
    (Column("facility", meaning="Facility as written."), MONTH, PERIOD),
    value(
        "Unique individuals who served one or more days in segregation in the month, from the Segregation Review Management System.",
        "people",
        whole=True,
        sums="unique individuals: the same person counts in each month and at each facility",
    ),
    series_by=("month",),
)
SPECIAL = figures(
    "detention_special_population",
    "Segregation placements of vulnerable and special populations, by quarter and reason",
    "figure: one measure of the placements for one reason in one quarter",
    (
        Column("quarter", "integer", meaning="Quarter of the fiscal year."),
        Column("reason", meaning="Reason of the placement, or Grand Total."),
        MEASURE,
    ),
    value("Placements, or average days in segregation.", "placements or days", whole=False, sums=MIXED),
    series_by=("fiscal_year", "quarter"),
)
_QUARTER = re.compile(r"^(?:Fiscal Year \(FY\)|FY) *(20\d\d) Quarter (\d)", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = re.compile(rf"(?:^|for )({_MONTHS}) (20\d\d)")


def _segregation(figure: Figure, block: Block, year: int | None) -> Cells:
    match = _MONTH.search(block.title)
    assert match is not None
    month = f"{match.group(2)}-{MONTHS[match.group(1)[:3].casefold()]:02d}-01"
    return {
        "fiscal_year": fiscal_year_of(month),
        "facility": figure.labels[0],
        "month": month,
        "period": f"{match.group(1)} {match.group(2)}",
    }


def _special(figure: Figure, block: Block, year: int | None) -> Cells:
    match = _QUARTER.match(block.title)
    assert match is not None
    return {"fiscal_year": match.group(1), "quarter": match.group(2), "reason": figure.labels[0], "measure": figure.header}


READINGS = {
    "segregation": Reading(SEGREGATION, Layout(_MONTH.pattern, sheets="segregation"), _segregation),
    "special population": Reading(SPECIAL, Layout(_QUARTER.pattern), _special),
}

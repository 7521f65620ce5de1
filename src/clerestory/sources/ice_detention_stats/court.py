"""Court appearances of people under alternatives to detention."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import MEASURE, MIXED, PERIOD, TOTAL, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading

COURT = figures(
    "detention_atd_court",
    "Court appearances of ATD participants with court tracking",
    "figure: appearances, or their share, of one outcome",
    (
        Column("hearings", meaning="Total hearings, or final hearings only."),
        PERIOD,
        Column("outcome", meaning="Attended, Failed to Attend, or Total."),
        MEASURE,
    ),
    value("Hearings of participants with court tracking assigned, or their share.", "hearings or share", whole=False, sums=MIXED),
)


def _hearings(figure: Figure, block: Block, year: int | None) -> Cells:
    period, _, kind = block.title.partition("Court Appearance")
    return {
        "hearings": "Final" if "Final" in kind else TOTAL,
        "period": period.strip(),
        "outcome": figure.labels[0],
        "measure": figure.header,
    }


READINGS = {"court": Reading(COURT, Layout(r"Court Appearance: ?(?:Total|Final) Hearings"), _hearings)}

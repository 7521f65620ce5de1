"""Final book-outs, called final releases until 2024: by type of facility, and by reason, month and criminality."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import CRIMINALITY, FACILITY_TYPE, MONTHLY, TO_DATE, TOTAL, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label, monthly

BOOK_OUTS_BY_FACILITY_TYPE = figures(
    "detention_book_outs_by_facility_type",
    "Final book-outs, by type of facility, fiscal year to date",
    "figure: final book-outs of one type of facility, fiscal year to date",
    (FACILITY_TYPE,),
    value(
        "Final book-outs from ICE detention, fiscal year to date. Until FY2023 called final releases and without those who were removed.",
        "book-outs",
        whole=True,
    ),
)
BOOK_OUTS_BY_REASON = figures(
    "detention_book_outs_by_reason",
    "Final book-outs, by reason, month and criminality",
    "figure: final book-outs for one reason, criminality and month, or the year to date",
    (
        Column(
            "reason",
            meaning="Reason of release as written. Bond Set by ICE and Bond Set by IJ (immigration judge) are parts of Bonded Out.",
        ),
        CRIMINALITY,
        *MONTHLY,
    ),
    value("Final book-outs from ICE detention (FY2019 and FY2020: year to date only).", "book-outs", whole=True, sums=TO_DATE),
)


def _reason(figure: Figure, block: Block, year: int | None) -> Cells:
    reason = figure.labels[0].removesuffix(" Total")
    if len(figure.labels) > 1:
        return {"reason": reason, "criminality": figure.labels[1] or TOTAL, **monthly(figure.header, year)}
    return {"reason": reason, "criminality": figure.header, "period": "fiscal year to date"}


READINGS = {
    "book-outs by reason": Reading(
        BOOK_OUTS_BY_REASON, Layout(r"Final (?:Releases|Book Outs) by Release Reason", labels=("Criminality",)), _reason
    ),
    "book-outs by facility type": Reading(
        BOOK_OUTS_BY_FACILITY_TYPE, Layout(r"^ICE Final (?:Releases|Book Outs)(?: by Facility Type)? ?:"), by_label("facility_type")
    ),
}

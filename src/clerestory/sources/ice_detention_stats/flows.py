"""What happened in the fiscal year: book-ins, book-outs (called releases until 2024), removals."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import (
    AGENCY,
    CRIMINALITY,
    FACILITY_TYPE,
    MONTHLY,
    TO_DATE,
    TOTAL,
    figures,
    value,
)
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label, monthly

BOOK_INS_BY_AGENCY = figures(
    "detention_book_ins_by_agency",
    "Initial book-ins, by arresting agency and month",
    "figure: initial book-ins of one arresting agency in one month, or the year to date",
    (AGENCY, *MONTHLY),
    value("Initial book-ins to ICE detention.", "book-ins", whole=True, sums=TO_DATE),
)
BOOK_INS_BY_FACILITY_TYPE = figures(
    "detention_book_ins_by_facility_type",
    "Initial book-ins, by type of facility and criminality, fiscal year to date",
    "figure: initial book-ins of one type of facility and criminality, fiscal year to date",
    (FACILITY_TYPE, CRIMINALITY),
    value("Initial book-ins to ICE detention, fiscal year to date.", "book-ins", whole=True),
)
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
REMOVALS = figures(
    "detention_removals",
    "Removals, fiscal year to date",
    "figure: removals of one category, fiscal year to date",
    (
        Column(
            "category",
            meaning="Total, or a part of it as written: removals with a family-facility detention (FRC, FSC), or with a family-unit identifier (FAMU).",
        ),
    ),
    value("Removals by ICE, fiscal year to date.", "removals", whole=True),
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
    value(
        "Final book-outs from ICE detention (FY2019 and FY2020: year to date only).",
        "book-outs",
        whole=True,
        sums=TO_DATE,
    ),
)


def _reason(figure: Figure, block: Block, year: int | None) -> Cells:
    reason = figure.labels[0].removesuffix(" Total")
    if len(figure.labels) > 1:
        return {"reason": reason, "criminality": figure.labels[1] or TOTAL, **monthly(figure.header, year)}
    return {"reason": reason, "criminality": figure.header, "period": "fiscal year to date"}


READINGS = {
    "book-ins by agency": Reading(
        BOOK_INS_BY_AGENCY, Layout(r"Initial Book-Ins by Arresting Agency"), by_label("agency", across="month")
    ),
    "book-ins by facility type": Reading(
        BOOK_INS_BY_FACILITY_TYPE,
        Layout(r"Initial Book-Ins by (?:Facility Type|Criminality)"),
        by_label("facility_type", across="criminality"),
    ),
    "book-outs by reason": Reading(
        BOOK_OUTS_BY_REASON, Layout(r"Final (?:Releases|Book Outs) by Release Reason", labels=("Criminality",)), _reason
    ),
    "book-outs by facility type": Reading(
        BOOK_OUTS_BY_FACILITY_TYPE,
        Layout(r"^ICE Final (?:Releases|Book Outs)(?: by Facility Type)? ?:"),
        by_label("facility_type"),
    ),
    "removals": Reading(REMOVALS, Layout(r"^ICE Removals ?:"), by_label("category")),
}

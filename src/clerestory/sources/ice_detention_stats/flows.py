"""Book-ins and removals in the fiscal year."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Layout
from clerestory.sources.ice_detention_stats.columns import AGENCY, CRIMINALITY, FACILITY_TYPE, MONTHLY, TO_DATE, figures, value
from clerestory.sources.ice_detention_stats.reading import Reading, by_label

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

READINGS = {
    "book-ins by agency": Reading(BOOK_INS_BY_AGENCY, Layout(r"Initial Book-Ins by Arresting Agency"), by_label("agency", across="month")),
    "book-ins by facility type": Reading(
        BOOK_INS_BY_FACILITY_TYPE,
        Layout(r"Initial Book-Ins by (?:Facility Type|Criminality)"),
        by_label("facility_type", across="criminality"),
    ),
    "removals": Reading(REMOVALS, Layout(r"^ICE Removals ?:"), by_label("category")),
}

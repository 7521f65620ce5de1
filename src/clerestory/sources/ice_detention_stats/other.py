"""The workbook's smaller sheets: bonds, segregation, transgender population, and the semiannual tables."""

from __future__ import annotations

import re

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import (
    MEASURE,
    MIXED,
    MONTH,
    MONTH_STATE,
    PARTS,
    PERIOD,
    figures,
    value,
)
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label, label_year
from clerestory.sources.ice_detention_stats.sheet import MONTHS, fiscal_year_of

BONDS = figures(
    "detention_bonds",
    "Bonds, the last twelve months and the current one",
    "figure: one measure of the releases on bond of one month",
    (MEASURE, MONTH, PERIOD, MONTH_STATE),
    value(
        "All final book-outs, those with a bond posted, their share, the average bond, or their average stay.",
        "book-outs, share, dollars or days",
        whole=False,
        sums=MIXED,
    ),
    series_by=("month",),
)
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
TRANSGENDER = figures(
    "detention_transgender",
    "Transgender population, by area of responsibility",
    "figure: people who identified themselves as transgender, of one category or area",
    (
        Column(
            "category",
            meaning="Category or area of responsibility as written: book-ins of the year to date, those detained on the day, by final order and area.",
        ),
    ),
    value(
        "People who identified themselves as transgender, as published by the agency.", "people", whole=True, sums=PARTS
    ),
)
SEMIANNUAL = figures(
    "detention_semiannual",
    "Arrests, book-ins and removals of four groups, by fiscal year",
    "figure: arrests, book-ins or removals of one group, or of one country of it, in one fiscal year",
    (
        Column(
            "group",
            meaning="Group as written in the title: members of the Armed Forces, US citizens, parents of US citizens, Temporary Protected Status countries.",
        ),
        Column("event", meaning="Arrests, Bookins or Removals."),
        Column("country", meaning="Country of citizenship, for countries with Temporary Protected Status."),
        PERIOD,
    ),
    value("Arrests, book-ins or removals in the fiscal year, or to date.", "events", whole=True),
)
_QUARTER = re.compile(r"^(?:Fiscal Year \(FY\)|FY) *(20\d\d) Quarter (\d)", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = re.compile(rf"(?:^|for )({_MONTHS}) (20\d\d)")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EVENT = re.compile(r"^(.*?) (Arrests|Bookins|Removals)\b")


def _bond(figure: Figure, block: Block, year: int | None) -> Cells:
    month = figure.header[:10]
    return {
        "fiscal_year": fiscal_year_of(month) if _ISO_DAY.fullmatch(month) else None,
        "measure": figure.labels[0],
        "month": month,
        "period": figure.header,
    }


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
    return {
        "fiscal_year": match.group(1),
        "quarter": match.group(2),
        "reason": figure.labels[0],
        "measure": figure.header,
    }


def _semiannual(figure: Figure, block: Block, year: int | None) -> Cells:
    match = _EVENT.match(block.title)
    group, event = match.groups() if match else (block.title, None)
    by_year = label_year(figure.labels[0])
    period = figure.labels[0] if by_year else figure.header
    return {
        "group": group,
        "event": event,
        "country": None if by_year else figure.labels[0],
        "period": period,
        "fiscal_year": label_year(period),
    }


READINGS = {
    "bonds": Reading(BONDS, Layout(r"Bonded Out (?:Releases|Book Outs)", sheets="bond"), _bond),
    "segregation": Reading(SEGREGATION, Layout(_MONTH.pattern, sheets="segregation"), _segregation),
    "special population": Reading(SPECIAL, Layout(_QUARTER.pattern), _special),
    "transgender": Reading(TRANSGENDER, Layout(r"^ICE (?:Detained )?Transgender"), by_label("category")),
    "semiannual": Reading(
        SEMIANNUAL,
        Layout(
            r"^(?:United States Armed Forces|United States Citizen|Parents of USC|Temporary Protected Status).* FY2018",
            sheets="semiannual",
        ),
        _semiannual,
    ),
}

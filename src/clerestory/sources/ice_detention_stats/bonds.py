"""Releases on bond: the last twelve months and the current one."""

from __future__ import annotations

import re

from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import MEASURE, MIXED, MONTH, MONTH_STATE, PERIOD, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading
from clerestory.sources.ice_detention_stats.sheet import fiscal_year_of

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
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _bond(figure: Figure, block: Block, year: int | None) -> Cells:
    month = figure.header[:10]
    return {
        "fiscal_year": fiscal_year_of(month) if _ISO_DAY.fullmatch(month) else None,
        "measure": figure.labels[0],
        "month": month,
        "period": figure.header,
    }


READINGS = {"bonds": Reading(BONDS, Layout(r"Bonded Out (?:Releases|Book Outs)", sheets="bond"), _bond)}

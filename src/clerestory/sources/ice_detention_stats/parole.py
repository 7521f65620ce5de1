"""Parole of people with a positive credible fear determination, by month."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import MONTHLY, TO_DATE, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, label_year, monthly

PAROLE_REQUESTED = figures(
    "detention_parole_requested",
    "People with a positive credible fear determination who requested parole, by month",
    "figure: parole requests of one month, or the fiscal year",
    MONTHLY,
    value("People with a positive credible fear determination whose parole was requested.", "people", whole=True, sums=TO_DATE),
)
PAROLE_STATUS = figures(
    "detention_parole_status",
    "Parole granted and denied after a positive credible fear determination, by month",
    "figure: parole decisions of one kind in one month, or the fiscal year",
    (Column("status", meaning="Parole Granted or Parole Denied."), *MONTHLY),
    value("People with a positive credible fear determination whose parole was decided so.", "people", whole=True, sums=TO_DATE),
)


def _requested(figure: Figure, block: Block, year: int | None) -> Cells:
    named = label_year(figure.labels[0])
    return {"fiscal_year": named, **monthly(figure.header, int(named) if named else None)}


def _status(figure: Figure, block: Block, year: int | None) -> Cells:
    return {**_requested(figure, block, year), "status": figure.labels[1]}


READINGS = {
    "parole requested": Reading(PAROLE_REQUESTED, Layout(r"Determination Parole Requested"), _requested),
    "parole status": Reading(PAROLE_STATUS, Layout(r"Determination Parole Status", labels=("Parole Status",)), _status),
}

"""Arrests, book-ins and removals of four groups, twice a year."""

from __future__ import annotations

import re

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import PERIOD, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, label_year

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
_EVENT = re.compile(r"^(.*?) (Arrests|Bookins|Removals)\b")


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
    "semiannual": Reading(
        SEMIANNUAL,
        Layout(
            r"^(?:United States Armed Forces|United States Citizen|Parents of USC|Temporary Protected Status).* FY2018", sheets="semiannual"
        ),
        _semiannual,
    )
}

"""People in detention who identified themselves as transgender, as the agency published them until January 2025."""

from __future__ import annotations

from clerestory.sdk import Column
from clerestory.sources.ice_detention_stats.blocks import Layout
from clerestory.sources.ice_detention_stats.columns import PARTS, figures, value
from clerestory.sources.ice_detention_stats.reading import Reading, by_label

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
    value("People who identified themselves as transgender, as published by the agency.", "people", whole=True, sums=PARTS),
)


READINGS = {"transgender": Reading(TRANSGENDER, Layout(r"^ICE (?:Detained )?Transgender"), by_label("category"))}

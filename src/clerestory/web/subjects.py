"""How the tables are put together on the pages: by what they are about, not by who feeds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clerestory.web.navigation import _

if TYPE_CHECKING:
    from clerestory.search.overview import HeldTable

SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("Agreements"), ("ice_287g",)),
    (_("Plate readers"), ("alpr_",)),
    (_("Arrests, detainers, removals"), ("ice_events", "ddp_events", "ice_detainers")),
    (_("Detention"), ("ice_detention_stats", "detention_headcount")),
    (_("Facilities and offices"), ("ice_facilities", "reference_offices")),
    (_("Contracts"), ("federal_contracts",)),
    (_("Courts"), ("eoir_",)),
)
"""(subject, starts of the ids of its sources), in the order of the pages."""
OTHER = _("Other")
COMPILED = _("Compiled by others, for comparison")


def by_subject(tables: Iterable[HeldTable]) -> list[tuple[str, list[HeldTable]]]:
    """The tables under their subjects, those about events first and the rest by their records; what compilers made stands last."""
    found: dict[str, list[HeldTable]] = {subject: [] for subject in (*(subject for subject, _starts in SUBJECTS), OTHER, COMPILED)}
    for table in sorted(tables, key=lambda table: (not (table.about_persons or table.distinct_of), -(table.records or 0), table.name)):
        found[COMPILED if table.compiled else _subject(table)].append(table)
    return [(subject, held) for subject, held in found.items() if held]


def _subject(table: HeldTable) -> str:
    for subject, starts in SUBJECTS:
        if any(source.startswith(starts) for source in table.sources):
            return subject
    return OTHER

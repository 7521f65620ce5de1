"""Alternatives to detention: people under electronic monitoring or case management."""

from __future__ import annotations

from clerestory.sdk import Column, label_key
from clerestory.sources.ice_detention_stats.blocks import Block, Figure, Layout
from clerestory.sources.ice_detention_stats.columns import MEASURE, MIXED, TOTAL, figures, value
from clerestory.sources.ice_detention_stats.reading import Cells, Reading, by_label

TECHNOLOGIES = frozenset(
    label_key(name)
    for name in (
        "GPS",
        "SmartLINK",
        "VoiceID",
        "TR",
        "VeriWatch",
        "Wristworn",
        "Ankle Monitor",
        "Dual Tech",
        "Dual Technology",
        "No Tech",
        "No Technology",
    )
)
_TECHNOLOGY = Column(
    "technology",
    meaning="Technology as written (GPS, later Ankle Monitor; SmartLINK; VoiceID or TR, telephonic reporting; Veriwatch, later Wristworn), or Total.",
)

BY_TECHNOLOGY = figures(
    "detention_atd_technology",
    "ATD active population and daily cost, by technology",
    "figure: people, or daily cost, of one technology",
    (_TECHNOLOGY, MEASURE),
    value("Active participants on the day, or the daily cost of the technology alone.", "people or dollars", whole=False, sums=MIXED),
)
BY_STATUS = figures(
    "detention_atd_status",
    "ATD active population and length in program, by family status and extended case management",
    "figure: people, or average length in program, of one status",
    (Column("status", meaning="FAMU (family unit) or Single Adult, with ECMS (extended case management services), or Total."), MEASURE),
    value("Active participants on the day, or their average length in program (ALIP) in days.", "people or days", whole=False, sums=MIXED),
)
BY_AOR = figures(
    "detention_atd_aor",
    "ATD active participants and length in program, by area of responsibility and technology",
    "figure: people, or average length in program, of one area and technology",
    (Column("aor", meaning="Area of responsibility (field office) as written, or Total."), _TECHNOLOGY, MEASURE),
    value("Active participants on the day, or their average length in program in days.", "people or days", whole=False, sums=MIXED),
)


def _heads(label: str) -> bool:
    """An area's own line is its total, and the lines of technologies stand below it."""
    return label_key(label) not in TECHNOLOGIES


def _area(figure: Figure, block: Block, year: int | None) -> Cells:
    label = figure.labels[0]
    return {"aor": figure.group, "technology": TOTAL if _heads(label) else label, "measure": figure.header}


READINGS = {
    "technology": Reading(BY_TECHNOLOGY, Layout(r"^ATD Active Population Counts"), by_label("technology", across="measure")),
    "status": Reading(BY_STATUS, Layout(r"^ATD Active Population by Status"), by_label("status", across="measure")),
    "area": Reading(BY_AOR, Layout(r"^Active ATD Participants and Average", heads=_heads), _area),
}

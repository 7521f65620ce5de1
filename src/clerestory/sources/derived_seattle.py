"""Copies and cleaned generations that others made of ICE's Seattle workbook. Still about persons: counts only, and never added to the release itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clerestory.sdk import Column, Facts, Grain, Head, Name, Protection, Source, Span, Table, header_at, year_of

_COLUMNS = (
    Column(
        "event_date",
        "date",
        meaning="Day of the event.",
        seen_as=("arrest_date", "Arrest Date", "book_in_date", "Book In Date", "Departed Date"),
    ),
    Column("birth_date", meaning="Birth date; never taken in.", seen_as=("date_of_birth", "Date of Birth"), protection=Protection.DROP),
    Column("gender", meaning="Gender as recorded.", seen_as=("gender", "Gender")),
    Column("citizenship", meaning="Country of citizenship.", seen_as=("country_of_citizenship", "Country of Citizenship")),
    Column(
        "event_number", meaning="Number of the event; never taken in.", seen_as=("event_number", "Event Number"), protection=Protection.DROP
    ),
    Column(
        "landmark", meaning="Landmark as recorded.", seen_as=("apprehension_landmark", "Apprehension Landmark"), protection=Protection.PLACE
    ),
    Column("detention_facility", meaning="Facility of the book-in.", seen_as=("detention_facility", "Detention Facility")),
    Column(
        "apprehension_method",
        meaning="How the person was apprehended.",
        seen_as=("arrest_method", "Arrest Method", "apprehension_method", "Apprehension Method"),
    ),
    Column(
        "most_serious_conviction",
        meaning="Category of the most serious conviction.",
        seen_as=("Most Serious Conviction",),
        protection=Protection.SCREENED,
    ),
    Column("case_category", meaning="Category of the removal case.", seen_as=("Case Category",)),
    Column("year", "integer", meaning="Year, as the compiler computed it.", seen_as=("year",)),
    Column("month", "integer", meaning="Month, as the compiler computed it.", seen_as=("month",)),
    Column("day", "integer", meaning="Day, as the compiler computed it.", seen_as=("day",)),
    Column("state", meaning="State that the compiler read out of the landmark or facility.", seen_as=("state",)),
    Column("fiscal_year", "integer", meaning="Federal fiscal year of the event."),
)
_KINDS = {
    "arrests": "arrest",
    "arrests_with_state": "arrest",
    "book_ins": "book-in",
    "book_ins_with_state": "book-in",
    "expedited_removals": "expedited removal",
    "other_removals": "other removal",
}
"""Each generation is a table of its own: a copy and what was made of it hold the same events, and must not be added."""
_NAMED = (
    (r"book.?ins?", "book_ins"),
    (r"expedited", "expedited_removals"),
    (r"other.*removals", "other_removals"),
    (r"arrests?", "arrests"),
)
LEAST = 5


def _tables() -> tuple[Table, ...]:
    return tuple(
        Table(
            f"derived_seattle_{kind}",
            unit=unit,
            grain=Grain.PERSON_EVENT,
            title=f"Third-party copies of the Seattle workbook: {kind.replace('_', ' ')}",
            duplicates="as the compiler left them",
            columns=_COLUMNS,
        )
        for kind, unit in _KINDS.items()
    )


def _find(source: Source, head: Head) -> Iterator[Span]:
    """A single text table with the columns of the workbook; which kind is said by the title, or the file's name where there is none."""
    if head.name.part or not head.name.file.lower().endswith((".csv", ".csv.gz")):
        return
    above = ""
    for index, row in enumerate(head.rows[:12]):
        match = header_at(source.tables[0], row)
        if len(match.columns) >= LEAST and len(match.columns) > 2 * len(match.undeclared):
            titled = above if "Seattle" in above else ("" if above.strip() else head.name.file)
            kind = next((name for pattern, name in _NAMED if re.search(pattern, titled, re.IGNORECASE)), "")
            if kind and "state" in match.columns:
                kind += "_with_state"
            if kind in _KINDS:
                number = head.numbers[index]
                yield Span(
                    f"derived_seattle_{kind}",
                    match.columns,
                    first=number + 1,
                    header=(number,),
                    labels=match.labels,
                    undeclared=match.undeclared,
                )
            return
        above += " " + " ".join(cell for cell in row if cell)


def _recognise(name: Name, heads: Sequence[Head]) -> float:
    """Above the release's own source: what tells them apart is that a copy is a text table about one area."""
    return max((0.97 for head in heads for _ in _find(SOURCE, head)), default=0.0)


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    compiled = any("with_state" in span.table for head in heads for span in _find(SOURCE, head))
    return Facts(universe="seattle_aor", publisher="UWCHR, with states added" if compiled else "UWCHR")


SOURCE = Source(
    id="derived_seattle",
    title="Third-party copies of ICE's Seattle workbook",
    publisher="UWCHR",
    licence="GPL-3.0 (conversions of an agency's release)",
    universe="seattle_aor",
    tables=_tables(),
    find=_find,
    recognise=_recognise,
    release=_release,
    computed=(year_of("fiscal_year", "event_date"),),
)

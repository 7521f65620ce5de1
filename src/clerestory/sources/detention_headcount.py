"""Persons in each facility on each day, worked out from ICE's records of stays by two projects that do not know of each other.

Neither is ICE's own count, and no release of ICE's holds one. The Deportation Data Project's file feeds ``detention_headcount``: it follows the
newest production, says at what time of the day it counts, and is made anew with each one. UWCHR's counts of an older production stay apart in
``derived_headcount_uwchr``: the two overlap from October 2022 on and differ by about one in a hundred, which only shows as long as nobody adds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.sdk import Facts, Head, Name, Source, Table, by_header, columns, label_key, stamp_in_name

DDP, UWCHR = "detention_headcount", "derived_headcount_uwchr"
_ANY = "whoever was moved during the day counts in two facilities"
_PLACE = """
detloc | | detention_facility_code | Code of the facility in ICE's systems.
day    | date | date | Day of the count.
"""


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    labels = {label_key(cell) for head in heads for cell in (head.rows[0] if head.rows else ()) if cell}
    own = "n detained" in labels
    return Facts(
        stamp_in_name(name.file), publisher="Deportation Data Project" if own else "University of Washington Center for Human Rights"
    )


def _review(facts: Facts, records: Mapping[str, pa.Table]) -> Facts:
    days = pc.min_max(next(iter(records.values()))["day"]) if records else None
    if days is None or not days["max"].is_valid:
        return facts
    first, last = (datetime.combine(days[which].as_py(), time()) for which in ("min", "max"))
    note = f"the file does not say when it was made; it stands on its last day, {last:%Y-%m-%d}"
    notes = facts.notes if facts.published else (*facts.notes, note)
    return replace(facts, published=facts.published or last, covers_from=first, covers_to=last, notes=notes)


SOURCE = Source(
    id="detention_headcount",
    title="Persons detained, by facility and day",
    publisher="Deportation Data Project",
    home="https://deportationdata.org",
    tables=(
        Table(
            DDP,
            title="Persons detained, by facility and day",
            unit="facility on one day",
            series=True,
            key=("detloc", "day"),
            duplicates="none: each facility has one line a day",
            order=("day", "detloc"),
            columns=columns(
                f"""
                {_PLACE.strip()}
                n_detained             | integer | | Persons held at any time of the day. | persons | {_ANY}
                n_at_midnight          | integer | n_detained_at_midnight | Persons held at midnight; added over days, nights in detention. | persons | +
                n_male                 | integer | n_detained_male | Men held at any time of the day. | persons | {_ANY}
                n_female               | integer | n_detained_female | Women held at any time of the day. | persons | {_ANY}
                n_convicted            | integer | n_detained_convicted_criminal | Persons with a conviction held at any time of the day. | persons | {_ANY}
                n_possibly_under_18    | integer | n_detained_possibly_under_18 | Persons held who by their year of birth may be under 18. | persons | {_ANY}
                facility               |         | detention_facility | Facility as named.
                """
            ),
        ),
        Table(
            UWCHR,
            title="Persons detained, by facility and day (UWCHR)",
            unit="facility on one day",
            series=True,
            key=("detloc", "day"),
            duplicates="kept, as compiled",
            order=("day", "detloc"),
            columns=columns(
                f"""
                {_PLACE.strip()}
                n | integer | n | Persons held that day; the file does not say at what time. | persons | +
                """
            ),
        ),
    ),
    find=lambda source, head: by_header(source, head, least=3),
    release=_release,
    review=_review,
)

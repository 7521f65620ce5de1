"""The dates of a workbook: four of them, seldom the same, some of them wrong. Each is kept; which disagree is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from clerestory.sdk import Facts, Head, Name, squeeze, stamp_in_name
from clerestory.sources.ice_detention_stats.sheet import Sheet, year_in

_DAY = r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)(?!\d)"
_IIDS = re.compile(rf"IIDS\)?,? *{_DAY}")
_THROUGH = re.compile(rf"updated through *{_DAY}", re.IGNORECASE)
_AS_OF = re.compile(rf"as of(?: [a-z])? *{_DAY}", re.IGNORECASE)
_PARTICIPANTS = re.compile(rf"BI Inc\. Participants Report, *{_DAY}")
_ARCHIVED = re.compile(r"^\d{14}-")
_NAMED = re.compile(r"(?<!\d)(\d\d)(\d\d)(20\d\d|\d\d)(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d\d)(\d\d)(?!\d)")
LATE = timedelta(days=45)
"""Data older than this on the day of publication are worth a note: the agency publishes about every second week."""


def _day(groups: Sequence[str]) -> datetime | None:
    month, day, year = (int(group) for group in groups)
    try:
        return datetime(year + (2000 if year < 100 else 0), month, day)
    except ValueError:
        return None


def _days(heads: Sequence[Head], pattern: re.Pattern[str], sheets: str) -> Iterator[datetime]:
    for head in heads:
        if head.hidden or sheets not in head.name.part.casefold():
            continue
        for row in head.rows:
            for text in row:
                match = pattern.search(squeeze(text)) if text and len(text) > 8 else None
                day = _day(match.groups()) if match else None
                if day:
                    yield day


def day_in_name(file: str) -> datetime | None:
    """The day that the agency wrote into the file's name (MMDDYYYY, MMDDYY, YYMMDD), the archive's stamp apart."""
    rest = _ARCHIVED.sub("", file)
    for groups in _NAMED.findall(rest):
        first = _day(groups) or _day((groups[1], groups[2], groups[0]))
        if first:
            return first
    return None


def release(name: Name, heads: Sequence[Head]) -> Facts:
    """When it was published, what it covers, and which of its dates disagree."""
    iids = next(_days(heads, _IIDS, "facil"), None)
    footnote = max(_days(heads, _THROUGH, "footnote"), default=None)
    if footnote is None:
        often = Counter(_days(heads, _AS_OF, "footnote")).most_common(1)
        footnote = often[0][0] if often else None
    atd = max(_days(heads, _PARTICIPANTS, "atd"), default=None)
    archived = stamp_in_name(name.file) if _ARCHIVED.match(name.file) else None
    named = day_in_name(name.file)
    inside = [day for day in (iids, footnote, atd) if day]
    published = archived or named or max(inside, default=None)
    through = max((day for day in inside if not published or day <= published), default=None)
    years = [sheet.fiscal_year for head in heads if not (sheet := Sheet(head)).aside and "detention" in sheet.name.casefold()]
    year = max((each for each in years if each), default=year_in(name.file))
    values = {
        key: day.date().isoformat() for key, day in (("iids_date", iids), ("footnote_date", footnote), ("data_through", through)) if day
    }
    return Facts(
        published=published,
        covers_from=datetime(year - 1, 10, 1) if year else None,
        covers_to=min(through, datetime(year, 9, 30)) if year and through else None,
        values=values,
        notes=tuple(_notes(name, heads, published, archived, named, year, iids, footnote, atd)),
    )


def _notes(
    name: Name,
    heads: Sequence[Head],
    published: datetime | None,
    archived: datetime | None,
    named: datetime | None,
    year: int | None,
    iids: datetime | None,
    footnote: datetime | None,
    atd: datetime | None,
) -> Iterator[str]:
    if published and not archived and not named:
        yield f"no date in the file's name: taken as published on {published.date()}, the last day that its sheets name"
    if archived and named and abs(archived - named) > LATE:
        yield f"the file's name says {named.date()}, and it was archived on {archived.date()}"
    in_name = year_in(name.file)
    if year and in_name and year != in_name:
        yield f"the file's name says FY{in_name}, and its detention sheet is about FY{year}"
    for what, day in (("Facilities sheet", iids), ("footnotes", footnote), ("ATD sheet", atd)):
        if day and published and (published - day > LATE or day > published + timedelta(days=1)):
            yield f"the {what} say {day.date()} and the workbook was published on {published.date()}".replace("sheet say", "sheet says")
    for head in heads:
        if why := Sheet(head).aside:
            yield f"the sheet {head.name.part.strip()} is set aside: {why}"

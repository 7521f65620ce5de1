"""Lists of detention facilities: ICE's own, and what others made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from clerestory.sdk import Facts, Head, Name, Row, Source, Span, Table, header_at, label_key, stamp_in_name
from clerestory.sources.ice_facilities import derived
from clerestory.sources.ice_facilities.lists import COLUMNS, POPULATION, population_column

FACILITIES, LISTS = "facilities", "facility_lists"
_KEY = ("detloc", "name", "city", "state")
_OWN = Table(
    FACILITIES,
    title="ICE's lists of detention facilities",
    unit="facility of one list",
    series=True,
    key=_KEY,
    duplicates="kept, as listed; a facility may have several codes",
    columns=COLUMNS,
)
_NAMED = Table(
    LISTS,
    title="ICE's shorter lists of facilities within one workbook",
    unit="facility on one of a workbook's lists",
    series=True,
    key=("list", *_KEY),
    duplicates="kept: the same facility stands on several lists, and in the main one",
    columns=COLUMNS,
)
_DATED = re.compile(r"\b(?:as of|for) (\d{1,2}/\d{1,2}/\d{2,4}|[A-Z][a-z]+ \d{1,2}, \d{4})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?")
_OWNS_TITLES = ("ero custody management division", "ice ero detention facilities", "facility list")


def _find(source: Source, head: Head) -> Iterator[Span]:
    """ICE's lists have a title above their header, those of others begin with it."""
    if not head.rows:
        return
    titled = any(_title(row).startswith(_OWNS_TITLES) for row in head.rows[:3])
    yield from _own(head) if titled else _others(source, head)


def _title(row: Row) -> str:
    return label_key(next((cell for cell in row if cell and cell.strip()), ""))


def _others(source: Source, head: Head) -> Iterator[Span]:
    row, number = head.rows[0], head.numbers[0]
    matches = [header_at(table, row) for table in source.tables if table.name not in (FACILITIES, LISTS, POPULATION.name)]
    fitting = [match for match in matches if len(match.columns) >= 3 and not match.undeclared]
    if fitting:
        # of several that know every label, the one with the fewest labels more
        match = min(fitting, key=lambda match: len(match.table.columns))
        yield Span(match.table.name, match.columns, number + 1, None, (number,), match.labels)


def _own(head: Head) -> Iterator[Span]:
    matches = [(index, header_at(_OWN, row)) for index, row in enumerate(head.rows)]
    headers = [
        (index, match) for index, match in matches if {"name", "state"} <= set(match.columns) or {"name", "detloc"} <= set(match.columns)
    ]
    for order, (index, match) in enumerate(headers):
        last = headers[order + 1][0] - 1 if order + 1 < len(headers) else None
        end = _end(head, index, last)
        number, columns, undeclared = head.numbers[index], dict(match.columns), dict(match.undeclared)
        above = head.rows[index - 1] if index else ()
        shared = {"first": number + 1, "last": end, "header": (number,), "labels": match.labels}
        if any("population" in label_key(cell or "") and "level" in label_key(cell or "") for cell in above):
            yield Span(POPULATION.name, _population(above, match.labels), **shared)  # type: ignore[arg-type]
            continue
        fixed = {"list": head.name.part}
        year = next((found[0] for cell in above if (found := re.search(r"FY\d\d(?= ADP:)", cell or ""))), "")
        if year and any(name.startswith("adp_") for name in columns):
            fixed["breakdown_year"] = year
        if "aor" not in columns and _title(above).endswith(" aor"):
            fixed["aor"] = next(cell for cell in above if cell).removesuffix(" AOR")
        name = LISTS if _shorter(head) else FACILITIES
        yield Span(name, columns, undeclared=undeclared, fixed=fixed, **shared)  # type: ignore[arg-type]


def _population(above: Row, labels: Mapping[int, str]) -> dict[str, int]:
    columns: dict[str, int] = dict(header_at(POPULATION, [labels.get(place) for place in range(13)]).columns)
    heading = ""
    for place, label in sorted(labels.items()):
        heading = (above[place] if place < len(above) else None) or heading
        name = population_column(heading, label)
        if name:
            columns[name] = place
    return columns


def _end(head: Head, index: int, last: int | None) -> int | None:
    """Last row of the list: what stands below or between lists (headings, notes) fills fewer than three cells."""
    if last is None and not head.complete:
        return None
    rows = range(index + 1, len(head.rows) if last is None else last + 1)
    filled = [at for at in rows if sum(bool(cell and cell.strip()) for cell in head.rows[at]) >= 3]
    return head.numbers[filled[-1]] if filled else head.numbers[index]


def _shorter(head: Head) -> bool:
    """Whether the sheet is one of a workbook's shorter lists, beside a main one."""
    name = label_key(head.name.part)
    listed = ("authorized list", "gm facilities", "ero juvenile", "fam and res", "bop facilities", "prohibited use")
    return name.startswith(listed) or label_key(_title(head.rows[1] if len(head.rows) > 1 else ())) == ("ice dedicated facilities")


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    piece = next((piece for head in heads for piece in _find(SOURCE, head)), None)
    published = stamp_in_name(name.file)
    if piece is not None and piece.table.startswith("derived_"):
        stem = piece.table.removeprefix("derived_").partition("_")[0]
        named = next((key for key in derived.PUBLISHERS if key in name.file.casefold()), stem)
        publisher = derived.PUBLISHERS.get(stem, derived.PUBLISHERS.get(named, "unknown compiler"))
        return Facts(published, publisher=publisher, notes=_undated(published))
    titles = [" ".join(cell for cell in row if cell) for head in heads for row in head.rows[:6]]
    notes: tuple[str, ...] = ()
    if published is None:
        published = next((day for title in titles if (day := _day(title))), None)
        notes = ("the file's name has no day: it stands on the day of its data, from its title",) if published else _undated(None)
    words = " ".join(titles).casefold()
    universe = (
        "authorized_facilities_adult"
        if "over 72-hour" in words
        else "authorized_facilities"
        if "authorized" in words and "facility list report" not in words
        else "national"
    )
    return Facts(published, universe=universe, notes=notes)


def _undated(published: datetime | None) -> tuple[str, ...]:
    return () if published else ("neither name nor content says when it was published: it is in force on no day; on:all shows it",)


def _day(text: str) -> datetime | None:
    plain = _DAY.fullmatch(text.strip())
    if plain:
        return datetime(int(plain[1]), int(plain[2]), int(plain[3]))
    found = _DATED.search(text)
    for form in ("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y"):
        try:
            return datetime.strptime(found[1], form) if found else None
        except ValueError:
            continue
    return None


SOURCE = Source(
    id="ice_facilities",
    title="Lists of detention facilities",
    publisher="ICE",
    tables=(_OWN, _NAMED, POPULATION, *derived.TABLES),
    find=_find,
    release=_release,
    needs={LISTS: ("detloc",)},
    notes=(
        "Lists differ in what they cover: all facilities, those authorised, those for more than 72 hours. Each is a universe of its own.",
        "A code may be a building, a room, a hospital or a hotel; a facility may have several codes.",
    ),
)

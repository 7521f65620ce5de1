"""What kind of thing a cell of an export is, told by its shape: by this damaged rows and wrong labels are found out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from clerestory.sdk import Row

_DATE = r"(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})"
_MOMENT = rf"{_DATE}[,T]? ?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?(?: ?[AP]M)?(?: ?(?:UTC|Z|[+-]\d{{2}}:?\d{{2}}))?"
_SHAPES = (
    ("uuid", re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)),
    ("int", re.compile(r"\d{1,7}(?:\.0+)?")),
    ("frame", re.compile(rf"{_MOMENT}(?:\s+to\s+|\s*[\r\n]+\s*){_MOMENT}", re.IGNORECASE)),
    ("moment", re.compile(_MOMENT, re.IGNORECASE)),
    ("day", re.compile(_DATE)),
    ("clock", re.compile(r"\d{1,2}:\d{2}:\d{2}")),
    ("verdict", re.compile(r"allow|warn|block", re.IGNORECASE)),
    (
        "type",
        re.compile(
            r"(?:lookup|search|convoy|visual|freeform|multigeo|apilookup|apiv\d|objectbyid|searchsummary|mostseenocrvalues)(?: - mobile)?",
            re.IGNORECASE,
        ),
    ),
    ("word", re.compile(r"[A-Za-z][A-Za-z0-9]*(?: - [A-Za-z]+)?")),
)
_MARK = re.compile(r"[*#█▇■▓▒░—\-. ]+|\[?redacted\]?|n/?a|none|null|\d{4}\.\d{3} gc", re.IGNORECASE)
_EMPTY = frozenset({"empty"})
_COUNT = frozenset({"empty", "int"})
_WORDS = frozenset({"empty", "int", "verdict", "type", "word", "text", "clock", "day"})
ACCEPTED: Mapping[str, frozenset[str]] = {
    "search_key": frozenset({"empty", "uuid"}),
    "network_count": _COUNT,
    "device_count": _COUNT,
    "time_frame_end": frozenset({"empty", "frame"}),
    "searched_at": frozenset({"empty", "moment"}),
    "search_date": frozenset({"empty", "day", "moment"}),
    "search_clock": frozenset({"empty", "clock"}),
    "search_type": frozenset({"empty", "type", "word"}),
    "moderation": frozenset({"empty", "verdict"}),
    "searcher": _WORDS | {"uuid"},
}
"""Column → kinds that its cells can be. Columns that are not named take words of any kind."""


def kind_of(cell: str | None) -> str:
    """The kind of a cell; ``empty`` also for marks and placeholders, which can stand anywhere."""
    text = (cell or "").strip()
    if not text or _MARK.fullmatch(text):
        return "empty"
    return next((kind for kind, shape in _SHAPES if shape.fullmatch(text)), "text")


def fits(kinds: list[str], columns: Mapping[str, int]) -> bool:
    """Whether every cell of a row is of a kind that its column takes, and no moment, id or frame is left over."""
    for name, place in columns.items():
        if place < len(kinds) and kinds[place] not in ACCEPTED.get(name, _WORDS) and name != "time_frame_start":
            return False
    used = set(columns.values())
    return not any(kind in ("moment", "frame") and place not in used for place, kind in enumerate(kinds))


def certain(kinds: list[str], columns: Mapping[str, int]) -> bool:
    """Whether a row fits and says so: a moment where the time of the search stands, and a number where counts do."""
    place = columns.get("searched_at", -1)
    return fits(kinds, columns) and 0 <= place < len(kinds) and kinds[place] == "moment"


_HEAD = ("searcher", "organisation", "network_count")
_TAIL = ("time_frame", "plate", "reason", "case_number", "filters", "searched_at", "search_type")
_A = (*_HEAD, "device_count", *_TAIL)
ORDERS = (
    _A,
    (*_A, "text_prompt", "moderation"),
    ("search_key", *_A, "text_prompt", "moderation"),
    ("search_key", *_HEAD, *_TAIL, "text_prompt", "moderation"),
    (*_HEAD, *_TAIL, "text_prompt", "moderation"),
    ("search_key", *_HEAD, *_TAIL, "text_prompt"),
    ("search_key", *_HEAD, *_TAIL),
    (*_HEAD, *_TAIL, "text_prompt"),
    (*_HEAD, *_TAIL),
    ("search_key", *_A),
    ("search_key", *_HEAD, "plate", "reason", "case_number", "filters", "searched_at", "search_type"),
)
"""Column orders of known exports, the usual ones first: what header-less files and rows without a header of their own are read by."""


def placed(order: tuple[str, ...]) -> dict[str, int]:
    """Column → place; both ends of the time frame share one."""
    columns: dict[str, int] = {}
    for place, name in enumerate(order):
        if name == "time_frame":
            columns["time_frame_start"] = columns["time_frame_end"] = place
        else:
            columns[name] = place
    return columns


def wider_first(width: int, most: int) -> Iterator[dict[str, int]]:
    """The known orders that rows with content up to ``width`` of ``most`` cells may have: the last two columns are often empty."""
    for size in range(min(width + 2, most), width - 1, -1):
        for order in ORDERS:
            if len(order) == size:
                yield placed(order)


def width_of(row: Row) -> int:
    """Cells up to the last one that is not empty."""
    return max((place + 1 for place, cell in enumerate(row) if (cell or "").strip()), default=0)


def other_places(row: Row, columns: Mapping[str, int]) -> dict[str, int] | None:
    """Where the cells of a damaged row stand: in another known order, or moved by one from the filters on; None when it is not damaged.

    Empty when no reading fits.
    """
    kinds = [kind_of(cell) for cell in row]
    if fits(kinds, columns):
        return None
    width = width_of(row)
    for candidate in (*_moved(columns), *wider_first(width, len(row))):
        if certain(kinds, candidate):
            return candidate
    return _verdict_in_time(kinds, columns) or {}


def _moved(columns: Mapping[str, int]) -> list[dict[str, int]]:
    """The places with a cell put in before or after the filters, and with that of the filters taken out."""
    start = columns.get("filters")
    if start is None:
        return []
    return [
        {name: place + (place >= start) for name, place in columns.items()},
        {name: place + (place > start) for name, place in columns.items()},
        {name: place - (place > start) for name, place in columns.items() if name != "filters"},
    ]


def _verdict_in_time(kinds: list[str], columns: Mapping[str, int]) -> dict[str, int] | None:
    """A moderation verdict that stands where the time should: the row has a verdict and no time."""
    place = columns.get("searched_at", -1)
    if not 0 <= place < len(kinds) or kinds[place] != "verdict":
        return None
    other = {name: at for name, at in columns.items() if name not in ("searched_at", "moderation")}
    other["moderation"] = place
    return other if fits(kinds, other) else None

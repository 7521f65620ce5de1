"""Tables that stand side by side on a sheet, found by the words of their titles, never by where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from clerestory.sources.ice_detention_stats.sheet import Sheet

_NUMBER = re.compile(r"[-$(]?[\d.,]+(?:[eE][-+]?\d+)?\)?%?|-+")
LONGEST_LABEL = 45
"""Longer texts under a table's labels are remarks on it: the table has ended."""
BELOW = 2
"""Rows below a title in which a title further right still bounds its columns: headers do not all stand on one row."""


class Figure(NamedTuple):
    """One cell of a table with what its row and its column are called."""

    row: int
    column: int
    labels: tuple[str, ...]
    header: str
    text: str
    group: str = ""
    """Label of the row that heads the group of rows in which this one stands, where the layout has groups."""


@dataclass(frozen=True)
class Block:
    """A table on a sheet."""

    kind: str
    title: str
    figures: list[Figure]


@dataclass(frozen=True)
class Title:
    """Where a table's title stands."""

    kind: str
    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Layout:
    """How the tables of one title are read."""

    title: str
    """Pattern of the title, any case."""
    labels: tuple[str, ...] = ()
    """Patterns of the headers of further label columns, after the one under the title."""
    sheets: str = ""
    """Pattern of the sheet's name, where the title alone is not enough."""
    heads: Callable[[str], bool] | None = None
    """Whether a row's label heads a group of rows."""
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(self.title, re.IGNORECASE))


def titles(sheet: Sheet, layouts: Mapping[str, Layout]) -> list[Title]:
    """Every title of a known table, in reading order."""
    here = {kind: each for kind, each in layouts.items() if re.search(each.sheets, sheet.name, re.IGNORECASE)}
    found = []
    for number, cells in sheet.rows.items():
        for place, text in cells.items():
            if len(text) < 8 or _NUMBER.fullmatch(text):
                continue
            for kind, layout in here.items():
                if layout.pattern.search(text):
                    found.append(Title(kind, text, number, place))
                    break
    return found


def blocks(sheet: Sheet, layouts: Mapping[str, Layout]) -> Iterator[Block]:
    """The tables of a sheet; their cells are marked as used."""
    known = titles(sheet, layouts)
    for title in known:
        right = [other.column for other in known if title.row <= other.row <= title.row + BELOW]
        limit = min((column for column in right if column > title.column), default=10**6)
        end = min((other.row for other in known if other.row > title.row and title.column <= other.column < limit), default=10**9)
        figures = list(_figures(sheet, title, limit, end, layouts[title.kind]))
        if figures:
            first_line = sheet.raw[title.row][title.column].strip().splitlines()[0]
            if first_line.strip() == sheet.raw[title.row][title.column].strip():
                sheet.used.add((title.row, title.column))
            yield Block(title.kind, first_line.strip(), figures)


def _figures(sheet: Sheet, title: Title, limit: int, end: int, layout: Layout) -> Iterator[Figure]:
    numbers = [number for number in sheet.rows if title.row < number < end]
    headers: dict[int, str] = {}
    places: list[int] = [title.column]
    carried = [""] * (1 + len(layout.labels))
    group = ""
    last = title.row
    for number in numbers:
        cells = {place: text for place, text in sheet.rows[number].items() if title.column <= place < limit}
        if not cells:
            continue
        if not headers:
            headers = cells
            places += [place for place, text in cells.items() for each in layout.labels if re.fullmatch(each, text, re.IGNORECASE)]
            sheet.used.update((number, place) for place in cells)
            last = number
            continue
        values = _values(cells, headers, places)
        if number > last + (2 if layout.heads else 1) or (not values and len(cells.get(title.column, "")) > LONGEST_LABEL):
            return
        last = number
        if not values:
            continue
        labels = _labels(cells, places, carried)
        if layout.heads and layout.heads(labels[0]):
            group = labels[0]
        sheet.used.update((number, place) for place in (*values, *places))
        for place in sorted(values):
            yield Figure(number, place, labels, headers[values[place]], sheet.raw[number][place], group)


def _values(cells: Mapping[int, str], headers: Mapping[int, str], places: list[int]) -> dict[int, int]:
    """Place of a value → place of its header. The one value of a row that stands beside the one header is taken to be under it."""
    under = {place: place for place in cells if place in headers and place not in places}
    alone = [place for place in headers if place not in places]
    beside = [place for place, text in cells.items() if place not in places and _NUMBER.fullmatch(text)]
    return under or ({beside[0]: alone[0]} if len(alone) == len(beside) == 1 else {})


def _labels(cells: Mapping[int, str], places: list[int], carried: list[str]) -> tuple[str, ...]:
    """Labels of a row; one that stands only on the first row of its group holds for the rows below."""
    labels = []
    for index, place in enumerate(places):
        text = cells.get(place, "")
        if text:
            carried[index:] = [text] + [""] * (len(carried) - index - 1)
        labels.append(text or carried[index])
    return tuple(labels)

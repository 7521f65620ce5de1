"""Tables and columns: what users query, and how each value may be treated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from clerestory.errors import BadSource
from clerestory.schema.types import TYPES, Type


@dataclass(frozen=True)
class Distinct:
    """Says that a table is another one with the records of one key put together."""

    of: str
    key: str
    seen: str
    """Name of the column that counts the records put together."""
    clock: str = ""
    """The column of the other table that says when each record was published; its first and last value become two columns."""
    first_seen: str = "first_seen"
    last_seen: str = "last_seen"

    @property
    def made(self) -> tuple[str, ...]:
        """Columns that come out of putting together and are in no file."""
        return (self.seen, self.first_seen, self.last_seen) if self.clock else (self.seen,)


@dataclass(frozen=True)
class Copies:
    """How a record that stands in two releases of one publication is told, whatever order they came in.

    Records of different releases with the same ``key`` and the same values of ``within`` are copies of each other. The one whose release
    comes first by ``first`` (columns, then the release's id) is the original; ``column`` is true for the others. A record that has
    no key, or none of the values of ``within``, is never a copy.
    """

    column: str
    key: str
    within: tuple[str, ...]
    first: tuple[str, ...] = ()


class Grain(StrEnum):
    """What one record is about."""

    INSTITUTION = "institution"
    PERSON_EVENT = "person-event"
    """Something that happened to one person: counts only, no row is ever shown."""


class Protection(StrEnum):
    """What is done with a column's values before anything is written."""

    PUBLIC = "public"
    """A value about an institution: kept; shapes that can only identify a person are masked."""
    ORGANISATION = "organisation"
    """The name of an organisation: kept when it evidently is one, else (a sole trader, a signer) masked."""
    SCREENED = "screened"
    """Free text: each word stays only when the allow-list knows it."""
    PLACE = "place"
    """Where something happened, as somebody wrote it: free text in which names of places, facilities and units stay."""
    LINK = "link"
    """A web address: unwrapped, without user names and addresses of people."""
    TOKEN = "token"
    """Identifies a person of the institution: a keyed token, scoped to publisher and organisation; never printed, never a search field."""
    JOIN = "join"
    """A published id of an event: kept as a keyed hash to join and deduplicate; never shown, searched or exported."""
    DROP = "drop"
    """Identifies a person: only the cell's state is kept."""


HIDDEN = frozenset({Protection.TOKEN, Protection.JOIN, Protection.DROP})
"""Columns whose values no result may show or filter by."""


@dataclass(frozen=True)
class Column:
    """One column of a table, under all the labels that releases gave it."""

    name: str
    type: str = "text"
    meaning: str = ""
    seen_as: tuple[str, ...] = ()
    """Labels as released, one spelling each (case, blanks and punctuation do not matter). The list is the whole drift record."""
    protection: Protection = Protection.PUBLIC
    unit: str = ""
    sums: bool | str = False
    """True: values of different records may be added. A text: why they may not (an average, a year-to-date figure)."""
    scope: str = ""
    """For TOKEN: the column whose value, with the publisher, bounds where two tokens may be compared."""
    zone: str = ""
    """For timestamps: the zone (``America/Chicago``) in which the days of its moments begin; empty: UTC."""
    largest: int = 99_999_999
    """For integers: what the column can plausibly hold. Nine digits in a column of counts are more likely somebody's number."""
    masks: bool = True
    """False where ``*`` or ``#`` is ordinary content."""
    placeholders: frozenset[str] | None = None
    """Texts (lower case) that only fill a cell, where they differ from the usual ones."""
    cut: str = ""
    """Where one released cell holds several values (``start`` line break ``end``): what stands between them. Columns with the same label
    share the cell."""
    piece: int = 0
    """Which of them, from 0, is this column's."""
    pick: Callable[[Any], Any] | None = None
    """Where ``cut`` is not enough: gives this column's share (texts) of an array of released cells. Columns with the same label share them."""
    values: frozenset[str] = frozenset()
    """Known vocabulary of a screened column, or words known to stand where a number or a date should: these texts (any case) pass whole."""

    @property
    def kind(self) -> Type:
        """The column's type."""
        return TYPES[self.type]

    @property
    def shares(self) -> bool:
        """Whether it takes only a part of each released cell, so that other columns may have the rest."""
        return bool(self.cut) or self.pick is not None

    @property
    def hidden(self) -> bool:
        """Whether no result may show it."""
        return self.protection in HIDDEN


@dataclass(frozen=True)
class Table:
    """What one record counts, and the columns that any release of it ever had.

    A table that several sources feed is declared by each of them with the columns it brings; ``merge`` makes one of them and
    refuses two meanings for one name.
    """

    name: str
    unit: str
    columns: tuple[Column, ...]
    grain: Grain = Grain.INSTITUTION
    series: bool = False
    """True: each release replaces the last (default ``on:latest``). False: releases add up."""
    series_by: tuple[str, ...] = ()
    """Columns whose values split a series: of each of their values (a fiscal year, an agency), the last release that has records of
    it is in force, whatever later releases say of other values."""
    key: tuple[str, ...] = ()
    """Columns that name the same thing in two releases."""
    duplicates: str = "kept: the publisher's totals count them"
    """Duplicate policy, in words a reader can check."""
    order: tuple[str, ...] = ()
    """Columns by which large releases are sorted in the lake."""
    title: str = ""
    distinct: Distinct | None = None
    """Set on a table that is made from another one instead of being fed."""
    copies: Copies | None = None
    """How records that two releases of one publication hold are marked."""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise BadSource(f"table {self.name} declares {', '.join(sorted(twice))} twice", expected="one column a name")
        for column in self.columns:
            if column.type not in TYPES:
                raise BadSource(f"column {self.name}.{column.name} has the type {column.type!r}", expected=f"one of {', '.join(TYPES)}")
            if column.scope and column.scope not in names:
                raise BadSource(f"column {self.name}.{column.name} is scoped by {column.scope!r}, which the table lacks")

    @property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}


@dataclass
class Catalogue:
    """All tables of all sources, merged."""

    tables: dict[str, Table] = field(default_factory=dict)
    feeds: dict[str, list[str]] = field(default_factory=dict)
    """Table name → ids of the sources that feed it."""

    def add(self, source: str, table: Table) -> None:
        """Merge one source's declaration of a table into the catalogue. Raises BadSource on two meanings for one name."""
        self.feeds.setdefault(table.name, []).append(source)
        known = self.tables.get(table.name)
        self.tables[table.name] = table if known is None else merge(known, table)


def merge(first: Table, second: Table) -> Table:
    """One table out of two declarations. Raises BadSource where they contradict each other."""
    for what in ("grain", "series"):
        if getattr(first, what) != getattr(second, what):
            raise BadSource(f"two sources declare table {first.name} with a different {what}", expected="one meaning for one name")
    columns = dict(first.by_name)
    for column in second.columns:
        known = columns.get(column.name)
        if known is None:
            columns[column.name] = column
            continue
        for what in ("type", "protection"):
            if getattr(known, what) != getattr(column, what):
                raise BadSource(
                    f"two sources declare column {first.name}.{column.name} with a different {what}",
                    expected="one meaning for one name",
                    do="give one of the columns another name",
                )
        labels = (*known.seen_as, *(label for label in column.seen_as if label not in known.seen_as))
        columns[column.name] = replace(known, seen_as=labels, meaning=known.meaning or column.meaning, unit=known.unit or column.unit)
    return replace(
        first,
        columns=tuple(columns.values()),
        title=first.title or second.title,
        key=first.key or second.key,
        order=first.order or second.order,
        series_by=first.series_by or second.series_by,
        copies=first.copies or second.copies,
    )

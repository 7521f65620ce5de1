"""A source, opened: its releases in time with the gaps between them, the eras of its layouts, and the codebook of its tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from clerestory.kernel.text import label_key
from clerestory.lake.ledger import Ledger
from clerestory.schema.table import Column, Grain, Table
from clerestory.sdk.source import Source
from clerestory.search.overview import LATE, usual_gap

Place = tuple[int, str, str | None]
WEEK = 7
"""Days: what a weekend explains is no gap."""


@dataclass(frozen=True)
class HeldRelease:
    """One release as the calendar shows it. Numbers are None where they count people and may not be told."""

    id: str
    name: str
    published: str
    obtained: str
    publisher: str
    universe: str
    format: str
    size: int | None
    """Bytes; None for a release of so few people that its size would tell how many."""
    records: int | None
    quarantined: int | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """Two publications in a row that lie further apart than usual."""

    after: str
    before: str
    days: int


@dataclass(frozen=True)
class Era:
    """Releases in a row whose headers have the same labels."""

    table: str
    first: str
    last: str
    """Ids of its first and last release."""
    since: str
    until: str
    releases: int
    labels: int
    come: tuple[str, ...]
    gone: tuple[str, ...]
    """Labels that came and went with it."""


@dataclass(frozen=True)
class SeenLabel:
    """A label that releases gave a column."""

    label: str
    since: str
    until: str
    releases: int


@dataclass(frozen=True)
class BookColumn:
    """A column in the codebook."""

    column: Column
    labels: tuple[SeenLabel, ...]
    since: str
    until: str
    """Publication of the first and last release that has it; empty when none does, or none says when it was published."""
    releases: int
    missing: bool
    """Whether some cell holds no plain value."""


@dataclass(frozen=True)
class BookTable:
    """A table in the codebook. ``releases``: those of this source that feed it."""

    table: Table
    persons: bool
    releases: int
    columns: tuple[BookColumn, ...]


@dataclass(frozen=True)
class SourceOpened:
    """Everything that a page shows of a source."""

    source: Source
    releases: tuple[HeldRelease, ...]
    """The newest first; those that do not say when they were published stand last."""
    gaps: tuple[Gap, ...]
    """The longest first."""
    usual_gap: int | None
    eras: tuple[Era, ...]
    tables: tuple[BookTable, ...]

    @property
    def months(self) -> list[tuple[str, list[int]]]:
        """Year → releases published in each of its months, the newest year first; years without any stand there too."""
        counted: dict[str, list[int]] = {}
        years = [int(release.published[:4]) for release in self.releases if release.published]
        for year in range(max(years, default=0), min(years, default=1) - 1, -1):
            counted[str(year)] = [0] * 12
        for release in self.releases:
            if release.published:
                counted[release.published[:4]][int(release.published[5:7]) - 1] += 1
        return list(counted.items())

    @property
    def years(self) -> list[tuple[str, list[HeldRelease]]]:
        """Releases by the year of their publication, the newest first; those that do not say stand last, under an empty year."""
        found: dict[str, list[HeldRelease]] = defaultdict(list)
        for release in self.releases:
            found[release.published[:4]].append(release)
        return sorted(found.items(), reverse=True)


def open_source(
    ledger: Ledger, source: Source, tables: Mapping[str, Table], missing: Callable[[str], frozenset[str]], small: Callable[[int], bool]
) -> SourceOpened:
    """Read it from the ledger. ``tables``: those it feeds, with all their columns; ``missing``: table → columns with cells that hold no
    plain value; ``small``: whether a number of people is too small to be told.
    """
    rows = ledger.rows(
        "SELECT * FROM releases WHERE source = ? AND withdrawn IS NULL ORDER BY coalesce(published, obtained), id", (source.id,)
    )
    parts = ledger.rows(
        "SELECT p.release, p.table_name, p.layout, p.records, p.quarantined, r.published FROM parts p JOIN releases r ON r.id = p.release"
        " WHERE r.source = ? AND r.withdrawn IS NULL ORDER BY coalesce(r.published, r.obtained), r.id, p.part",
        (source.id,),
    )
    of_release, of_table = _grouped(parts, "release"), _grouped(parts, "table_name")
    held = [_held(row, of_release[row["id"]], tables, small) for row in rows]
    days = sorted({date.fromisoformat(release.published[:10]) for release in held if release.published})
    usual = usual_gap(days)
    gaps = [Gap(before.isoformat(), after.isoformat(), (after - before).days) for before, after in pairwise(days)]
    books = [_book(table, of_table[name], missing(name)) for name, table in tables.items()]
    eras = [era for name in tables for era in _eras(name, of_table[name])]
    return SourceOpened(
        source,
        tuple(sorted(held, key=lambda release: (release.published, release.id), reverse=True)),
        tuple(sorted((gap for gap in gaps if usual and gap.days > max(LATE * usual, WEEK)), key=lambda gap: -gap.days)),
        usual,
        tuple(eras),
        tuple(book for book in books if book.releases),
    )


def _grouped(parts: list[Any], by: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for part in parts:
        found[part[by]].append(part)
    return found


def _held(row: Any, parts: list[Any], tables: Mapping[str, Table], small: Callable[[int], bool]) -> HeldRelease:
    persons = any(part["table_name"] in tables and tables[part["table_name"]].grain is Grain.PERSON_EVENT for part in parts)
    records, quarantined = sum(part["records"] for part in parts), sum(part["quarantined"] for part in parts)
    hide = persons and (any(small(part["records"]) for part in parts) or small(quarantined))
    return HeldRelease(
        row["id"], row["name"] + (f" › {row['member']}" if row["member"] else ""), row["published"] or "", row["obtained"], row["publisher"],
        row["universe"], row["format"], None if hide else row["size"], None if hide else records, None if hide else quarantined, tuple(json.loads(row["notes"])),
    )  # fmt: skip


@cache
def _layout(text: str) -> tuple[Place, ...]:
    return tuple((place, label, column) for place, label, column in json.loads(text))


def _book(table: Table, parts: list[Any], missing: frozenset[str]) -> BookTable:
    seen: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    of: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for _, label, fills in _layout(part["layout"]):
            if fills:
                seen[fills][label].append(part)
                of[fills].add(part["release"])
    columns = []
    for name, column in table.by_name.items():
        every = [part for parts_of in seen[name].values() for part in parts_of]
        labels = tuple(
            SeenLabel(label, *_span(parts_of), len({part["release"] for part in parts_of})) for label, parts_of in seen[name].items()
        )
        columns.append(BookColumn(column, labels, *_span(every), len(of[name]), name in missing))
    return BookTable(table, table.grain is Grain.PERSON_EVENT, len({part["release"] for part in parts}), tuple(columns))


def _span(parts: Iterable[Any]) -> tuple[str, str]:
    published = [part["published"][:10] for part in parts if part["published"]]
    return min(published, default=""), max(published, default="")


def _eras(table: str, parts: list[Any]) -> list[Era]:
    """Runs of releases whose headers have the same labels; sheets of one release count together."""
    by_release: dict[str, dict[str, str]] = {}
    published: dict[str, str] = {}
    for part in parts:
        labels = {label_key(label): label for _, label, _ in _layout(part["layout"]) if label}
        if labels:
            by_release.setdefault(part["release"], {}).update(labels)
            published[part["release"]] = (part["published"] or "")[:10]
    runs: list[tuple[dict[str, str], list[str]]] = []
    for release, labels in by_release.items():
        if runs and runs[-1][0].keys() == labels.keys():
            runs[-1][1].append(release)
        else:
            runs.append((labels, [release]))
    eras = []
    for number, (labels, releases) in enumerate(runs):
        before = runs[number - 1][0] if number else {}
        come = tuple(label for key, label in labels.items() if number and key not in before)
        gone = tuple(label for key, label in before.items() if key not in labels)
        days = [published[release] for release in releases if published[release]]
        eras.append(
            Era(table, releases[0], releases[-1], min(days, default=""), max(days, default=""), len(releases), len(labels), come, gone)
        )
    return eras

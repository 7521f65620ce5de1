"""Everything that a page shows of one question: the answers, and which columns are worth a facet, a line or a place in the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from clerestory.lake.read import Reader
from clerestory.schema.table import Column, Grain, Protection, Table
from clerestory.search import url
from clerestory.search.answers.asked import Desk
from clerestory.search.answers.facet import Facet
from clerestory.search.answers.look import Look
from clerestory.search.answers.rows import Rows, record_id
from clerestory.search.answers.series import Series
from clerestory.search.disclosure import Gate
from clerestory.search.listed import sheets
from clerestory.search.narrowing import Chip, Pairs, bounds, boxed, chips, chosen, narrowed, spanning, text, toggled, unbounded, widened
from clerestory.search.plan import Plan, column_named
from clerestory.search.query import Query, Split
from clerestory.search.releases import ORIGIN_FIELDS
from clerestory.search.wanted import read_split, show_split

FACETS, SHOWN_FACETS = 24, 7
"""Columns that are tried as facets where the question names none, and how many of them are shown."""
VALUES, MORE_VALUES = 8, 100
"""Values of a facet that nobody asked for, and of one that somebody did."""
RECORDS = 50
TELLING = 7
"""Columns of the table of records where the question names none."""
MONTHS, YEARS = 4, 300
"""Periods: so few months are shown by day, and more than so many months by year."""
_LATE = ("published_on", "archived_on", "crawled_at", "data_through", "footnote_date", "first_seen", "last_seen", "final_order_date")
"""Days of publishing and keeping: taken for the line over time only where there is no day of what happened."""
_DULL = (
    "title",
    "sheet",
    "log",
    "moa",
    "moa_text",
    "addendum",
    "addendum_text",
    "address",
    "zip",
    "zip_4",
    "footnote_date",
    "data_through",
)
_CODES = ("_key", "_id", "piid", "number", "_code", "_fips", "identifier", "uei", "duns", "_award_id")
"""Parts of the names of columns that are almost another one for each record."""


class Asks(Protocol):
    """The verbs that are needed here."""

    @property
    def reader(self) -> Reader: ...  # noqa: D102
    @property
    def desk(self) -> Desk: ...  # noqa: D102
    def plan(self, query: Query) -> Plan: ...  # noqa: D102
    def look(  # noqa: D102
        self, query: Query, facets: Sequence[Split] = (), series: Split | None = None, limit: int = 50, *, widen: bool = False
    ) -> Look: ...
    def rows(self, query: Query, limit: int = 0) -> Rows: ...  # noqa: D102
    def facet(self, query: Query, column: Split, limit: int = 20) -> Facet: ...  # noqa: D102
    def series(self, query: Query, column: Split, step: str = "") -> Series: ...  # noqa: D102


@dataclass(frozen=True)
class Choices:
    """What can be asked of a table's columns, as far as the releases of a question have them."""

    facets: tuple[str, ...]
    dates: tuple[str, ...]
    numbers: tuple[str, ...]
    shown: tuple[str, ...]
    held_back: tuple[str, ...]
    """Columns that are held and never shown."""


@dataclass(frozen=True)
class AskedRelease:
    """One sheet of a release that a question was asked of, with its rows: rows in = records + not let in + furniture."""

    id: str
    source: str
    publisher: str
    name: str
    sheet: str
    sha256: str
    published: str
    universe: str
    rows_in: int | None
    """None, here and below: of so few persons that it is not told."""
    records: int | None
    quarantined: int | None


@dataclass(frozen=True)
class Exploration:
    """One question and everything that its page shows."""

    table: Table
    columns: Mapping[str, Column]
    query: Query
    asked_facets: tuple[Split, ...]
    asked_series: Split | None
    choices: Choices
    look: Look
    telling: tuple[str, ...]
    """The columns of the table of records: those asked for, else the first that say something."""
    releases: tuple[AskedRelease, ...]
    """What was asked, the newest first."""

    @property
    def counts_only(self) -> bool:
        """Whether no record may be shown."""
        return self.table.grain is Grain.PERSON_EVENT

    @property
    def opened(self) -> list[str]:
        """Addresses of the records of the page, each opening as what it is: of a table of records put together, the record that stands for them."""
        name = self.table.distinct.of if self.table.distinct else self.table.name
        records = self.look.rows.page.records if self.look.rows else []
        return [f"/records/{name}/{record_id(record)}" for record in records]

    @property
    def box(self) -> str:
        """The search box of the question."""
        return boxed(self.query)

    @property
    def exported(self) -> Pairs:
        """Parameters of all records of the question: nothing of what only a page shows."""
        return url.parameters(replace(self.query, cursor="", limit=0, by=()))

    @property
    def chips(self) -> list[Chip]:
        """Each part of the question that can be taken away."""
        return chips(self.query)

    def address(self, query: Query | None = None, **changes: Any) -> Pairs:
        """Parameters of this page for a question (this one when none is given), with attributes of it changed."""
        asked = replace(query or self.query, **changes)
        pairs = url.parameters(asked) + [("_facet", show_split(split)) for split in self.asked_facets]
        return pairs + ([("_series", show_split(self.asked_series))] if self.asked_series else [])

    def on(self, column: str) -> frozenset[str]:
        """The values and cell states of a column that are switched on."""
        _test, values, states = chosen(self.query, column)
        return values | states

    def is_on(self, column: str, value: Any, state: str) -> bool:
        """Whether a value or a cell state is switched on."""
        _test, values, states = chosen(self.query, column)
        return text(value) in values if state == "value" else state in states

    def toggled(self, column: str, value: Any, state: str) -> Pairs:
        """Parameters of the question with a value or a cell state of a column switched on, or off when it is on."""
        return self.address(toggled(self.query, column, value, state))

    def narrowed(self, *cells: tuple[str, Any, str]) -> Pairs:
        """Parameters of the question of the records under some cells: (column or column:step, value, state) of each."""
        return self.address(narrowed(self.query, [(read_split(name), value, state) for name, value, state in cells]))

    def toggled_in(self, name: str, value: Any, state: str) -> Pairs:
        """The same for a facet, whose name may hold a step: records of a period are narrowed to."""
        return (
            self.narrowed((name, value, state))
            if ":" in name and state == "value"
            else self.toggled(name.split(":", maxsplit=1)[0], value, state)
        )

    def faceted(self, name: str) -> Pairs:
        """Parameters of this page with one more facet."""
        return [*self.address(cursor=""), ("_facet", name)]

    def unfaceted(self, name: str) -> Pairs:
        """Parameters of this page without a facet."""
        return [pair for pair in self.address(cursor="") if pair != ("_facet", name)]

    def unbounded(self, column: str) -> Query:
        """The question without a first and last value of a column."""
        return unbounded(self.query, column)

    def bounds(self, column: str) -> tuple[str, str]:
        """The first and last day of a column that the question asks for; empty where it asks for none."""
        return bounds(self.query, column)

    def spanning(self, column: str, low: str, high: str) -> Pairs:
        """Parameters of the question from one period of a column to another."""
        return self.address(spanning(self.query, column, low, high))


def choices(table: Table, columns: Mapping[str, Column], present: Iterable[str]) -> Choices:
    """Which columns can be what. ``present``: those that the releases asked have."""
    held = set(present)
    shown = [column for name, column in columns.items() if name in held and not column.hidden]
    dates = [column.name for column in shown if column.type in ("date", "date_dmy", "timestamp")]
    dates.sort(key=lambda name: (name in _LATE, name not in table.order))
    facets = [
        column
        for column in shown
        if column.protection is not Protection.LINK and (column.type in ("text", "boolean") or _counts_years(column))
    ]
    facets.sort(key=lambda column: _dullness(column, table))
    return Choices(
        tuple(column.name for column in facets),
        tuple(dates),
        tuple(column.name for column in shown if column.type in ("integer", "number")),
        tuple(column.name for column in shown),
        tuple(name for name, column in columns.items() if name in held and column.hidden),
    )


def _counts_years(column: Column) -> bool:
    return column.type == "integer" and any(word in column.name for word in ("year", "quarter"))


def _dullness(column: Column, table: Table) -> tuple[bool, ...]:
    return (
        column.name in _DULL or any(part in column.name for part in _CODES),
        column.protection in (Protection.SCREENED, Protection.PLACE) and not column.values,
        column.name not in table.key,
    )


def explore(asks: Asks, table: Table, columns: Mapping[str, Column], parameters: Iterable[tuple[str, str]]) -> Exploration:
    """Ask everything. Raises what reading and planning the question raises."""
    request = url.read_parameters(table.name, parameters)
    query = request.query
    plan = asks.plan(replace(query, cursor=""))
    offered = choices(table, plan.columns, asks.reader.columns(plan.view) | asks.reader.states(plan.view))
    for split in request.facets:
        if split.column not in ORIGIN_FIELDS:
            column_named(split.column, plan.columns, table)
    over = request.series or (Split(offered.dates[0], "month") if offered.dates else None)
    plain = replace(query, by=())
    asked = {split.column for split in request.facets}
    tried = [Split(name) for name in offered.facets[:FACETS] if name not in asked]
    splits = list(dict.fromkeys((*request.facets, *tried)))
    first = replace(plain, cursor="")
    look = asks.look(first, splits, over, 0 if query.cursor else query.limit or RECORDS, widen=True)
    if query.cursor and table.grain is not Grain.PERSON_EVENT:
        look = replace(look, rows=asks.rows(plain, query.limit or RECORDS))
    told = {facet.column: facet for facet in look.facets}
    for split in request.facets:
        if told[show_split(split)].other_values:
            told[show_split(split)] = asks.facet(widened(first, split.column), split, MORE_VALUES)
    kept = [told[show_split(split)] for split in dict.fromkeys(request.facets)]
    good = [_shortened(told[split.column]) for split in tried if _telling(told[split.column], widened(first, split.column) != first)]
    kept += good[:SHOWN_FACETS]
    series = look.series if request.series or look.series is None else _fitting(asks, first, look.series)
    look = replace(look, facets=kept, series=series)
    return Exploration(
        table,
        plan.columns,
        query,
        request.facets,
        request.series,
        offered,
        look,
        _columns(table, query, look),
        asked_releases(asks.reader, asks.desk.gate, plan),
    )


def _telling(facet: Facet, chosen: bool) -> bool:
    """Whether a facet that nobody asked for is worth its place: it parts the records, and not into almost as many values as records."""
    if chosen:
        return True
    values = [group for group in facet.groups if group.state == "value"]
    if not values or facet.total is None or len(facet.groups) + facet.other_values < 2:
        return False
    return (len(values) + facet.other_values) * 2 <= facet.total


def _shortened(facet: Facet) -> Facet:
    values = [group for group in facet.groups if group.state == "value"]
    rest = values[VALUES:]
    other = None if facet.other is None else facet.other + sum(group.count for group in rest)
    return replace(facet, groups=values[:VALUES] + facet.groups[len(values) :], other=other, other_values=facet.other_values + len(rest))


def _fitting(asks: Asks, query: Query, series: Series) -> Series:
    """The line in a step that shows something: by day where there are few months, by year where there are too many."""
    months = max((len(line.points) for line in series.lines), default=0)
    if months > YEARS:
        return asks.series(query, Split(series.column), "year")
    return asks.series(query, Split(series.column), "day") if 0 < months <= MONTHS else series


def asked_releases(reader: Reader, gate: Gate, plan: Plan) -> tuple[AskedRelease, ...]:
    """The releases and sheets that a plan is asked of, the newest first."""
    base = plan.table.distinct.of if plan.table.distinct else plan.table.name
    rows = reader.ledger.rows(
        "SELECT r.id, r.source, r.publisher, r.name, p.name AS sheet, r.sha256, coalesce(r.published, '') AS published, r.universe, p.rows_in, p.records,"
        " p.quarantined FROM parts p JOIN releases r ON r.id = p.release WHERE p.table_name = ? ORDER BY r.published DESC, r.name, p.part",
        (base,),
    )
    asked = set(plan.chosen.releases)
    return tuple(AskedRelease(**row) for row in sheets(gate, plan.table, [row for row in rows if row["id"] in asked]))


def _columns(table: Table, query: Query, look: Look) -> tuple[str, ...]:
    """The columns asked for; else the first ones that say something in these records, the table's key before others."""
    if look.rows is None:
        return ()
    if query.columns:
        return query.columns
    records: list[dict[str, Any]] = look.rows.page.records
    held = [name for name in look.rows.columns if sum(record.get(name) is not None for record in records) * 2 >= len(records)]
    differing = [name for name in held if name not in _DULL and len({str(record.get(name)) for record in records}) > 1]
    wanted = list(dict.fromkeys((*differing, *(name for name in held if name in table.key), *held, *look.rows.columns)))[:TELLING]
    return tuple(name for name in look.rows.columns if name in wanted)

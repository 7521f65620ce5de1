"""The verbs that ask. The workbench has them; each gives an answer with ``about`` and ``as_json()``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from clerestory.lake.read import Reader
from clerestory.search import url
from clerestory.search.answers import concentration as concentrations
from clerestory.search.answers import count as counts
from clerestory.search.answers import crosstab as crosstabs
from clerestory.search.answers import defined as measured
from clerestory.search.answers import estimate as estimates
from clerestory.search.answers import facet as facets
from clerestory.search.answers import histogram as histograms
from clerestory.search.answers import look as looks
from clerestory.search.answers import mapped as maps
from clerestory.search.answers import numbers as worked_out
from clerestory.search.answers import rate as rates
from clerestory.search.answers import rows as pages
from clerestory.search.answers import series as lines
from clerestory.search.answers import texts as texts_ranked
from clerestory.search.answers import two_periods as comparisons
from clerestory.search.answers.asked import Desk
from clerestory.search.definitions import Definition, definition, definitions
from clerestory.search.disclosure import Gate
from clerestory.search.export import prepare as prepared
from clerestory.search.export.facts import Facts
from clerestory.search.export.records import Records
from clerestory.search.plan import Plan
from clerestory.search.query import Measure, Query, Split
from clerestory.search.wanted import read_split
from clerestory.settings import Settings

Asked = str | Split
"""A column (``state``), a column with a step (``signed:month``), or the same as a value."""


def _split(asked: Asked) -> Split:
    return read_split(asked) if isinstance(asked, str) else asked


class Verbs:
    """Asks a lake. Whoever has these verbs has a reader, settings and a planner."""

    settings: Settings

    @property
    def reader(self) -> Reader:
        """The lake, for reading."""
        raise NotImplementedError

    def plan(self, query: Query) -> Plan:
        """What the lake is asked for a query."""
        raise NotImplementedError

    @cached_property
    def desk(self) -> Desk:
        """What every kind of answer is got with."""
        return Desk(self.reader, Gate(self.settings), self.plan)

    def count(self, query: Query) -> counts.Count:
        """Number of records."""
        return counts.count(self.desk, self.plan(query))

    def estimate(self, query: Query, columns: Sequence[Asked] = (), limit: int = estimates.TOP) -> estimates.Estimate:
        """Number of records, and of those of some columns' values, each with how far it may be off: at once, however large the table."""
        return estimates.estimate(self.desk, self.plan(query), [_split(column) for column in columns], limit)

    def facet(self, query: Query, column: Asked, limit: int = facets.USUAL, *, widen: bool = False) -> facets.Facet:
        """Values of a column with their counts; ``widen``: without the query's own tests of that column, to choose several."""
        return facets.facet(self.desk, self.plan(query), _split(column), limit, widen=widen)

    def facets(self, query: Query, columns: Sequence[Asked], limit: int = facets.USUAL, *, widen: bool = False) -> list[facets.Facet]:
        """Values of several columns with their counts."""
        plan = self.plan(query)
        return [facets.facet(self.desk, plan, _split(column), limit, widen=widen) for column in columns]

    def rows(self, query: Query, limit: int = 0, cursor: str = "", *, offset: int = 0) -> pages.Rows:
        """Records of an institutional table; ``next`` of a page is the cursor of the one behind it."""
        return pages.rows(self.desk, query, limit, cursor, offset)

    def mapped(self, query: Query) -> maps.Mapped:
        """Records by state and county, or by their coordinates, as a map shows them."""
        return maps.mapped(self.desk, self.plan(query))

    def stream(self, query: Query) -> tuple[list[str], pa.RecordBatchReader]:
        """All records of a query, batch by batch."""
        return pages.stream(self.desk, self.plan(query))

    def outgoing(self, query: Query) -> tuple[Records, Facts]:
        """All records of a query on their way to a file, and what the file says of itself."""
        return prepared.prepare(self.desk, self.plan(query))

    def facts(self, query: Query) -> dict[str, Any]:
        """What an export of all records of a query would say of itself: the codebook, releases, licences."""
        told = prepared.facts(self.desk, self.plan(query))
        return told.cited({release["id"] for release in told.releases})

    def asked(self, table: str, parameters: Iterable[tuple[str, str]]) -> url.Request:
        """A query, and what is shown beside it, from the parameters of a URL."""
        return url.read_parameters(table, parameters)

    def look(
        self, query: Query, facets: Sequence[Asked] = (), series: Asked | None = None, limit: int = 50, *, widen: bool = False
    ) -> looks.Look:
        """Count, facets, records by period and the first records, in one go."""
        over = None if series is None else lines.dated(_split(series))
        return looks.look(self.desk, self.plan(query), [_split(each) for each in facets], over, limit, widen=widen)

    def series(self, query: Query, column: Asked, step: str = "") -> lines.Series:
        """Records by period, a line for each combination of the query's splits."""
        split = _split(column)
        return lines.series(self.desk, self.plan(query), lines.dated(Split(split.column, step or split.step)))

    def crosstab(self, query: Query) -> crosstabs.Crosstab:
        """Records by all of the query's splits at once."""
        return crosstabs.crosstab(self.desk, self.plan(query))

    def histogram(self, query: Query, column: Asked, bins: int = histograms.USUAL) -> histograms.Histogram:
        """Records by classes of a column of numbers or days."""
        return histograms.histogram(self.desk, self.plan(query), _split(column), bins)

    def numbers(self, query: Query, measure: Measure | None = None) -> worked_out.Numbers:
        """A sum, mean, quantile, … of all records or by the query's splits; the query's own measure when none is given."""
        return worked_out.numbers(self.desk, self.plan(query), measure or query.measure)

    def texts(self, query: Query, column: str, limit: int = texts_ranked.USUAL) -> texts_ranked.Texts:
        """The different texts of a column among the records that fit, those that say most of what is asked first."""
        return texts_ranked.texts(self.desk, self.plan(query), column, limit)

    def rate(self, query: Query, denominator: Query) -> rates.Rate:
        """A query's counts over another's."""
        return rates.rate(self.desk, self.plan(query), self.plan(denominator))

    def concentration(self, query: Query, column: Asked, top: int = concentrations.USUAL) -> concentrations.Concentration:
        """How evenly records fall on the values of a column."""
        return concentrations.concentration(self.desk, self.plan(query), _split(column), top)

    def compare_periods(self, query: Query, column: str, first: str, second: str) -> comparisons.TwoPeriods:
        """The same question of two periods."""
        return comparisons.two_periods(self.desk, query, column, first, second)

    def measures(self) -> list[Definition]:
        """Every named measure."""
        return list(definitions().values())

    def definition(self, name: str) -> Definition:
        """A named measure's definition. Raises UnknownName with the nearest ones."""
        return definition(name)

    def measure_named(self, name: str, query: Query | None = None) -> measured.Defined:
        """A named measure's numbers, with the words of its definition; ``query`` narrows it (tests, splits, ``on``, ``as_of``)."""
        return measured.defined(self.desk, definition(name), query)

"""The question: one immutable value that every front end uses."""

from __future__ import annotations

from dataclasses import dataclass

TIME_STEPS = ("day", "week", "month", "quarter", "year", "fiscal_year")
"""Periods that days and moments may be put into; a fiscal year is the federal one, October to September."""
BIN = "bin:"
"""``bin:10`` puts numbers into classes of ten."""


@dataclass(frozen=True)
class Term:
    """One test of a record.

    ``field`` empty: any text column. ``operator``: ``=`` (one of the values, whole), ``<``, ``<=``, ``>``, ``>=``, ``range`` (both ends
    included, ``*`` open), ``any`` (has a value), ``state``, ``words`` (whole words next to each other), ``starts`` (the same, the last word
    only begins so), ``matches`` (a regular expression), ``mentions`` (a class of the lexicon of reasons). ``values`` are texts as typed;
    the table's types read them.
    """

    field: str
    operator: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Either:
    """At least one of the terms holds."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Split:
    """A column by whose values records are counted apart.

    ``column``: a column, or one with an aspect: ``plate.state``, ``reason.mentions``. ``step``: empty for each value by itself, one of ``TIME_STEPS`` for days and moments, ``bin:N`` for numbers.
    """

    column: str
    step: str = ""

    @property
    def base(self) -> str:
        """The column of the table: ``reason`` of ``reason.mentions``."""
        return self.column.partition(".")[0]

    @property
    def aspect(self) -> str:
        """``state`` (the cells' states), ``mentions`` (classes of the lexicon: a text may have several), or empty: the values."""
        return self.column.partition(".")[2]

    @property
    def period(self) -> str:
        """The step without its zone."""
        return self.step.partition("@")[0]

    @property
    def zone(self) -> str:
        """The zone in which a day begins; empty: as the column says, else UTC."""
        return self.step.partition("@")[2]


@dataclass(frozen=True)
class Measure:
    """What is worked out of the records: ``count`` of them, or ``sum``, ``mean``, ``min``, ``max``, ``median``, ``quantile``, ``distinct`` of a
    column. ``at``: which quantile, between 0 and 1.
    """

    kind: str = "count"
    column: str = ""
    at: float = 0.5


COUNT = Measure()


@dataclass(frozen=True)
class Query:
    """Table, tests that all hold, which releases are asked, and what is wanted of the records.

    ``on``: a date (the release in force at the end of that day), ``latest`` or ``all``; empty: the table's own default.
    ``as_of``: a date, time or snapshot number: what this workspace held then.
    ``universe``: what the releases cover as a whole; ``*`` for all of them together; empty: one, never two added.
    """

    table: str
    tests: tuple[Term | Either, ...] = ()
    on: str = ""
    as_of: str = ""
    universe: str = ""
    columns: tuple[str, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    """(column, descending)."""
    by: tuple[Split, ...] = ()
    measure: Measure = COUNT
    limit: int = 0
    """Most records or values of an answer; 0: as many as the verb usually gives."""
    cursor: str = ""
    """Where a page of records begins: ``next`` of the page before; empty: at the beginning."""
    threshold: int = 0
    """Counts of people below it are not shown; only ever more careful than the workspace's own."""

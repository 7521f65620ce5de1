"""The question: one immutable value that every front end uses."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Term:
    """One test of a record.

    ``field`` empty: words that any text column may contain. ``operator``: ``=``, ``<``, ``<=``, ``>``, ``>=``, ``range`` (both ends
    included, ``*`` open), ``any`` (has a value), ``state``, ``words``. ``values`` are texts as typed; the table's types read them.
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
class Query:
    """Table, tests that all hold, and which releases are asked.

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
    order: tuple[tuple[str, bool], ...] = field(default=())
    """(column, descending)."""

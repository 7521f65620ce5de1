"""Reading: a snapshot is a list of releases and the files that hold them; nothing that comes later is seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import pyarrow as pa

from clerestory.lake.by_codes import ByCodes
from clerestory.lake.by_engine import ByEngine
from clerestory.lake.codes.asked import Asked
from clerestory.lake.codes.cells import Unlike
from clerestory.lake.codes.store import Store, store
from clerestory.lake.codes.words import Word
from clerestory.lake.conditions import Condition
from clerestory.lake.engine import Engine, connect
from clerestory.lake.era import era_of
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger
from clerestory.lake.looks import Look, Said
from clerestory.lake.measures import Aggregate, Key
from clerestory.lake.slices import Latest, Shape, Slice

__all__ = ["Latest", "Reader", "Slice"]
Made = TypeVar("Made")


class Reader:
    """Answers from the lake. Belongs to one thread.

    What can be is answered from columns of codes, which give the engine's numbers; the rest by the engine.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.ledger = Ledger(layout.ledger)
        # what does not fit into memory goes where an ingest's files go, never into the folder that the program was started in
        self.engine = Engine(connect(temporary=layout.staging / "engine"))
        self._remembered: dict[Any, Any] = {}
        self._version = -1
        self.still = False
        """Whether the ledger is left alone: it was looked at when the question began, and what comes in meanwhile is for the next one."""
        self._last: dict[Any, Asked] = {}

    def close(self) -> None:
        """Let go of the ledger and the engine."""
        self.ledger.close()
        self.engine.close()

    @cached_property
    def _store(self) -> Store:
        return store(self.layout.root.absolute())

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return {}

    def facts(self, release: str) -> Any:
        """What the ledger says of a release; it never changes, except that it may be withdrawn."""
        if release not in self._facts:
            row = self.ledger.one("SELECT * FROM releases WHERE id = ?", (release,))
            self._facts[release] = row and {**dict(row), "era": era_of(self.ledger, release)}
        return self._facts[release]

    def remembered(self, key: Any, make: Callable[[], Made]) -> Made:
        """What was made of the ledger under a key; made again when anything was added or withdrawn since."""
        if not self.still:
            self._renew()
        if key not in self._remembered:
            self._remembered[key] = make()
        made: Made = self._remembered[key]
        return made

    @cached_property
    def memory(self) -> dict[Any, Any]:
        """What is kept of earlier questions, by whoever asked them; it goes with the reader."""
        return {}

    def select(self, view: Slice, where: Condition, picked: str, tail: str = "") -> Any:
        """What some SQL picks of the records of a view that satisfy a condition."""
        return ByEngine(self.layout.lake, self.engine, view, self.shape(view)).select(where, picked, tail)

    def columns(self, view: Slice) -> frozenset[str]:
        """Columns that at least one record of the table may have."""
        return self.shape(view).present

    def states(self, view: Slice) -> frozenset[str]:
        """Columns of which at least one cell is not a plain value."""
        return self.shape(view).states

    def count(self, view: Slice, where: Condition) -> int:
        """Number of records."""
        return self._either(view, lambda codes: codes.count(where), lambda engine: engine.count(where))

    def groups(self, view: Slice, where: Condition, by: Sequence[str | Key]) -> list[tuple[Any, ...]]:
        """(value, …, state, …, number of records) of every combination, most frequent first. A state is None where there is a value."""
        return self._either(view, lambda codes: codes.groups(where, by), lambda engine: engine.groups(where, by))

    def look(
        self,
        view: Slice,
        where: Condition,
        facets: Sequence[str | Key] = (),
        *,
        top: int = 20,
        columns: Sequence[str] = (),
        order: Sequence[tuple[str, bool]] = (),
        limit: int = 0,
        one_in: int = 1,
    ) -> Look:
        """In one pass: the number of records, the ``top`` values of each facet, and the first ``limit`` records with some columns.

        ``one_in`` above 1: of one record in so many, without records; ``Look.one_in`` says whether it was done.
        """
        return self._either(
            view,
            lambda codes: codes.look(where, facets, top, columns, order, limit, one_in),
            lambda engine: engine.look(where, facets, top, columns, order, limit),
        )

    def texts(self, view: Slice, where: Condition, column: str, wanted: Sequence[Word], limit: int) -> Said:
        """The different texts of a column among some records, those that say most of what is wanted first, then those of most records."""
        return self._either(
            view, lambda codes: codes.texts(where, column, wanted, limit), lambda engine: engine.texts(where, column, wanted, limit)
        )

    def measure(self, view: Slice, where: Condition, wanted: Sequence[Aggregate], by: Sequence[str | Key] = ()) -> list[tuple[Any, ...]]:
        """(value, …, state, …, number, …) of every combination of ``by``, in the order of the keys; without ``by`` one row.

        A number is None where no record has a value (0 for counts).
        """
        return ByEngine(self.layout.lake, self.engine, view, self.shape(view)).measure(where, wanted, by)

    def rows(
        self, view: Slice, where: Condition, columns: Sequence[str], *, order: Sequence[tuple[str, bool]] = (), limit: int, offset: int = 0
    ) -> pa.Table:
        """Records with origin, values, states and texts of some columns, in a fixed order."""
        return self._either(
            view,
            lambda codes: codes.rows(where, columns, order, limit, offset),
            lambda engine: engine.rows(where, columns, order=order, limit=limit, offset=offset),
        )

    def stream(self, view: Slice, where: Condition, columns: Sequence[str], order: Sequence[tuple[str, bool]] = ()) -> pa.RecordBatchReader:
        """All records, batch by batch, in the order that is asked for; else as the lake holds them, which costs nothing.

        Always by the engine, which holds a few batches at a time: codes would hold whole columns.
        """
        return ByEngine(self.layout.lake, self.engine, view, self.shape(view)).stream(where, columns, order)

    def _either(self, view: Slice, codes: Callable[[ByCodes], Made], engine: Callable[[ByEngine], Made]) -> Made:
        shape = self.shape(view)
        if shape.files:
            try:
                return codes(ByCodes(self._store, self.engine, view, shape, self._last))
            except Unlike:
                pass
        return engine(ByEngine(self.layout.lake, self.engine, view, shape))

    def hold(self) -> int:
        """Look at the ledger now, and not again while ``still``. Gives its version."""
        self._renew()
        self.still = True
        return self._version

    def _renew(self) -> None:
        """Let go of everything that was made of another state of the ledger."""
        version = self.ledger.version()
        if version != self._version:
            self._version = version
            self._remembered.clear()
            self._last.clear()
            named = frozenset(row["path"] for row in self.ledger.rows("SELECT path FROM fragments"))
            self._store.hold_only(named)

    def shape(self, view: Slice) -> Shape:
        """The column files of a table as they are now."""
        return self.remembered(("shape", view.table, view.distinct, view.copies), lambda: self._look_up(view))

    def _look_up(self, view: Slice) -> Shape:
        base = view.distinct.of if view.distinct else view.table
        rows = self.ledger.rows(
            "SELECT path, rows, columns FROM fragments WHERE removed_at IS NULL AND table_name = ? ORDER BY added, path", (base,)
        )
        columns: dict[str, None] = {}
        for row in rows:
            columns.update(dict.fromkeys(json.loads(row["columns"])))
        if view.distinct and rows:
            columns.update(dict.fromkeys(view.distinct.made))
        if view.copies and rows:
            columns[view.copies.column] = None
        held = self.ledger.rows(
            "SELECT DISTINCT fr.release FROM fragment_releases fr JOIN fragments f ON f.path = fr.path"
            " WHERE f.removed_at IS NULL AND f.table_name = ?",
            (base,),
        )
        releases = frozenset(row["release"] for row in held)
        return Shape(tuple(row["path"] for row in rows), tuple(columns), tuple(row["rows"] for row in rows), releases)

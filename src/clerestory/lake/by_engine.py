"""Answers by the engine's SQL over the column files. What codes cannot answer, and what their answers are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from clerestory.lake.codes.words import Word, Words, best
from clerestory.lake.conditions import Condition, to_sql
from clerestory.lake.engine import Engine, name
from clerestory.lake.looks import Look, Page, Said, Top
from clerestory.lake.measures import Aggregate, Key, aggregate_sql, exact_sum_sql, exactly, key_sql
from clerestory.lake.slices import ORIGIN, SUFFIX_STATE, SUFFIX_TEXT, Latest, Shape, Slice
from clerestory.lake.stage import COLUMN, GRID, RELEASE, ROW
from clerestory.schema.table import Copies, Distinct

BATCH = 122_880
"""Records of a batch: what the engine itself works on at a time."""


@dataclass(frozen=True)
class ByEngine:
    """What may be seen of a table, asked in SQL."""

    lake: Path
    engine: Engine
    view: Slice
    shape: Shape

    def count(self, where: Condition) -> int:
        """Number of records."""
        return int(self._run(where, "count(*)").fetchall()[0][0])

    def groups(self, where: Condition, by: Sequence[str | Key]) -> list[tuple[Any, ...]]:
        """(value, …, state, …, number of records) of every combination, most frequent first. A state is None where there is a value."""
        keys, states = self._keys(by)
        picked = ", ".join([*keys, *states, "count(*) AS n"])
        numbers = ", ".join(str(index + 1) for index in range(2 * len(by)))
        return _fetched(self._run(where, picked, f"GROUP BY {numbers} ORDER BY n DESC, {numbers}" if by else ""))

    def look(
        self, where: Condition, facets: Sequence[str | Key], top: int, columns: Sequence[str], order: Sequence[tuple[str, bool]], limit: int
    ) -> Look:
        """See Reader."""
        rows = Page.of(self.rows(where, columns, order=order, limit=limit)) if limit else None
        return Look(self.count(where), [_top(self.groups(where, [facet]), top) for facet in facets], rows)

    def texts(self, where: Condition, column: str, wanted: Sequence[Word], limit: int) -> Said:
        """See Reader."""
        found = sorted((row[0], row[-1]) for row in self.groups(where, [column]) if row[0] is not None)
        texts, records = [text for text, _ in found], np.array([number for _, number in found], dtype=np.int64)
        every = np.arange(len(texts))
        points = Words(pa.array(texts, pa.string())).scores(every, wanted)
        told = [(texts[place], int(records[place]), float(points[place])) for place in best(points, records, limit)]
        return Said(told, int(records.sum()), len(texts))

    def measure(self, where: Condition, wanted: Sequence[Aggregate], by: Sequence[str | Key] = ()) -> list[tuple[Any, ...]]:
        """(value, …, state, …, number, …) of every combination of ``by``, in the order of the keys; without ``by`` one row.

        A number is None where no record has a value (0 for counts).
        """
        present = self.shape.present
        keys, states = self._keys(by)
        numbers = [aggregate_sql(one) if one.column in present else "0" if one.kind in ("count", "distinct") else "NULL" for one in wanted]
        added = [place for place, one in enumerate(wanted) if one.kind in ("sum", "mean") and one.column in present]
        exact = [sql for place in added for sql in (exact_sum_sql(wanted[place].column), f"count({name(wanted[place].column)})")]
        places = ", ".join(str(index + 1) for index in range(2 * len(by)))
        tail = f"GROUP BY {places} ORDER BY {places}" if by else ""
        # count(*) makes one row of the whole even when no number looks at a column
        found = _fetched(self._run(where, ", ".join([*keys, *states, *numbers, *exact, "count(*)"]), tail))
        width = 2 * len(by) + len(wanted)
        told = [list(row[:width]) for row in found]
        for row, line in zip(found, told, strict=True):
            for number, place in enumerate(added):
                at = 2 * len(by) + place
                line[at] = exactly(wanted[place], line[at], *row[width + 2 * number : width + 2 * number + 2])
        return [tuple(line) for line in told]

    def _keys(self, by: Sequence[str | Key]) -> tuple[list[str], list[str]]:
        """SQL of keys, and of the states of the cells that have none."""
        shape = self.shape
        columns = [each if isinstance(each, Key) else Key(each) for each in by]
        keys = [key_sql(key) if key.column in shape.present else "NULL" for key in columns]
        states = [f"CASE WHEN {sql} IS NULL THEN {_state(key.column, shape)} END" for sql, key in zip(keys, columns, strict=True)]
        return keys, states

    def rows(
        self, where: Condition, columns: Sequence[str], *, order: Sequence[tuple[str, bool]] = (), limit: int, offset: int = 0
    ) -> pa.Table:
        """Records with origin, values, states and texts of some columns, in a fixed order."""
        return self._run(where, self._picked(columns), self._ordered(order) + f" LIMIT {int(limit)} OFFSET {int(offset)}").to_arrow_table()

    def stream(self, where: Condition, columns: Sequence[str], order: Sequence[tuple[str, bool]] = ()) -> pa.RecordBatchReader:
        """All records, batch by batch. What is put together or marked first comes in no order of its own: it is put in that of the originals."""
        view = self.view
        ordered = bool(order or view.distinct or view.latest or (view.copies and _may_be_copies(view)))
        return self._run(where, self._picked(columns), self._ordered(order) if ordered else "").to_arrow_reader(BATCH)

    def _picked(self, columns: Sequence[str]) -> str:
        shape = self.shape
        picked = [name(column) for column in (*ORIGIN, COLUMN) if column in (shape.columns or ORIGIN)]
        for column in columns:
            for full in (column, column + SUFFIX_STATE, column + SUFFIX_TEXT):
                if full in shape.columns:
                    picked.append(name(full))
        return ", ".join(picked)

    def _ordered(self, order: Sequence[tuple[str, bool]]) -> str:
        shape = self.shape
        keys = [f"{name(column)} {'DESC' if down else 'ASC'} NULLS LAST" for column, down in order if column in shape.present]
        keys += [name(column) for column in (*ORIGIN, COLUMN) if column in (shape.columns or ORIGIN)]
        return " ORDER BY " + ", ".join(keys)

    def select(self, where: Condition, picked: str, tail: str = "") -> Any:
        """What some SQL picks of the records that satisfy a condition."""
        return self._run(where, picked, tail)

    def _run(self, where: Condition, picked: str, tail: str = "") -> Any:
        view, shape = self.view, self.shape
        values: list[Any] = []

        def bind(value: Any) -> str:
            values.append(value)
            return f"${len(values)}"

        relation = self._relation(bind)
        condition = to_sql(where, shape.present, shape.states, bind)
        if view.copies and any(name(view.copies.column) in sql for sql in (picked, condition, tail)):
            relation = _marked(view.copies, shape, relation, some=_may_be_copies(view))
        return self.engine.cursor().execute(f"SELECT {picked} FROM {relation} WHERE {condition} {tail}", values)

    def _relation(self, bind: Any) -> str:
        view, shape = self.view, self.shape
        if not shape.files:
            nothing = ", ".join(f"NULL AS {name(column)}" for column in shape.columns or ORIGIN)
            return f"(SELECT {nothing} WHERE false)"
        relation = f"read_parquet({bind([str(self.lake / path) for path in shape.files])}, union_by_name=true)"
        if not shape.held <= set(view.releases):
            relation = f"(SELECT * FROM {relation} WHERE {RELEASE} IN (SELECT unnest({bind(list(view.releases))})))"
        if view.latest:
            relation = in_force(view.latest, shape, relation, bind)
        if view.distinct is None:
            return relation
        return self._put_together(view.distinct, shape, relation)

    def _put_together(self, distinct: Distinct, shape: Shape, relation: str) -> str:
        """One record a key, each value from the first record that has it; records without a key stay by themselves."""
        key = name(distinct.key) if distinct.key in shape.present else "CAST(NULL AS VARCHAR)"
        first = f"({RELEASE}, {GRID}, {ROW})"
        picked = [f"min_by({column}, {first}) AS {column}" for column in ORIGIN]
        for column in sorted(shape.present - {distinct.key, *distinct.made, *ORIGIN}):
            picked.extend(_first_of(column, shape, first))
        picked.append(f"count(*) AS {name(distinct.seen)}")
        if distinct.clock in shape.present:
            clock = name(distinct.clock)
            picked.append(f"min({clock}) AS {name(distinct.first_seen)}, max({clock}) AS {name(distinct.last_seen)}")
        elif distinct.clock:
            picked.append(f"NULL::DATE AS {name(distinct.first_seen)}, NULL::DATE AS {name(distinct.last_seen)}")
        return f"(SELECT {', '.join(picked)} FROM {relation} GROUP BY {key}, CASE WHEN {key} IS NULL THEN {first} END)"


def _top(groups: list[tuple[Any, ...]], limit: int) -> Top:
    values = [group for group in groups if group[1] is None]
    rest = values[limit:]
    return Top([*values[:limit], *(group for group in groups if group[1] is not None)], sum(group[-1] for group in rest), len(rest))


def _fetched(result: Any) -> list[tuple[Any, ...]]:
    """Rows of a result as Python values; moments carry their zone."""
    return list(zip(*(column.to_pylist() for column in result.to_arrow_table().columns), strict=True))


def _state(column: str, shape: Shape) -> str:
    if column in shape.states:
        return f"coalesce({name(column + SUFFIX_STATE)}, 'not_exported')"
    return "'not_exported'"


def _first_of(column: str, shape: Shape, first: str) -> list[str]:
    """A column of records put together: the first value, with its own text; the first state and text where none has a value."""
    value, state, text = name(column), column + SUFFIX_STATE, column + SUFFIX_TEXT
    found = f"min_by({value}, {first}) FILTER ({value} IS NOT NULL)"
    picked = [f"{found} AS {value}"]
    if state in shape.columns:
        of_value = f"min_by(coalesce({name(state)}, ''), {first}) FILTER ({value} IS NOT NULL)"
        of_none = f"min_by({name(state)}, {first}) FILTER ({name(state)} IS NOT NULL)"
        picked.append(f"CASE WHEN {found} IS NULL THEN {of_none} ELSE nullif({of_value}, '') END AS {name(state)}")
    if text in shape.columns:
        of_value = f"min_by(coalesce({name(text)}, ''), {first}) FILTER ({value} IS NOT NULL)"
        of_none = f"min_by({name(text)}, {first}) FILTER ({name(text)} IS NOT NULL)"
        picked.append(f"CASE WHEN {found} IS NULL THEN {of_none} ELSE nullif({of_value}, '') END AS {name(text)}")
    return picked


def in_force(latest: Latest, shape: Shape, relation: str, bind: Any) -> str:
    """The records that no later release of their group replaces."""
    by = [name(column) for column in latest.by if column in shape.present]
    ranks = [(release, group, rank) for group, several in enumerate(latest.groups) for rank, release in enumerate(several)]
    ranked = ", ".join(
        f"unnest({bind([entry[place] for entry in ranks])}) AS {column}" for place, column in enumerate((RELEASE, "_group", "_rank"))
    )
    split = "".join(f", {column}" for column in by)
    same = "".join(f" AND held.{column} IS NOT DISTINCT FROM last.{column}" for column in by)
    return (
        f"(WITH held AS (SELECT * FROM {relation}), ranks AS (SELECT {ranked}),"
        f" last AS (SELECT max_by({RELEASE}, _rank) AS {RELEASE}{split} FROM held JOIN ranks USING ({RELEASE}) GROUP BY _group{split})"
        f" SELECT held.* FROM held JOIN last ON held.{RELEASE} = last.{RELEASE}{same})"
    )


def _may_be_copies(view: Slice) -> bool:
    """Within one release there are none, and nothing needs to be looked at."""
    return len(view.releases) > 1


def _marked(copies: Copies, shape: Shape, relation: str, *, some: bool) -> str:
    """The records with a column that says which of them are copies. Only publications that more than one release holds are looked at."""
    column = name(copies.column)
    if not some or copies.key not in shape.present or not set(copies.within) <= shape.present:
        return f"(SELECT *, false AS {column} FROM {relation})"
    within = [name(each) for each in copies.within]
    key = name(copies.key)
    known = " AND ".join(f"{each} IS NOT NULL" for each in within)
    rank = ", ".join([*(f"coalesce({name(each)}, '')" for each in copies.first if each in shape.present), RELEASE])
    groups, whole = ", ".join(within), ", ".join([*within, key])
    return (
        f"(WITH held AS (SELECT * FROM {relation}), twice AS (SELECT {groups} FROM held WHERE {known}"
        f" GROUP BY {groups} HAVING min({RELEASE}) <> max({RELEASE})),"
        f" originals AS (SELECT {whole}, min_by({RELEASE}, ({rank})) AS original FROM held SEMI JOIN twice USING ({groups})"
        f" WHERE {key} IS NOT NULL GROUP BY {whole} HAVING min({RELEASE}) <> max({RELEASE}))"
        f" SELECT held.*, coalesce({RELEASE} <> original, false) AS {column}"
        f" FROM held LEFT JOIN originals USING ({whole}))"
    )

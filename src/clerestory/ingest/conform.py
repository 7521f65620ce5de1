"""From a grid of raw strings to batches of typed, protected records; what does not fit is quarantined with its reason.

Pure: reads no file but the grid, writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.formats.grid import Batch, Grid
from clerestory.ingest.cells import Cells, ColumnReader
from clerestory.ingest.protect import Guard
from clerestory.kernel.text import squeeze
from clerestory.schema.cellstate import State
from clerestory.schema.table import Table
from clerestory.sdk.source import Facts, Row, Source, Span

ROW, COLUMN = "_row", "_col"
STATE, TEXT = "__state", "__text"
MOST_LISTED = 1000
"""Quarantined rows listed one by one; more of the same reason are counted together."""


@dataclass
class Tally:
    """What became of the rows of one part: rows in = records + quarantined + furniture, always."""

    rows_in: int = 0
    records: int = 0
    furniture: int = 0
    quarantined: int = 0
    reasons: list[tuple[int | None, int | None, str, int]] = field(default_factory=list)
    """(row, place from 1, reason, how many)."""
    _listed: Counter[str] = field(default_factory=Counter)

    def turn_away(self, row: int, reason: str) -> None:
        """Quarantine one row."""
        self.quarantined += 1
        self._list(row, None, reason)

    def withhold(self, row: int | None, place: int, reason: str, count: int = 1) -> None:
        """Quarantine cells or a column; their rows stay."""
        self._list(row, place, reason, count)

    def _list(self, row: int | None, place: int | None, reason: str, count: int = 1) -> None:
        self._listed[reason] += 1
        if self._listed[reason] <= MOST_LISTED:
            self.reasons.append((row, place, reason, count))
            return
        last = max(index for index, entry in enumerate(self.reasons) if entry[2] == reason)
        self.reasons[last] = (None, place, reason, self.reasons[last][3] + count)


class Conformer:
    """Conforms one span of one grid. ``forms`` and ``tally`` are complete when the batches have been read."""

    def __init__(self, source: Source, table: Table, span: Span, facts: Facts, guard: Guard, publisher: str) -> None:
        self.span, self.table, self.source, self.tally = span, table, source, Tally()
        fixed = {**facts.values, **span.fixed}
        self.fixed = {name: text for name, text in fixed.items() if name not in span.columns and name not in span.links}
        names = {*span.columns, *span.links, *self.fixed}
        corrections = _corrections(source, table, facts)
        self.readers = {
            column.name: ColumnReader(column, guard, publisher, corrections.get(column.name))
            for column in table.columns
            if column.name in names
        }
        self._width = max([*span.labels, *span.columns.values(), *span.links.values(), *span.undeclared], default=0) + 1

    @property
    def forms(self) -> dict[str, str]:
        """Column → form in which its values are written in this part."""
        return {name: reader.form for name, reader in self.readers.items() if reader.form and reader.form != "plain"}

    def batches(self, grid: Grid) -> Iterator[pa.RecordBatch]:
        """Typed, protected records in the order of the original."""
        for batch in grid.batches():
            inside = self._inside(batch)
            if inside is None:
                continue
            typed = self._typed(inside)
            if typed.num_rows:
                self.tally.records += typed.num_rows
                yield typed

    def _inside(self, batch: Batch) -> Batch | None:
        """The batch without the rows above and below the table, header rows and blank rows."""
        rows = batch.rows
        keep = pc.greater_equal(rows, self.span.first)
        if self.span.last is not None:
            keep = pc.and_(keep, pc.less_equal(rows, self.span.last))
        outside = len(rows) - (pc.sum(pc.cast(keep, pa.int64())).as_py() or 0)
        if outside:
            batch = _filter(batch, keep)
        self.tally.rows_in += len(rows)
        self.tally.furniture += outside
        if not len(batch.rows):
            return None
        blank = _blank(batch)
        if blank is not None:
            self.tally.furniture += pc.sum(pc.cast(blank, pa.int64())).as_py()
            batch = _filter(batch, pc.invert(blank))
        batch = self._without_headers(batch)
        self._overflow(batch)
        return batch if len(batch.rows) else None

    def _without_headers(self, batch: Batch) -> Batch:
        """Drop rows that repeat the header in the middle of the data."""
        places = [place for place in self.span.labels if place < len(batch.columns)]
        if len(places) < 2:
            return batch
        probe = places[0]
        like = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(batch.columns[probe]), self.span.labels[probe]), False)
        if not pc.any(like).as_py():
            return batch
        keep = [True] * len(batch.rows)
        for index in pc.indices_nonzero(like).to_pylist():
            same = sum(
                squeeze(batch.columns[place][index].as_py() or "") == squeeze(self.span.labels[place])
                for place in places
            )
            if same * 3 >= len(places) * 2:
                keep[index] = False
                self.tally.furniture += 1
        return _filter(batch, pa.array(keep))

    def _overflow(self, batch: Batch) -> None:
        """Cells to the right of every label are not let in, and said so."""
        for place in range(self._width, len(batch.columns)):
            filled = pc.fill_null(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(batch.columns[place])), 0), False)
            for index in pc.indices_nonzero(filled).to_pylist():
                self.tally.withhold(batch.rows[index].as_py(), place + 1, "cell under no label")

    def _raw(self, batch: Batch) -> dict[str, pa.Array]:
        count = len(batch.rows)
        raw = {name: _column(batch, place) for name, place in self.span.columns.items() if name in self.readers}
        if self.span.links:
            numbers = batch.rows.to_pylist()
            for name, place in self.span.links.items():
                raw[name] = pa.array([batch.links.get((number, place)) for number in numbers], pa.string())
        for name, text in self.fixed.items():
            raw[name] = pa.repeat(pa.scalar(text, pa.string()), count)
        return {name: raw[name] for name in self.readers}

    def _typed(self, batch: Batch) -> pa.RecordBatch:
        raw = self._raw(batch)
        read = self._read(raw)
        if self.source.realign is not None:
            moved = self._realigned(batch, raw, read)
            if moved is not None:
                read = self._read(moved)
        columns: dict[str, pa.Array] = {ROW: batch.rows}
        for name, cells in read.items():
            columns[name], columns[name + STATE], columns[name + TEXT] = cells
        for computed in self.source.computed:
            if computed.name in self.table.by_name and computed.name not in read:
                made = computed.make({name: cells.values for name, cells in read.items()})
                if made is not None:
                    columns[computed.name] = made
        return self._needed(pa.RecordBatch.from_pydict(columns))

    def _read(self, raw: Mapping[str, pa.Array]) -> dict[str, Cells]:
        read = {}
        for name, reader in self.readers.items():
            scope = raw.get(reader.column.scope) if reader.column.scope else None
            read[name] = reader.read(raw[name], scope)
        return read

    def _realigned(
        self, batch: Batch, raw: dict[str, pa.Array], read: Mapping[str, Cells]
    ) -> dict[str, pa.Array] | None:
        """Raw columns with the cells of damaged rows in their right places; None when no row asks for it."""
        bad: set[int] = set()
        for cells in read.values():
            bad.update(
                pc.indices_nonzero(pc.fill_null(pc.equal(cells.states, State.UNPARSED.value), False)).to_pylist()
            )
        moved: dict[int, Mapping[str, int]] = {}
        assert self.source.realign is not None
        for index in sorted(bad):
            row: Row = [column[index].as_py() for column in batch.columns]
            places = self.source.realign(self.table.name, row, self.span.columns)
            if places is not None:
                moved[index] = places
                self.tally.withhold(batch.rows[index].as_py(), 1, "cells moved: read by their content", 1)
        if not moved:
            return None
        lists = {name: raw[name].to_pylist() for name in self.span.columns if name in raw}
        for index, places in moved.items():
            for name, cells_of in lists.items():
                place = places.get(name)
                cells_of[index] = (
                    None if place is None or place >= len(batch.columns) else batch.columns[place][index].as_py()
                )
        return {**raw, **{name: pa.array(values, pa.string()) for name, values in lists.items()}}

    def _needed(self, records: pa.RecordBatch) -> pa.RecordBatch:
        """Turn away rows that have no readable value in any column of which one is needed."""
        names = [name for name in self.source.needs.get(self.table.name, ()) if name in records.schema.names]
        if not names:
            return records
        keep = pc.is_valid(records.column(names[0]))
        for name in names[1:]:
            keep = pc.or_(keep, pc.is_valid(records.column(name)))
        if pc.all(keep).as_py():
            return records
        for number in pc.filter(records.column(ROW), pc.invert(keep)).to_pylist():
            self.tally.turn_away(number, f"no readable value in {' or '.join(names)}")
        return records.filter(keep)


def _corrections(source: Source, table: Table, facts: Facts) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in source.corrections:
        early = entry.since is not None and (facts.published is None or facts.published < entry.since)
        late = entry.until is not None and (facts.published is None or facts.published > entry.until)
        if entry.table == table.name and not early and not late:
            found.setdefault(entry.column, {})[squeeze(entry.found)] = entry.meant
    return found


def _column(batch: Batch, place: int) -> pa.Array:
    return batch.columns[place] if place < len(batch.columns) else pa.nulls(len(batch.rows), pa.string())


def _filter(batch: Batch, keep: pa.Array) -> Batch:
    return Batch(pc.filter(batch.rows, keep), [pc.filter(column, keep) for column in batch.columns], batch.links)


def _blank(batch: Batch) -> pa.Array | None:
    """Which rows have no content in any cell; None when none is blank. Looks at further columns only while rows may be blank."""
    blank: pa.Array | None = None
    for column in batch.columns:
        empty = pc.fill_null(pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(column)), 0), True)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return None
    return blank

"""From a grid of raw strings to batches of typed, protected records; what does not fit is quarantined with its reason.

Pure: reads no file but the grid, writes nothing.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.formats.grid import Batch, Grid
from clerestory.ingest.batches import blank_rows, cells_at, grouped, kept, share, taken
from clerestory.ingest.cells import ColumnReader
from clerestory.ingest.footers import REASON, signed
from clerestory.ingest.outcomes import Cells, in_state
from clerestory.ingest.protect import Guard
from clerestory.kernel.text import squeeze
from clerestory.lake.coded import Coded, Records
from clerestory.schema.cellstate import State
from clerestory.schema.table import Table
from clerestory.sdk.source import Facts, Row, Source, Span

ROW, COLUMN = "_row", "_col"
STATE, TEXT = "__state", "__text"
GROUP_ROWS = 32_768
"""Rows that are conformed together at least: their columns stay in a core's cache, and what is done once a group is still done seldom."""
AHEAD = 2
"""Groups that may be in work while the next one is read."""
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
    _lock: Lock = field(default_factory=Lock)

    def turn_away(self, row: int, reason: str) -> None:
        """Quarantine one row."""
        with self._lock:
            self.quarantined += 1
            self._list(row, None, reason)

    def withhold(self, row: int | None, place: int, reason: str, count: int = 1) -> None:
        """Quarantine cells or a column; their rows stay."""
        with self._lock:
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
        self._lock = Lock()
        self._like = (facts, guard, publisher)
        self._moved: dict[tuple[tuple[str, int], ...], Conformer] = {}
        self._width = max([*span.labels, *span.columns.values(), *span.links.values(), *span.undeclared], default=0) + 1

    @property
    def forms(self) -> dict[str, str]:
        """Column → form in which its values are written in this part."""
        readers = {name: reader for other in self._moved.values() for name, reader in other.readers.items()} | self.readers
        return {name: reader.form for name, reader in readers.items() if reader.form and reader.form != "plain"}

    def batches(self, grid: Grid) -> Iterator[Records]:
        """Typed, protected records in the order of the original. From the second group of rows on, cores share the work."""
        waiting: deque[Future[list[Records]]] = deque()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            alone = True
            for batch in grouped(grid.batches(), GROUP_ROWS):
                inside = self._inside(batch)
                if inside is None:
                    continue
                if alone:
                    # the first group sets the forms that the others are read by
                    yield from self._counted(self._typed(inside))
                    alone = False
                    continue
                self._choose_forms(inside)
                waiting.append(pool.submit(self._typed, inside))
                if len(waiting) > AHEAD:
                    yield from self._counted(waiting.popleft().result())
            while waiting:
                yield from self._counted(waiting.popleft().result())

    def _choose_forms(self, batch: Batch) -> None:
        """Columns that had no value yet take their form from the first batch that has one, whichever thread reads it."""
        open_ = [name for name, reader in self.readers.items() if reader.form is None and not reader.column.hidden]
        for name, raw in self._raw(batch, open_).items():
            self.readers[name].choose_form(raw)

    def _counted(self, several: list[Records]) -> Iterator[Records]:
        for records in several:
            if records.count:
                self.tally.records += records.count
                yield records

    def _inside(self, batch: Batch) -> Batch | None:
        """The batch without the rows above and below the table, header rows and blank rows."""
        rows = batch.rows.to_numpy()
        keep = rows >= self.span.first
        if self.span.last is not None:
            keep &= rows <= self.span.last
        outside = len(rows) - int(np.count_nonzero(keep))
        if outside:
            batch = kept(batch, pa.array(keep))
        self.tally.rows_in += len(rows)
        self.tally.furniture += outside
        if not len(batch.rows):
            return None
        blank = blank_rows(batch)
        if blank is not None:
            self.tally.furniture += pc.sum(pc.cast(blank, pa.int64())).as_py()
            batch = kept(batch, pc.invert(blank))
        batch = self._without_footers(self._without_headers(batch))
        self._overflow(batch)
        return batch if len(batch.rows) else None

    def _without_headers(self, batch: Batch) -> Batch:
        """Drop rows that repeat the header in the middle of the data."""
        places = [place for place in self.span.labels if place < len(batch.columns)]
        if len(places) < 2:
            return batch
        probe = places[0]
        like = pc.fill_null(pc.match_substring(batch.columns[probe], self.span.labels[probe]), False)
        if not pc.any(like).as_py():
            return batch
        keep = [True] * len(batch.rows)
        for index in pc.indices_nonzero(like).to_pylist():
            same = sum(squeeze(batch.columns[place][index].as_py() or "") == squeeze(self.span.labels[place]) for place in places)
            if same * 3 >= len(places) * 2:
                keep[index] = False
                self.tally.furniture += 1
        return kept(batch, pa.array(keep))

    def _without_footers(self, batch: Batch) -> Batch:
        """Turn away lines that say who made the table: whatever protects their column, they name somebody."""
        found = signed(batch)
        if found is None:
            return batch
        for number in batch.rows.filter(found).to_pylist():
            self.tally.turn_away(number, REASON)
        return kept(batch, pc.invert(found))

    def _overflow(self, batch: Batch) -> None:
        """Cells to the right of every label are not let in, and said so."""
        for place in range(self._width, len(batch.columns)):
            filled = pc.fill_null(pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(batch.columns[place])), 0), False)
            for index in pc.indices_nonzero(filled).to_pylist():
                self.tally.withhold(batch.rows[index].as_py(), place + 1, "cell under no label")

    def _raw(self, batch: Batch, names: Iterable[str] | None = None) -> dict[str, pa.Array]:
        """Released cells of the columns that are read, or of some of them."""
        wanted = list(self.readers if names is None else names)
        numbers = batch.rows.to_pylist() if self.span.links else []
        raw = {}
        for name in wanted:
            if name in self.span.links:
                place = self.span.links[name]
                raw[name] = pa.array([batch.links.get((number, place)) for number in numbers], pa.string())
            elif name in self.fixed:
                raw[name] = pa.repeat(pa.scalar(self.fixed[name], pa.string()), len(batch.rows))
            else:
                raw[name] = share(cells_at(batch, self.span.columns[name]), self.readers[name].column)
        return raw

    def _typed(self, batch: Batch) -> list[Records]:
        """The records of a batch; those of damaged rows come as batches of their own."""
        read = self._read(self._raw(batch))
        moved = self._damaged(batch, read) if self.source.realign is not None else {}
        if not moved:
            return [self._records(batch, read)]
        intact = np.ones(len(batch.rows), dtype=bool)
        intact[[index for indexes in moved.values() for index in indexes]] = False
        whole = kept(batch, pa.array(intact))
        several = [self._records(whole, self._read(self._raw(whole)))]
        for places, indexes in moved.items():
            if places:
                several += self._reader_of(places)._typed(taken(batch, indexes))
        return several

    def _records(self, batch: Batch, read: Mapping[str, Cells]) -> Records:
        columns: dict[str, pa.Array | Coded] = {ROW: batch.rows}
        for name, cells in read.items():
            columns[name] = cells.values
            if cells.states is not None:
                columns[name + STATE] = cells.states
            if cells.texts is not None:
                columns[name + TEXT] = cells.texts
        for computed in self.source.computed:
            if computed.name in self.table.by_name and computed.name not in columns:
                made = computed.make(_Values(read))
                if made is not None:
                    columns[computed.name] = made
        return self._needed(Records(len(batch.rows), columns))

    def _read(self, raw: Mapping[str, pa.Array]) -> dict[str, Cells]:
        read = {}
        for name, reader in self.readers.items():
            if name in self.fixed and not reader.column.scope:
                read[name] = reader.constant(self.fixed[name], len(raw[name]))
                continue
            scope = raw.get(reader.column.scope) if reader.column.scope else None
            read[name] = reader.read(raw[name], scope)
        return read

    def _damaged(self, batch: Batch, read: Mapping[str, Cells]) -> dict[tuple[tuple[str, int], ...], list[int]]:
        """Rows whose cells stand in other places than the header says, by those places; rows that no reading fits are turned away."""
        assert self.source.realign is not None
        bad: set[int] = set()
        for cells in read.values():
            bad.update(in_state(cells, State.UNPARSED))
        moved: dict[tuple[tuple[str, int], ...], list[int]] = {}
        for index in sorted(bad):
            row: Row = [column[index].as_py() for column in batch.columns]
            places = self.source.realign(self.table.name, row, self.span.columns)
            if places is None:
                continue
            moved.setdefault(tuple(places.items()), []).append(index)
            number = batch.rows[index].as_py()
            if places:
                self.tally.withhold(number, 1, "cells moved: read by their content")
            else:
                self.tally.turn_away(number, "cells moved, and no reading fits them")
        return moved

    def _reader_of(self, places: tuple[tuple[str, int], ...]) -> Conformer:
        """Reads rows whose cells stand in other places; it writes values in the same forms, and counts with this one."""
        with self._lock:
            if places not in self._moved:
                source = replace(self.source, realign=None)
                span = replace(self.span, columns=dict(places))
                other = Conformer(source, self.table, span, *self._like)
                other.tally = self.tally
                for name, reader in other.readers.items():
                    if name in self.readers:
                        reader.form = self.readers[name].form
                self._moved[places] = other
            return self._moved[places]

    def _needed(self, records: Records) -> Records:
        """Turn away rows that have no readable value in any column of which one is needed."""
        names = [name for name in self.source.needs.get(self.table.name, ()) if name in records.columns]
        keep = np.full(records.count, not names)
        for name in names:
            keep |= _is_there(records.columns[name])
            if keep.all():
                break
        if keep.all():
            return records
        rows = records.columns[ROW]
        assert not isinstance(rows, Coded)
        for number in rows.filter(pa.array(~keep)).to_pylist():
            self.tally.turn_away(number, f"no readable value in {' or '.join(names)}")
        return records.kept(keep)


def _is_there(column: pa.Array | Coded) -> npt.NDArray[np.bool_]:
    return column.codes >= 0 if isinstance(column, Coded) else np.asarray(column.is_valid())


class _Values(Mapping[str, pa.Array]):
    """Typed columns by name, unfolded when they are looked at."""

    def __init__(self, read: Mapping[str, Cells]) -> None:
        self._read = read

    def __getitem__(self, name: str) -> pa.Array:
        values = self._read[name].values
        return values.arrow().dictionary_decode() if isinstance(values, Coded) else values

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def _corrections(source: Source, table: Table, facts: Facts) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in source.corrections:
        early = entry.since is not None and (facts.published is None or facts.published < entry.since)
        late = entry.until is not None and (facts.published is None or facts.published > entry.until)
        if entry.table == table.name and not early and not late:
            found.setdefault(entry.column, {})[squeeze(entry.found)] = entry.meant
    return found

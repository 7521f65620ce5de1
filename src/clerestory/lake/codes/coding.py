"""Coding one column of one column file: reading it once, and giving every different cell a number."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clerestory.lake.codes.cells import Cells, Numbers, paired, ranked, smallest
from clerestory.lake.conditions import STATE


@dataclass(frozen=True, eq=False)
class Coded:
    """One column of some records."""

    codes: Numbers
    """One number a record: the place of its cell in ``cells``."""
    cells: Cells
    counts: Numbers
    """How many records have each cell, in as few bytes as hold the largest."""


def coded(codes: Numbers, cells: Cells) -> Coded:
    """Codes in as few bytes as hold them, counted."""
    counts = np.bincount(codes, minlength=len(cells))
    return Coded(smallest(codes, len(cells)), cells, smallest(counts, int(counts.max(initial=0)) + 1))


def code_column(path: Path, column: str) -> Coded:
    """Read a column with its states and code it. A column that the file lacks has cells without value and state."""
    metadata = pq.read_metadata(path)
    names = set(metadata.schema.names)
    there = [name for name in (column, column + STATE) if name in names]
    if not there:
        return coded(np.zeros(metadata.num_rows, dtype=np.uint8), Cells(pa.nulls(min(metadata.num_rows, 1))))
    with pq.ParquetFile(path, metadata=metadata, memory_map=True, read_dictionary=there) as file:
        records = file.read(columns=there)
        rows = metadata.num_rows
    values = records[column] if column in there else pa.chunked_array([pa.nulls(rows)])
    return code_cells(values, records[column + STATE] if column + STATE in there else None)


def code_cells(values: pa.ChunkedArray, states: pa.ChunkedArray | None) -> Coded:
    """Code the cells of some records."""
    ranks, different = _sorted(values)
    if states is None:
        return coded(ranks, Cells(different))
    state_ranks, names = _sorted(states)
    codes, firsts = paired(ranks, state_ranks, len(names))
    value_places, state_places = pa.array(ranks[firsts]), pa.array(state_ranks[firsts])
    return coded(codes, Cells(different.take(value_places), names.take(state_places)))


def _sorted(column: pa.ChunkedArray) -> tuple[Numbers, pa.Array]:
    """For each record the place of its value in the sorted list of different values, and that list; no value comes last."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    if not pa.types.is_dictionary(column.type):
        values = _whole(column)
        ranks = ranked(values)
        return ranks, values.take(pa.array(_firsts(ranks)))
    words = _whole(column.unify_dictionaries())
    texts = words.dictionary.cast(pa.string())
    order = ranked(texts)
    firsts = _firsts(order)
    ranks = np.append(order, len(firsts))[pc.fill_null(words.indices, len(texts)).to_numpy()]
    different = texts.take(pa.array(firsts))
    used = np.bincount(ranks, minlength=len(firsts) + 1) > 0
    if not used[:-1].all():
        ranks = (np.cumsum(used) - 1)[ranks]
        different = different.filter(pa.array(used[:-1]))
    return ranks, pa.concat_arrays([different, pa.nulls(1, pa.string())]) if used[-1] else different


def _firsts(ranks: Numbers) -> Numbers:
    """A place at which each rank stands."""
    firsts = np.zeros(int(ranks.max(initial=-1)) + 1, dtype=np.int64)
    firsts[ranks] = np.arange(len(ranks))
    return firsts


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole

"""Column files: how records are put together, sorted and written.

A file holds one run of records. Texts that are held as codes stay codes: each group of rows has a dictionary of the texts that its
records use, in their order, and no others, so that nothing of rows that were turned away stays in a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clerestory.lake.coded import NOTHING, Coded, Codes, Records, Vocabulary, dictionary_array

ROW_GROUP = 262_144
CODEC, LEVEL = "zstd", 1
FEW = 1_000
"""Statistics of text columns are kept up to so many distinct texts, and of those that a file is sorted by: working them out costs more than
writing, and a filter skips nothing by the first and last of many unsorted texts."""
DICTIONARY_BYTES = 64 << 20
"""Above this size the writer would give up codes half-way and write every text."""
_SECOND = np.uint64(1_000_000)
SUFFIXES = ("__state", "__text")


class _Sorted(NamedTuple):
    """A column of texts as codes that sort as the texts do, each used by some record; NOTHING for null."""

    codes: Codes
    texts: pa.StringArray
    nulls: bool


_Column: TypeAlias = "pa.Array | _Sorted"


def write_run(held: list[Records], order: Sequence[str], path: Path) -> tuple[int, tuple[str, ...]]:
    """Write records, sorted by some columns, ties as they stand. Gives (records, names of columns); empties ``held`` to free memory."""
    names = list(dict.fromkeys(name for records in held for name in records.columns))
    counts = [records.count for records in held]
    parts = {name: [records.columns.get(name) for records in held] for name in names}
    held.clear()
    columns = {name: _joined(parts.pop(name), counts) for name in names}
    _write(columns, sum(counts), permutation(columns, order), order, path)
    return sum(counts), tuple(names)


def write_table(table: pa.Table, path: Path) -> None:
    """Write records in the order in which they stand; texts that are held as codes stay codes."""
    _write(columns_of_table(table), table.num_rows, None, (), path)


def columns_of_table(table: pa.Table) -> dict[str, _Column]:
    """The columns of an Arrow table as they are sorted and written."""
    columns: dict[str, _Column] = {}
    for name in table.column_names:
        column = table[name].unify_dictionaries()
        cells = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
        if isinstance(cells, pa.DictionaryArray):
            codes = pc.fill_null(pc.cast(cells.indices, pa.int32()), NOTHING).to_numpy()
            columns[name] = _sorted(codes, cells.dictionary)
        else:
            columns[name] = cells
    return columns


def _write(columns: Mapping[str, _Column], count: int, rows: npt.NDArray[np.int64] | None, order: Sequence[str], path: Path) -> None:
    columns = {name: _plain_if_mostly_distinct(column) for name, column in columns.items()}
    texts = {name: len(column.texts) for name, column in columns.items() if isinstance(column, _Sorted)}
    kinds = {name: column.type for name, column in columns.items() if not isinstance(column, _Sorted)}
    schema = pa.schema([(name, kinds.get(name, pa.dictionary(pa.int32(), pa.string()))) for name in columns])
    many = {name for name, size in texts.items() if name not in order and (size > FEW or name.endswith(SUFFIXES))}
    deltas = {name for name, kind in kinds.items() if pa.types.is_integer(kind) or pa.types.is_timestamp(kind)}
    random = {name for name in deltas if pa.types.is_int64(kinds[name]) and _is_random(columns[name])}
    codec = {name: "none" if name in deltas else CODEC for name in columns}
    with pq.ParquetWriter(
        path,
        schema,
        compression=codec,
        compression_level={name: LEVEL for name, kind in codec.items() if kind == CODEC},
        use_dictionary=sorted(texts),
        dictionary_pagesize_limit=DICTIONARY_BYTES,
        write_statistics=[name for name in columns if name not in many],
        column_encoding=dict.fromkeys(sorted(deltas - random), "DELTA_BINARY_PACKED"),
        store_schema=False,
    ) as file:
        for start in range(0, count, ROW_GROUP):
            size = min(ROW_GROUP, count - start)
            places = slice(start, start + size) if rows is None else rows[start : start + size]
            group = [_gathered(column, places) for column in columns.values()]
            file.write_table(pa.Table.from_arrays(group, schema=schema), row_group_size=ROW_GROUP)


def _is_random(column: pa.Array) -> bool:
    """Whether whole numbers are so large and far apart that differences take more room than they do: stand-ins of ids."""
    extremes = pc.min_max(column.slice(0, FEW)).as_py()
    return extremes["min"] is not None and extremes["max"] - extremes["min"] >= 1 << 60


def _gathered(column: _Column, places: slice | npt.NDArray[np.int64]) -> pa.Array:
    if isinstance(column, _Sorted):
        codes = column.codes[places] if isinstance(places, slice) else column.codes.take(places)
        if len(column.texts) <= FEW:
            return dictionary_array(codes, column.texts, nulls=column.nulls)
        return dictionary_array(*_used(codes, column.texts)[:2], nulls=column.nulls)
    if isinstance(places, slice):
        return column.slice(places.start, places.stop - places.start)
    return column.take(pa.array(places))


def _used(codes: Codes, texts: pa.StringArray) -> tuple[Codes, pa.StringArray, bool]:
    """Codes in a dictionary of the texts that they use, those texts, and whether some cell has none."""
    places = codes.astype(np.intp)  # once, not for each of the two that need them so
    used, nulls = _uses(places, len(texts))
    if used.all():
        return codes, texts, nulls
    renumbered = np.append(np.cumsum(used, dtype=np.int32) - np.int32(1), np.int32(NOTHING))
    return renumbered.take(places), texts.filter(pa.array(used)), nulls


def _uses(places: npt.NDArray[np.intp], size: int) -> tuple[npt.NDArray[np.bool_], bool]:
    """Which of so many texts some cell has, and whether some cell has none."""
    used = np.zeros(size + 1, dtype=bool)
    used[places] = True
    return used[:-1], bool(used[-1])  # NOTHING is the last place


def _plain_if_mostly_distinct(column: _Column) -> _Column:
    """Codes save nothing where most texts stand once."""
    if not isinstance(column, _Sorted) or len(column.texts) * 2 <= len(column.codes) or len(column.texts) <= FEW:
        return column
    return dictionary_array(column.codes, column.texts, nulls=column.nulls).dictionary_decode()


def _joined(parts: Sequence[pa.Array | Coded | None], counts: Sequence[int]) -> _Column:
    """One column out of those of several batches; null where a batch lacks it."""
    there = [part for part in parts if part is not None]
    if all(isinstance(part, Coded) for part in there):
        return _joined_codes(parts, counts)
    arrays = [part.arrow().dictionary_decode() if isinstance(part, Coded) else _undone(part) for part in parts if part is not None]
    kind = next((array.type for array in arrays if not pa.types.is_null(array.type)), pa.string())
    if any(isinstance(part, Coded) for part in there):
        kind = pa.string()
    remaining = iter(arrays)
    return pa.concat_arrays(
        [pa.nulls(count, kind) if part is None else next(remaining).cast(kind) for part, count in zip(parts, counts, strict=True)]
    )


def _undone(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array


def _joined_codes(parts: Sequence[pa.Array | Coded | None], counts: Sequence[int]) -> _Sorted:
    words = {id(part.words): part.words for part in parts if isinstance(part, Coded)}
    missing = [np.full(count, NOTHING, np.int32) if part is None else part.codes for part, count in zip(parts, counts, strict=True)]
    if len(words) == 1:
        only = next(iter(words.values()))
        return _sorted(np.concatenate(missing), pa.array(list(only.texts), pa.string()))
    together = Vocabulary()
    to = {key: np.array([*together.codes(list(each.texts)), NOTHING], dtype=np.int32) for key, each in words.items()}
    codes = [codes if part is None else to[id(part.words)][codes] for part, codes in zip(parts, missing, strict=True)]
    return _sorted(np.concatenate(codes), pa.array(together.texts, pa.string()))


def _sorted(codes: Codes, texts: pa.StringArray) -> _Sorted:
    """Codes of the texts that are used, renumbered in the order of those; equal texts get one."""
    if len(texts) == 1 and len(codes) and not codes.any():  # the same in every record, as the release's name is
        return _Sorted(codes.astype(np.int8), texts, False)
    places = codes.astype(np.intp)
    used, nulls = _uses(places, len(texts))
    texts = texts if used.all() else texts.filter(pa.array(used))
    if not len(texts):
        return _Sorted(np.full(len(codes), NOTHING, np.int8), texts, nulls)
    ranks = pc.rank(texts, tiebreaker="dense").to_numpy().astype(np.int64) - 1
    order = np.empty(int(ranks.max()) + 1, dtype=np.int64)
    order[ranks] = np.arange(len(texts))
    # the smallest numbers that hold NOTHING too: cells are gathered faster
    renumbered = np.full(len(used) + 1, NOTHING, dtype=np.min_scalar_type(-len(order)))
    renumbered[:-1][used] = ranks
    return _Sorted(renumbered.take(places), texts.take(pa.array(order)), nulls)


def permutation(columns: Mapping[str, _Column], order: Sequence[str]) -> npt.NDArray[np.int64] | None:
    """Row numbers in the order of some columns, nulls last, ties as they stand; None when none of the columns is there."""
    keys = [_ranks(columns[name]) for name in order if name in columns]
    if not keys or not len(keys[0]):
        return None
    count = len(keys[0])
    bits = [int(key.max()).bit_length() for key in keys]
    row_bits = count.bit_length()
    if sum(bits) + row_bits > 64:
        return np.lexsort(keys[::-1]).astype(np.int64)
    # one 64-bit word a row, its number in the low bits: numpy sorts such words faster than anything else
    packed = np.arange(count, dtype=np.uint64)
    shift = row_bits
    for key, width in zip(keys[::-1], bits[::-1], strict=True):
        packed |= key << np.uint64(shift)
        shift += width
    packed.sort()
    packed &= np.uint64((1 << row_bits) - 1)
    return packed.view(np.int64)


def _ranks(column: _Column) -> npt.NDArray[np.uint64]:
    """A number for each cell that sorts as the cell does; nulls last."""
    if not isinstance(column, _Sorted) and (pa.types.is_string(column.type) or pa.types.is_floating(column.type)):
        coded = column.dictionary_encode()
        column = _sorted(pc.fill_null(coded.indices, NOTHING).to_numpy(), coded.dictionary)
    if isinstance(column, _Sorted):
        return np.where(column.codes < 0, len(column.texts), column.codes).astype(np.uint64)
    kind = pa.int32() if pa.types.is_date32(column.type) else pa.int64()
    numbers = pc.cast(column.cast(kind), pa.int64())
    low = pc.min(numbers).as_py() or 0
    high = (pc.max(numbers).as_py() or 0) - low
    ranks = pc.fill_null(pc.subtract(numbers, low), high).to_numpy().view(np.uint64)
    if pa.types.is_timestamp(column.type) and high > _SECOND:
        seconds = ranks // _SECOND
        if (seconds * _SECOND == ranks).all():
            ranks, high = seconds, high // 1_000_000  # moments of whole seconds: fewer bits
    if column.null_count:
        ranks = np.where(np.asarray(column.is_null()), np.uint64(high + 1), ranks)
    return np.asarray(ranks, dtype=np.uint64)

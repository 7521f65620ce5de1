"""One pass from a network-audit CSV to protected, sorted Parquet, in bounded memory: the fastest way found so far.

`python bench/prototype_pipeline.py CSV OUT_FOLDER [--run-rows N]` prints seconds, core-seconds per step and peak memory.

parse (one thread, hashes the file as it reads) -> groups of some 60 MB -> protect (two threads; nothing raw leaves)
-> a run of RUN rows -> sort by (organisation, time), flag repeated ids -> one Parquet file per run (two threads).
No raw cell touches the disk, and memory depends on the length of a run, not of the file.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import hmac
import queue
import re
import resource
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import vectors

LABELS = (
    "ID Name Org_Name Total_Networks_Searched Total_Devices_Searched Time_Frame License_Plate Reason Case_# Filters "
    "Search_Time Search_Type Text_Prompt Moderation"
).replace(" ", "\0").replace("_", " ").split("\0")  # fmt: skip
KEY = hashlib.sha256(b"a workspace key").digest()
MARKS = pa.array(["", "***", "——", "REDACTED", "[REDACTED]", "###", "none", "n/a", "NA", "-", "x"])
VALUE = 100
SUSPECT = r"[A-Z]{2,4}-?[0-9]{3,4}|[0-9]{6,}|[0-9]{3}-[0-9]{2}-[0-9]{4}|@"
IDENTIFIER = re.compile(r"\b(?:[A-Z]{2,4}-?\d{3,4}|\d{6,}|\d{3}-\d{2}-\d{4})\b|\S+@\S+|Q[A-Z]{3}\d{3}")
TEXTS = {"reason": "Reason", "filters": "Filters", "prompt": "Text Prompt"}
CODES = {"type": "Search Type", "moderation": "Moderation"}
FEW = ["org", "reason", "filters", "prompt", "type", "moderation", "nets", "devices", "account"]
STATES = ["account_state", "plate_state", "devices_state", "repeats"]
DELTA = ["time", "frame_start", "frame_end", "row"]
SPENT: collections.Counter[str] = collections.Counter()


@contextmanager
def spent(step: str) -> Iterator[None]:
    begun = time.thread_time()
    yield
    SPENT[step] += time.thread_time() - begun


class Hashed:
    """A file that hashes what it hands out, so that the bytes that were parsed are the bytes that were named."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb", buffering=0)
        self.digest = hashlib.sha256()
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        with spent("sha256 of the file"):
            self.digest.update(data)
        return data

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self.file.close()
        self.closed = True


def groups(path: Path, rows: int, out: queue.Queue[pa.Table | str]) -> None:
    """Tables of about `rows` rows in file order, then the file's hash."""
    source = Hashed(path)
    with spent("parse"):
        reader = pacsv.open_csv(
            pa.PythonFile(source, mode="r"),
            read_options=pacsv.ReadOptions(use_threads=False, block_size=1 << 20, column_names=LABELS, skip_rows=1),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(LABELS, pa.string())),
        )
    held: list[pa.RecordBatch] = []
    while True:
        with spent("parse"):
            batch = next(iter(reader), None)
        if batch is not None:
            held.append(batch)
        if held and (batch is None or sum(map(len, held)) >= rows):
            out.put(pa.Table.from_batches(held))
            held = []
        if batch is None:
            break
    out.put(source.digest.hexdigest())


def key_pair(purpose: str) -> tuple[int, int]:
    digest = hmac.digest(KEY, purpose.encode(), "sha256")
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")


def states(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.index_in(cells, value_set=MARKS), VALUE).cast(pa.int8())


def encoded(cells: pa.ChunkedArray) -> pa.DictionaryArray:
    return cells.dictionary_encode().combine_chunks()


def screened(cells: pa.DictionaryArray) -> pa.DictionaryArray:
    """RE2 finds the suspects among the distinct values; Python looks at those alone."""
    suspect = pc.match_substring_regex(cells.dictionary, SUSPECT)
    values = [IDENTIFIER.sub("■", text) for text in cells.dictionary.filter(suspect).to_pylist()]
    if not values:
        return cells
    clean = pc.replace_with_mask(cells.dictionary, suspect, pa.array(values, pa.string()))
    return pa.DictionaryArray.from_arrays(cells.indices, clean)


def integers(cells: pa.ChunkedArray, state: pa.ChunkedArray) -> pa.Array:
    kept = pc.if_else(pc.equal(state, VALUE), cells, pa.scalar(None, pa.string()))
    return kept.cast(pa.int32()).combine_chunks()


def moments(cells: pa.ChunkedArray, width: int, offsets: tuple[int, ...]) -> list[pa.Array]:
    found: list[list[np.ndarray]] = [[] for _ in offsets]
    for chunk in cells.chunks:
        text, some = vectors.matrix(chunk, width)
        for at, column in zip(offsets, found, strict=True):
            seconds, fit = vectors.stamps(text, at)
            if some is not None or not fit.all():
                raise ValueError("the prototype knows one shape of time; the odd cell goes the slow way in the product")
            column.append(seconds)
    return [pa.array(np.concatenate(column)) for column in found]


class Tokens:
    """Account tokens that are scoped to one organisation: SipHash under the organisation's own key."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[int, int]] = {}

    def of(self, org: pa.DictionaryArray, name: pa.DictionaryArray) -> pa.Array:
        pair = org.indices.to_numpy().astype(np.int64) * len(name.dictionary) + name.indices.to_numpy()
        coded = pa.array(pair).dictionary_encode()
        org_code, name_code = np.divmod(coded.dictionary.to_numpy(), len(name.dictionary))
        keys = np.array([self.key(text) for text in org.dictionary.to_pylist()], dtype=np.uint64)[org_code]
        words, last, long = vectors.text_words(name.dictionary, 8)
        if long.any():
            raise ValueError("a name over 63 bytes goes the slow way in the product")
        token = vectors.siphash([word[name_code] for word in words], last[name_code], keys[:, 0], keys[:, 1])
        return pa.array(token[coded.indices.to_numpy()])

    def key(self, org: str) -> tuple[int, int]:
        if org not in self.keys:
            self.keys[org] = key_pair("account\0publisher\0" + org)
        return self.keys[org]


def protect(table: pa.Table, first: int, tokens: Tokens) -> pa.Table:
    out: dict[str, pa.Array] = {}
    with spent("organisation, name: encode"):
        out["org"], name = encoded(table["Org Name"]), encoded(table["Name"])
        name_state = states(pa.chunked_array([name.dictionary])).combine_chunks()
    with spent("name: token"):
        out["account"] = tokens.of(out["org"], name)
        out["account_state"] = name_state.take(name.indices)
    with spent("times"):
        (out["time"],) = moments(table["Search Time"], 27, (0,))
        out["frame_start"], out["frame_end"] = moments(table["Time Frame"], 55, (0, 28))
    with spent("integers"):
        out["nets"] = table["Total Networks Searched"].cast(pa.int32()).combine_chunks()
        devices = table["Total Devices Searched"]
        out["devices_state"] = states(devices).combine_chunks()
        out["devices"] = integers(devices, pa.chunked_array([out["devices_state"]]))
    with spent("plate: state alone"):
        out["plate_state"] = states(table["License Plate"]).combine_chunks()
    with spent("texts: encode"):
        texts = {to: encoded(table[label]) for to, label in TEXTS.items()}
        out.update({to: encoded(table[label]) for to, label in CODES.items()})
    with spent("texts: screen"):
        out.update({to: screened(cells) for to, cells in texts.items()})
    with spent("case: token"):
        parts = [vectors.text_words(chunk, 4) for chunk in table["Case #"].chunks]
        out["case"] = pa.array(np.concatenate([vectors.siphash(w, last, *key_pair("case")) for w, last, _ in parts]))
    with spent("id: keyed hash"):
        ids = [vectors.uuid_words(vectors.matrix(chunk, 36)[0]) for chunk in table["ID"].chunks]
        out["id"] = pa.array(np.concatenate([vectors.siphash(w, 16 << 56, *key_pair("id")) for w in ids]))
    out["row"] = pa.array(np.arange(first, first + len(table), dtype=np.int64))
    return pa.table(out)


def repeated(ids: np.ndarray, seen: list[np.ndarray]) -> np.ndarray:
    """True for a row whose id an earlier row of the file has. `seen` holds those of earlier runs, sorted."""
    ordered = np.sort(ids)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    flag = np.zeros(len(ids), dtype=bool)
    if len(twice):
        maybe = np.flatnonzero(among(ids, twice))
        _, firsts = np.unique(ids[maybe], return_index=True)
        flag[maybe] = True
        flag[maybe[firsts]] = False
    for earlier in seen:
        place = np.minimum(np.searchsorted(earlier, ordered), len(earlier) - 1)
        crossing = np.unique(ordered[earlier[place] == ordered])
        if len(crossing):
            flag |= among(ids, crossing)
    seen.append(ordered)
    while len(seen) > 1 and len(seen[-1]) * 2 > len(seen[-2]):  # few, growing lists: n log n over the whole file
        seen.append(np.sort(np.concatenate([seen.pop(), seen.pop()])))
    return flag


def among(ids: np.ndarray, few: np.ndarray) -> np.ndarray:
    """`ids in few`, by way of a bitmap on the top bits that settles nearly all rows without a search."""
    bitmap = np.zeros(1 << 24, dtype=bool)
    bitmap[few >> np.uint64(40)] = True
    maybe = np.flatnonzero(bitmap[ids >> np.uint64(40)])
    place = np.minimum(np.searchsorted(few, ids[maybe]), len(few) - 1)
    out = np.zeros(len(ids), dtype=bool)
    out[maybe[few[place] == ids[maybe]]] = True
    return out


def order(org: pa.DictionaryArray, seconds: np.ndarray) -> np.ndarray:
    """Rows by (organisation, time, place in the file): three numbers in one 64-bit word when they fit, as a rule."""
    rank = np.empty(len(org.dictionary), dtype=np.uint64)
    rank[pc.array_sort_indices(org.dictionary).to_numpy()] = np.arange(len(rank), dtype=np.uint64)
    since = (seconds - seconds.min()).astype(np.uint64)
    row_bits, time_bits = len(seconds).bit_length(), int(since.max()).bit_length()
    codes = rank[org.indices.to_numpy()]
    if row_bits + time_bits + len(rank).bit_length() > 64:
        return np.lexsort((since, codes))
    packed = codes << np.uint64(row_bits + time_bits) | since << np.uint64(row_bits)
    packed |= np.arange(len(seconds), dtype=np.uint64)
    packed.sort()
    return (packed & np.uint64((1 << row_bits) - 1)).astype(np.int64)


def taken(cells: pa.Array, rows: np.ndarray) -> pa.Array:
    if isinstance(cells, pa.DictionaryArray):
        return pa.DictionaryArray.from_arrays(pa.array(np.take(cells.indices.to_numpy(), rows)), cells.dictionary)
    if cells.null_count or pa.types.is_boolean(cells.type):
        return cells.take(pa.array(rows))
    return pa.array(np.take(cells.to_numpy(), rows))


def write_part(columns: dict[str, pa.Array], rows: np.ndarray, path: Path) -> None:
    with spent("sort: move the columns"):
        table = pa.table({name: taken(cells, rows) for name, cells in columns.items()})
    with spent("write Parquet"):
        # near-unique columns skip the dictionary (it would be built, found too large, and thrown away)
        encoding = dict.fromkeys(DELTA, "DELTA_BINARY_PACKED")
        pq.write_table(
            table, path, compression="zstd", compression_level=1, row_group_size=1 << 18,
            use_dictionary=FEW + STATES[:-1], column_encoding=encoding,
        )  # fmt: skip


def finish(run: list[pa.Table], folder: Path, number: int, seen: list[np.ndarray], pool: ThreadPoolExecutor) -> None:
    """Sort one run and write it as two files side by side, one a core."""
    with spent("run: one dictionary each"):
        table = pa.concat_tables(run).unify_dictionaries()
        run.clear()
        columns = {name: table[name].combine_chunks() for name in table.column_names}
        del table
    with spent("sort: order"):
        rows = order(columns["org"], columns["time"].to_numpy())
    with spent("repeated ids"):
        columns["repeats"] = pa.array(repeated(columns["id"].to_numpy(), seen))
    half = len(rows) // 2
    jobs = [
        pool.submit(write_part, columns, rows[:half], folder / f"run{number:04}-0.parquet"),
        pool.submit(write_part, columns, rows[half:], folder / f"run{number:04}-1.parquet"),
    ]
    for job in jobs:
        job.result()


def pipeline(path: Path, folder: Path, group_rows: int, run_rows: int) -> tuple[int, str]:
    waiting: queue.Queue[pa.Table | str] = queue.Queue(2)
    threading.Thread(target=groups, args=(path, group_rows, waiting), daemon=True).start()
    tokens, seen, run, number, rows = Tokens(), [], [], 0, 0
    in_work: collections.deque[Future[pa.Table]] = collections.deque()
    last: Future[None] | None = None
    with ThreadPoolExecutor(2) as workers, ThreadPoolExecutor(1) as closer, ThreadPoolExecutor(2) as writers:
        item: pa.Table | str = waiting.get()
        while isinstance(item, pa.Table) or in_work:
            if isinstance(item, pa.Table):
                in_work.append(workers.submit(protect, item, rows, tokens))
                rows += len(item)
                item = waiting.get()
            if len(in_work) > 2 or isinstance(item, str):
                run.append(in_work.popleft().result())
            full = sum(map(len, run)) >= run_rows
            if run and (full or (isinstance(item, str) and not in_work)):
                if last:
                    last.result()  # at most one run is being written while the next one fills: this bounds the memory
                last = closer.submit(finish, run, folder, number, seen, writers)
                run, number = [], number + 1
        if last:
            last.result()
    return rows, str(item)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--group-rows", type=int, default=262_144)
    parser.add_argument("--run-rows", type=int, default=4_000_000)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    pa.set_cpu_count(1)  # the threads are ours: a pool inside each would fight them
    begun = time.perf_counter()
    rows, digest = pipeline(args.csv, args.out, args.group_rows, args.run_rows)
    seconds = time.perf_counter() - begun
    for step, used in SPENT.most_common():
        print(f"  {step:28} {used:6.2f} core-s")
    megabytes = args.csv.stat().st_size / 1e6
    written = sum(file.stat().st_size for file in args.out.glob("*.parquet")) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{rows:,} rows in {seconds:.2f} s: {rows / seconds:,.0f} rows/s, {megabytes / seconds:.0f} MB/s, "
        f"{SPENT.total():.1f} core-s, {written:,.0f} MB written, peak {peak:.2f} GB, sha256 {digest[:12]}"
    )


if __name__ == "__main__":
    main()

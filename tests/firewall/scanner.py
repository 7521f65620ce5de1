"""Looks for texts in everything that a folder holds, in every form in which they could stand there.

Knows nothing of Clerestory: Parquet is taken apart twice (by its reader, and page by page from the bytes), SQLite twice (as rows, and as
raw pages with the write-ahead log and free pages), everything else as bytes.
"""

from __future__ import annotations

import base64
import io
import re
import shutil
import sqlite3
import tempfile
import urllib.parse
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

_START = 6
_ZSTD = b"\x28\xb5\x2f\xfd"
Surface = tuple[str, bytes]


def forms(needle: str) -> set[bytes]:
    """The byte strings, in small letters, by which a needle would be seen."""
    found: set[bytes] = set()
    for text in {needle, needle.lower(), needle.upper(), needle.title()}:
        raw = text.encode()
        wide = {text.encode("utf-16-le"), text.encode("utf-16-be")}
        quoted = {urllib.parse.quote(text, safe="").encode(), "".join(f"%{byte:02x}" for byte in raw).encode()}
        quoted |= {urllib.parse.quote_plus(text).encode(), text.replace(" ", "_").encode(), text.replace(" ", "").encode()}
        found |= {raw, raw.hex().encode(), *wide, *quoted}
        for body in (raw, *wide):
            found |= _base64(body)
    return {form.lower() for form in found}


def _base64(body: bytes) -> set[bytes]:
    """What of the text is the same in base64 wherever it begins."""
    found = set()
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + body)
        first = -(-before * 8 // 6)
        last = (before + len(body)) * 8 // 6
        found.add(coded[first:last])
        found.add(coded[first:last].replace(b"+", b"-").replace(b"/", b"_"))
    return {each for each in found if len(each) >= 8}


def surfaces(folder: Path) -> Iterator[Surface]:
    """(place, bytes) of all that a folder holds."""
    for path in sorted(folder.rglob("*")):
        where = path.relative_to(folder).as_posix()
        yield f"name of {where}", where.encode()
        if not path.is_file():
            continue
        body = path.read_bytes()
        yield f"bytes of {where}", body
        if body.startswith(b"PAR1") or path.suffix == ".parquet":
            yield from ((f"{what} of {where}", data) for what, data in parquet(body))
        if body.startswith(b"SQLite format 3"):
            yield from ((f"{what} of {where}", data) for what, data in sqlite(path))


def parquet(body: bytes) -> Iterator[Surface]:
    """Everything in a Parquet file, whole or cut off in the middle of being written."""
    for at in (found.start() for found in re.finditer(re.escape(_ZSTD), body)):
        page = _page(body[at:])
        if page:
            yield f"page at {at}", page
    try:
        file = pq.ParquetFile(pa.BufferReader(body))
    except (pa.ArrowException, OSError):
        return
    yield from _read(file)
    texts = [field.name for field in file.schema_arrow if pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)]
    coded = pq.read_table(pa.BufferReader(body), read_dictionary=texts)
    for name in texts:
        for chunk in coded[name].chunks:
            if isinstance(chunk, pa.DictionaryArray):
                yield f"dictionary of {name}", _lines(chunk.dictionary.to_pylist())


def _read(file: pq.ParquetFile) -> Iterator[Surface]:
    """What the reader gives: footer, statistics, values."""
    yield "footer", repr(file.metadata.metadata).encode() + repr(file.schema).encode() + str(file.schema_arrow).encode()
    yield "creator", file.metadata.created_by.encode()
    for group in range(file.metadata.num_row_groups):
        for index in range(file.metadata.num_columns):
            column = file.metadata.row_group(group).column(index)
            if column.is_stats_set and column.statistics.has_min_max:
                limits = (column.statistics.min, column.statistics.max)
                yield f"statistics of {column.path_in_schema}", _lines(limits)
    for name in file.schema_arrow.names:
        yield f"values of {name}", _lines(file.read([name])[name].to_pylist())


def _lines(values: Iterable[object]) -> bytes:
    return "\n".join(value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in values).encode()


def _page(frame: bytes) -> bytes:
    """One Zstandard frame that says how long its content is; nothing when it is none after all."""
    kind = frame[4] if len(frame) > 4 else 0
    single, size_code = kind >> 5 & 1, kind >> 6
    width = (1 if single else 0, 2, 4, 8)[size_code]
    at = 5 + (0 if single else 1) + (0, 1, 2, 4)[kind & 3]
    size = int.from_bytes(frame[at : at + width], "little") + (256 if width == 2 else 0)
    if not width or size > 1 << 28:
        return b""
    try:
        with pa.CompressedInputStream(io.BytesIO(frame), "zstd") as stream:
            return bytes(stream.read(size))
    except (pa.ArrowException, OSError):
        return b""


def sqlite(path: Path) -> Iterator[Surface]:
    """Rows of every table, from a copy: opening a database may fold its log into it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "db")
        for suffix in ("", "-wal", "-shm"):
            if (beside := path.with_name(path.name + suffix)).exists():
                shutil.copy(beside, str(copy) + suffix)
        with closing(sqlite3.connect(copy)) as db:
            db.text_factory = bytes
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = db.execute(f'SELECT * FROM "{name.decode()}"').fetchall()
                yield f"rows of {name.decode()}", b"\n".join(_lines(row) for row in rows)


def search(places: Iterable[Surface], needles: Iterable[str]) -> dict[str, list[str]]:
    """Needle → the places in which it stands in any form."""
    by_start: dict[bytes, list[tuple[bytes, str]]] = {}
    for needle in needles:
        for form in forms(needle):
            by_start.setdefault(form[:_START], []).append((form, needle))
    assert all(len(start) == _START for start in by_start), "a needle so short would be found by chance"
    starts = np.unique(np.concatenate([_windows(start) for start in by_start]))
    found: dict[str, dict[str, None]] = {}
    for where, body in places:
        small = body.lower()
        for at in np.flatnonzero(np.isin(_windows(small), starts)).tolist():
            for form, needle in by_start[small[at : at + _START]]:
                if small.startswith(form, at):
                    found.setdefault(needle, {})[where] = None
    return {needle: list(where) for needle, where in found.items()}


def _windows(body: bytes) -> npt.NDArray[np.uint64]:
    """Every run of so many bytes as a number, so that thousands of needles are looked for at once."""
    one = np.frombuffer(body, dtype=np.uint8)
    count = max(0, len(one) - _START + 1)
    whole = np.zeros(count, dtype=np.uint64)
    for at in range(_START):
        whole |= one[at : at + count].astype(np.uint64) << np.uint64(8 * at)
    return whole

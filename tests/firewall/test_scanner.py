"""The scanner must see what it is asked for in every corner; otherwise its silence means nothing."""

from __future__ import annotations

import base64
import sqlite3
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.firewall.scanner import search, surfaces

NEEDLE = "Zuidhoek Vantrelle 666-41-1234"


def _value(folder: Path) -> None:
    pq.write_table(pa.table({"a": ["x", NEEDLE, "y"]}), folder / "a.parquet", compression="zstd")


def _unused_dictionary_entry(folder: Path) -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["x", NEEDLE]))
    pq.write_table(pa.table({"a": column}), folder / "a.parquet", compression="zstd", store_schema=False, write_statistics=False)


def _column_name(folder: Path) -> None:
    pq.write_table(pa.table({NEEDLE: [1]}), folder / "a.parquet", store_schema=False)


def _key_value_metadata(folder: Path) -> None:
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata({"note": NEEDLE}), folder / "a.parquet")


def _half_written_parquet(folder: Path) -> None:
    # noise keeps pages from being so small that cutting the file cuts the only one
    noise = [f"{number * 7919 % 1_000_003}" for number in range(20_000)]
    pq.write_table(pa.table({"a": [NEEDLE, *noise]}), folder / "a", compression="zstd", use_dictionary=False)
    whole = (folder / "a").read_bytes()
    (folder / "a").unlink()
    (folder / "a.parquet").write_bytes(whole[: len(whole) * 2 // 3])


def _number(folder: Path) -> None:
    pq.write_table(pa.table({"a": [1, 666411234]}), folder / "a.parquet")


def _sqlite_row(folder: Path) -> None:
    db = sqlite3.connect(folder / "l.sqlite")
    db.execute("CREATE TABLE t(a)")
    db.execute("INSERT INTO t VALUES (?)", (NEEDLE,))
    db.commit()
    db.close()


def _sqlite_free_page(folder: Path) -> None:
    db = sqlite3.connect(folder / "l.sqlite")
    db.execute("PRAGMA secure_delete=OFF")
    db.execute("CREATE TABLE t(a)")
    db.execute("INSERT INTO t VALUES (?)", (NEEDLE,))
    db.commit()
    db.execute("DROP TABLE t")
    db.commit()
    db.close()


def _sqlite_log(folder: Path) -> None:
    source = folder.parent / "source.sqlite"
    db = sqlite3.connect(source)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE t(a)")
    db.execute("INSERT INTO t VALUES (?)", (NEEDLE,))
    db.commit()
    (folder / "l.sqlite").write_bytes(source.read_bytes())
    (folder / "l.sqlite-wal").write_bytes(source.with_name("source.sqlite-wal").read_bytes())
    db.close()


def _file_name(folder: Path) -> None:
    (folder / f"about {NEEDLE}.txt").touch()


def _folder_name(folder: Path) -> None:
    (folder / NEEDLE).mkdir()


def _plain(encode: Callable[[str], bytes]) -> Callable[[Path], None]:
    def put(folder: Path) -> None:
        (folder / "log").write_bytes(b"abc " + encode(NEEDLE) + b" xyz")

    return put


CORNERS: dict[str, Callable[[Path], None]] = {
    "value": _value,
    "dictionary entry that no row uses": _unused_dictionary_entry,
    "column name": _column_name,
    "metadata": _key_value_metadata,
    "half-written file": _half_written_parquet,
    "row": _sqlite_row,
    "free page": _sqlite_free_page,
    "write-ahead log": _sqlite_log,
    "file name": _file_name,
    "folder name": _folder_name,
    "capitals": _plain(lambda text: text.upper().encode()),
    "UTF-16": _plain(lambda text: text.encode("utf-16-le")),
    "UTF-16, the other way round": _plain(lambda text: text.encode("utf-16-be")),
    "hex": _plain(lambda text: text.encode().hex().upper().encode()),
    "percent": _plain(lambda text: urllib.parse.quote(text).encode()),
    "percent throughout": _plain(lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode()),
    "base64": _plain(lambda text: base64.b64encode(text.encode())),
    "base64, one later": _plain(lambda text: base64.b64encode(b"a" + text.encode())),
    "base64, two later": _plain(lambda text: base64.b64encode(b"ab" + text.encode())),
    "base64 for addresses": _plain(lambda text: base64.urlsafe_b64encode(text.encode())),
}


@pytest.mark.parametrize("corner", CORNERS)
def test_sees_into(corner: str, tmp_path: Path) -> None:
    folder = tmp_path / "scanned"
    folder.mkdir()
    assert not search(surfaces(folder), [NEEDLE])
    CORNERS[corner](folder)
    assert search(surfaces(folder), [NEEDLE])
    assert not search(surfaces(folder), ["Quorvington"])


def test_sees_numbers_that_are_no_text(tmp_path: Path) -> None:
    _number(tmp_path)
    assert search(surfaces(tmp_path), ["666411234"])


def test_takes_compressed_pages_apart_by_itself(tmp_path: Path) -> None:
    _value(tmp_path)
    places = search(surfaces(tmp_path), [NEEDLE])[NEEDLE]
    assert any(place.startswith("page at") for place in places)
    assert any(place.startswith("values of a") for place in places)

"""Files made to harm, or simply not tables: a clear BadFile, bounded memory, nothing left on disk."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from clerestory.errors import BadFile
from clerestory.formats import Limits, grids, sniff
from tests.formats.making import csv_bytes
from tests.formats.reading import read_all, read_one


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "JPEG"),
        (bytes(range(256)) * 20, "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office file"),
        (b"PK\x03\x04 cut short", "zip archive"),
        (b"%PDF-1.7 and nothing more", "PDF"),
        (b"PAR1....PAR1", "Parquet"),
        (b"<html><body><p>Log in</p></body></html>", "without a table"),
        (zipped({"word/document.xml": b"<x/>"}), "Word"),
        (b'{"a": 1', "JSON"),
    ],
)
def test_what_is_not_a_table_is_told_so(tmp_path: Path, data: bytes, found: str) -> None:
    path = tmp_path / "records.csv"
    path.write_bytes(data)
    with pytest.raises(BadFile) as caught:
        read_all(path)
    assert found in caught.value.found
    assert caught.value.expected
    assert caught.value.do


def test_the_name_never_decides(tmp_path: Path) -> None:
    path = tmp_path / "records.xlsx"
    path.write_bytes(csv_bytes())
    assert read_one(path).format == "csv"


def test_an_unreadable_member_is_noted_and_keeps_its_ordinal(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"photo.csv": b"\x89PNG\r\n\x1a\n", "../../etc/t.csv": csv_bytes(), "/abs.csv": csv_bytes()}))
    tables = read_all(path)
    assert [table.place.index for table in tables] == [0, 1, 2]
    assert [table.format for table in tables] == ["unread", "csv", "csv"]
    assert "PNG" in tables[0].notes[0]
    assert tables[1].place.member == "../../etc/t.csv"


def test_members_are_placed_outermost_first(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"in.zip": zipped({"deep/t.csv": csv_bytes()})}))
    assert read_one(path).place.member == "in.zip!/deep/t.csv"


def test_an_encrypted_member_is_noted(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": csv_bytes(), "b.csv": csv_bytes()}, zipfile.ZIP_STORED))
    central = data.find(b"PK\x01\x02")
    data[central + 8] |= 1  # the flag that says encrypted, in the member list
    data[6] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    first, second = read_all(path)
    assert "encrypted" in first.notes[0]
    assert second.rows


def test_a_damaged_member_is_bad_and_the_next_is_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": csv_bytes() * 400, "b.csv": csv_bytes()}))
    data[80] ^= 0xFF
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    kinds = []
    for grid in grids(path):
        try:
            list(grid.batches())
            kinds.append(grid.format)
        except BadFile:
            kinds.append("bad")
    assert kinds in (["bad", "csv"], ["unread", "csv"])


@pytest.mark.parametrize("limits", [Limits(unpacked_bytes=1 << 20), Limits(ratio=20, ratio_from=1 << 20)])
def test_bombs_do_not_go_off(tmp_path: Path, limits: Limits) -> None:
    for name, data in (("a.zip", zipped({"a.csv": b"0," * (4 << 20)})), ("a.gz", gzip.compress(b"0,1\n" * (2 << 20)))):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(BadFile, match="unpacked"):
            read_all(path, limits)


def test_nesting_and_members_have_limits(tmp_path: Path) -> None:
    data = csv_bytes()
    for _ in range(8):
        data = gzip.compress(data)
    path = tmp_path / "a.gz"
    path.write_bytes(data)
    with pytest.raises(BadFile, match="nested"):
        read_all(path)
    path.write_bytes(zipped({f"{n}.csv": b"a,b\n" for n in range(30)}))
    with pytest.raises(BadFile, match="members"):
        read_all(path, Limits(members=20))


def test_a_truncated_gzip_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(os.urandom(50_000).hex().encode())[:-9_000])
    with pytest.raises(BadFile, match="cut short"):
        read_all(path)


def test_an_encrypted_workbook_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
    with pytest.raises(BadFile, match="encrypted workbook"):
        read_all(path)


def test_a_far_cell_does_not_fill_memory(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "z")
    book.close()
    table = read_one(path)
    assert table.numbers == [1, 1_048_576]
    assert table.rows[-1][-1] == "z"


def test_entities_are_never_fetched_or_expanded(tmp_path: Path) -> None:
    source = tmp_path / "plain.xlsx"
    book = xlsxwriter.Workbook(str(source), {"constant_memory": True})
    book.add_worksheet().write(0, 0, "here")
    book.close()
    secret = tmp_path / "secret.txt"
    secret.write_text("never shown", encoding="utf-8")
    path = tmp_path / "entity.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith("sheet1.xml"):
                data = data.replace(b"<worksheet", f'<!DOCTYPE w [<!ENTITY e SYSTEM "file://{secret}">]><worksheet'.encode())
                data = data.replace(b"here", b"&e;")
            new.writestr(info, data)
    with contextlib.suppress(BadFile):
        assert "never shown" not in str(read_one(path).rows)


def test_nothing_stays_on_disk_when_the_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    sheet = tmp_path / "s.xls"
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(str(sheet))
    path.write_bytes(zipped({"s.xls": sheet.read_bytes()}))
    spool = tmp_path / "spool"
    spool.mkdir()
    code = (
        "import os, sys, signal\nfrom pathlib import Path\nfrom clerestory.formats import grids, Limits\n"
        "found = grids(Path(sys.argv[1]), limits=Limits(memory_bytes=10))\n"
        "grid = next(found)\nnext(iter(grid.batches()))\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], env={**os.environ, "TMPDIR": str(spool)}, check=False, timeout=60)
    assert done.returncode == -9
    assert list(spool.iterdir()) == []
    assert tempfile.gettempdir() != str(spool)


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"a,b\n1,2\n", "x.pdf", "csv"),
        (b"[1] see note,b\n", "x.csv", "csv"),
        (b'[{"a": 1}]', "x", "json"),
        (b'{"a": 1}\n', "x.csv", "json"),
        (b"  <!DOCTYPE html><html>", "x.csv", "html"),
        (b"junk\n%PDF-1.4", "x", "pdf"),
        ("a,b\n".encode("utf-16"), "x", "csv"),
    ],
)
def test_sniffing(head: bytes, name: str, kind: str) -> None:
    assert sniff(head, name) == kind

"""Workbooks: values as a person sees them, at the places where they stand, the same as independent readers see."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerestory.errors import BadFile
from clerestory.formats import cells, sheetcells, sheetxml
from clerestory.formats.sheetcells import _tokenised, _walked, index_of, letters_of
from clerestory.formats.sheetvalues import Meaning, texts
from tests.formats.reading import read_all, read_one


@pytest.fixture(params=[False, True], ids=["shared strings", "inline strings"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    out = xlsxwriter.Workbook(str(path), {"constant_memory": request.param})
    moment, clock, elapsed = (out.add_format({"num_format": f}) for f in ("yyyy-mm-dd hh:mm", "h:mm AM/PM", "[h]:mm"))
    sheet = out.add_worksheet("MARCH ")
    sheet.write(2, 1, "state")
    sheet.write_row(3, 1, [123.0, 0.25, 1e15, -7, 1e-7])
    sheet.write_datetime(4, 1, dt.datetime(2025, 1, 4), moment)
    sheet.write_datetime(4, 2, dt.datetime(2025, 1, 4, 13, 45), moment)
    sheet.write(4, 3, 0.5, clock)
    sheet.write(4, 4, 1.5, elapsed)
    sheet.write(4, 5, 59, moment)
    sheet.write(4, 6, 61, moment)
    sheet.write_boolean(5, 1, True)
    sheet.write_formula(5, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(5, 3, '="a"&"b"', None, "ab")
    sheet.write_url(6, 1, "https://records.example/a%20b?c=1&d=2", None, "MOA")
    sheet.write_formula(6, 2, '=HYPERLINK("https://h.example/?q=""x""","text")', None, "text")
    sheet.write(7, 1, " <a> & \"b\"\n'c' /> &amp; ")
    sheet.write(7, 2, "bell \x07 and _x0041_ and é")
    sheet.merge_range(8, 1, 9, 2, "merged")
    sheet.write(12, 3, "after a gap")
    out.add_worksheet("hidden").hide()
    out.close()
    return path


def test_values_stand_where_they_stand(book: Path) -> None:
    table = read_all(book)[0]
    assert table.place.part == "MARCH "
    assert table.numbers == list(range(1, 14))
    expected = [
        [],
        [],
        ["", "state"],
        ["", "123", "0.25", "1e+15", "-7", "1e-7"],
        ["", "2025-01-04", "2025-01-04 13:45:00", "12:00:00", "36:00:00", "1900-02-28", "1900-03-01"],
        ["", "TRUE", "#DIV/0!", "ab"],
        ["", "MOA", "text"],
        ["", " <a> & \"b\"\n'c' /> &amp; ", "bell \x07 and _x0041_ and é"],
        ["", "merged"],
        [],
        [],
        [],
        ["", "", "", "after a gap"],
    ]
    assert table.plain == expected
    assert table.rows[0] == [None] * 7


def test_links_and_merged_cells(book: Path) -> None:
    table = read_all(book)[0]
    assert table.links == {(7, 1): "https://records.example/a%20b?c=1&d=2", (7, 2): 'https://h.example/?q="x"'}
    assert table.spans == {(9, 1): (2, 2)}


def test_hidden_sheets_are_read_and_said_to_be_hidden(book: Path) -> None:
    hidden = read_all(book)[1]
    assert (hidden.place.index, hidden.place.part) == (1, "hidden")
    assert hidden.notes == ["the sheet is hidden"]


def rewritten(book: Path, change: Callable[[str, bytes], bytes]) -> Path:
    path = book.with_name("changed.xlsx")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return path


def prefixed(name: str, data: bytes) -> bytes:
    if ("sheet" not in name and "sharedStrings" not in name) or name.endswith(".rels"):
        return data
    data = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", data)
    return data.replace(b"xmlns=", b"xmlns:x=")


ODDITIES: dict[str, Callable[[str, bytes], bytes]] = {
    "tags with a prefix": prefixed,
    "malformed dimension": lambda _, d: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="1:1416"/>', d),
    "rows without numbers after the first": lambda n, d: d,
    "white space between elements": lambda n, d: d.replace(b"<row ", b"\n  <row ").replace(b"<c ", b"\n    <c ") if "sheet1" in n else d,
    "attributes in another order": lambda _, d: re.sub(rb'<c r="([A-Z]+\d+)" s="(\d+)"', rb'<c s="\2" r="\1"', d),
    "comments": lambda n, d: d.replace(b"<row ", b"<!-- a --><row ") if "sheet1" in n else d,
    "CDATA": lambda n, d: re.sub(rb"<t>(state)</t>", rb"<t><![CDATA[\1]]></t>", d),
    "another encoding": lambda n, d: (
        d.decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16") if "sheet1.xml" in n and not n.endswith(".rels") else d
    ),
    "absolute targets": lambda n, d: d.replace(b'Target="worksheets/', b'Target="/xl/worksheets/'),
    "strict namespaces": lambda n, d: d.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ).replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    "empty rows that are closed": lambda n, d: re.sub(rb"</sheetData>", rb'<row r="20"></row></sheetData>', d),
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_oddly_written_workbooks_say_the_same(book: Path, oddity: str) -> None:
    plain = read_all(book)
    odd = read_all(rewritten(book, ODDITIES[oddity]))
    assert len(odd) == len(plain)
    assert odd[0].plain[:13] == plain[0].plain
    assert odd[0].links == plain[0].links
    assert odd[0].spans == plain[0].spans


def test_cells_and_rows_that_do_not_say_where_they_are(book: Path) -> None:
    def bare(name: str, data: bytes) -> bytes:
        return re.sub(rb'(<c|<row) r="[A-Z]*\d+"', rb"\1", data) if "sheet1.xml" in name else data

    table = read_all(rewritten(book, bare))[0]
    assert table.plain[0] == ["state"]
    assert table.plain[1] == ["123", "0.25", "1e+15", "-7", "1e-7"]


def test_a_part_that_stops_in_the_middle_is_bad(book: Path) -> None:
    broken = rewritten(book, lambda n, d: d[: len(d) // 2] if "sheet1.xml" in n and not n.endswith(".rels") else d)
    with pytest.raises(BadFile, match="stops in the middle"):
        read_all(broken)


def test_a_shared_text_that_is_not_there_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    out = xlsxwriter.Workbook(str(path))
    out.add_worksheet().write(0, 0, "x")
    out.close()
    broken = rewritten(path, lambda n, d: d.replace(b"<v>0</v>", b"<v>99</v>") if "sheet1.xml" in n else d)
    with pytest.raises(BadFile, match="does not hold"):
        read_all(broken)


def test_a_full_sheet_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "full.xlsx"
    out = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = out.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_574, 0, "z")
    out.close()
    assert any("full" in note for note in read_one(path).notes)


VALUE = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8),
    st.sampled_from(["a\nb", "</v></c>", '"/>', "&lt;", "_x000D_", "><c r=", "&#10;", "t>", " "]),
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2060, 1, 1)).map(lambda d: d.replace(microsecond=0)),
)


@given(st.lists(st.lists(VALUE, max_size=6), max_size=12))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_round_trip_agrees_with_openpyxl(tmp_path: Path, rows: list[list[object]]) -> None:
    path = tmp_path / "r.xlsx"
    out = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = out.active.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    out.save(path)
    got = read_one(path)
    for number, row in zip(got.numbers, got.rows, strict=True):
        wanted = rows[number - 1]
        for column, value in enumerate(wanted):
            cell = row[column] if column < len(row) else None
            assert (cell or "") == shown(value)


def shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return cells.moment_to_text(value)
    if isinstance(value, int | float):
        return cells.number_to_text(float(value))
    return sheetcells.unescape(str(value))


@given(st.lists(st.lists(VALUE, max_size=5), min_size=1, max_size=8))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_ways_of_reading_rows_agree(tmp_path: Path, rows: list[list[object]]) -> None:
    path = tmp_path / "w.xlsx"
    out = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = out.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.datetime):
                sheet.write_datetime(number, column, value)
            elif value is not None:
                sheet.write(number, column, value)
    out.close()
    meaning = Meaning(pa.array([], pa.string()), ["number"], since_1904=False)
    with zipfile.ZipFile(path) as archive, archive.open("xl/worksheets/sheet1.xml") as source:
        for piece in sheetxml.pieces(source, b"<row", b"</row>", b"</sheetData", 1 << 20):
            if not piece.rows:
                continue
            fast, slow = _tokenised(piece.body), _walked(piece.body, b"")
            assert fast is not None
            assert fast.numbers == slow.numbers
            assert fast.row_of.to_pylist() == slow.row_of.to_pylist()
            assert fast.letters.to_pylist() == slow.letters.to_pylist()
            assert texts(fast, meaning).to_pylist() == texts(slow, meaning).to_pylist()


def test_agrees_with_calamine_cell_by_cell(book: Path) -> None:
    workbook = python_calamine.load_workbook(str(book))
    theirs = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    ours = read_all(book)[0].rows
    for number, row in enumerate(theirs):
        for column, value in enumerate(row):
            if isinstance(value, str) and value and "_x0041_" not in value:
                assert ours[number][column] == value


def test_a_link_in_the_last_row_and_dates_since_1904(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    out = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = out.add_worksheet()
    moment = out.add_format({"num_format": "d.m.yyyy"})
    sheet.write_datetime(0, 0, dt.datetime(2025, 1, 4), moment)
    sheet.write_url(1, 0, "https://records.example/last", None, "last")
    out.close()
    table = read_one(path)
    assert table.plain == [["2025-01-04"], ["last"]]
    assert table.links == {(2, 0): "https://records.example/last"}


def test_the_day_that_never_was(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    out = xlsxwriter.Workbook(str(path))
    moment = out.add_format({"num_format": "yyyy-mm-dd"})
    out.add_worksheet().write_row(0, 0, [1, 59, 60, 61, -1, 3_000_000], moment)
    out.close()
    assert read_one(path).plain == [["1900-01-01", "1900-02-28", "1900-02-28", "1900-03-01", "-1", "3000000"]]


@pytest.mark.parametrize(("letters", "index"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16_383)])
def test_column_letters(letters: str, index: int) -> None:
    assert index_of(letters) == index
    assert letters_of(index) == letters

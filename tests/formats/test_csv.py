"""Text tables: the fast way and the careful way give what Python's csv module gives, and nothing is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerestory.errors import BadFile
from clerestory.formats import Limits
from clerestory.formats import csv as reader
from clerestory.formats import text as texts
from clerestory.formats.content import Content
from clerestory.formats.dialect import Dialect, guess
from clerestory.formats.records import _by_record, cut, cut_lone_quotes
from clerestory.formats.text import survey, utf8_blocks
from tests.formats.reading import Table, read_grid, read_one

CELL = st.text(st.sampled_from('ab,;"\n\r\t|é 0'), max_size=6)
ROW = st.lists(CELL, min_size=1, max_size=5)


def read_bytes(data: bytes) -> Table:
    return read_grid(reader.CsvGrid(Content.of_bytes(data, "x"), Limits()))


def by_module(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def rows_of(piece: object) -> list[list[str | None]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in piece.columns), strict=True)]  # type: ignore[attr-defined]


def same(got: list[list[str | None]], expected: list[list[str]]) -> None:
    assert len(got) == len(expected)
    for row, wanted in zip(got, expected, strict=True):
        if wanted:
            assert row[: len(wanted)] == wanted
            assert not any(cell is not None for cell in row[len(wanted) :])
        else:
            assert not any(row), "a blank line is a row of empty cells"


@given(st.lists(ROW, max_size=12), st.integers(1, 5), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=400, deadline=None)
def test_written_by_the_csv_module_comes_back(rows: list[list[str]], width: int, end: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(rows)
    piece = cut(out.getvalue().encode(), Dialect(",", '"', width)) if rows else None
    if piece is not None:
        same(rows_of(piece), by_module(out.getvalue()))  # a CR in a cell is written without quotes


@given(st.text(st.sampled_from('ab,"\n\r é'), max_size=40), st.integers(2, 4))
@settings(max_examples=800, deadline=None)
def test_any_text_is_cut_as_the_csv_module_cuts_it(text: str, width: int) -> None:
    dialect = Dialect(",", '"', width)
    data = text.encode()
    if not data.endswith((b"\n", b"\r")):
        data += b"\n"
    piece = cut(data, dialect)
    if piece is None:  # the last quote is open: nothing may be lost all the same
        rescued = cut_lone_quotes(data, dialect)
        kept = "".join(cell or "" for row in rows_of(rescued) for cell in row)
        for letter in "ab":
            assert kept.count(letter) == text.count(letter)
        return
    if piece.rescued:
        return
    same(rows_of(piece), by_module(data.decode()))
    careful = _by_record(data, dialect, [])
    assert [[c or "" for c in row] for row in rows_of(piece)] == [[c or "" for c in row] for row in rows_of(careful)]


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=30), st.integers(1, 40))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_where_blocks_end_does_not_matter(monkeypatch: pytest.MonkeyPatch, rows: list[list[str]], size: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    # plain rows first, so that the comma is found; a text of lone quotes alone is read with a note that says so
    data = b"a,b,c,d\r\n" * 20 + out.getvalue().encode()
    whole = read_bytes(data)
    monkeypatch.setattr(reader, "utf8_blocks", lambda content, found: utf8_blocks(content, found, size))
    parts = read_bytes(data)
    assert parts.plain == whole.plain
    assert parts.numbers == whole.numbers


def test_the_search_for_an_even_end_only_goes_back() -> None:
    """A block that begins with its only LF, while a quote of the one before is open and a CR stands further on."""
    assert reader._even_end(b"\nx\ry", Dialect(",", '"', 2), end=1, before=1) == 0


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        (b"a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        (b"a,b\n1,2\r\n3,4\r5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
        (b"\xef\xbb\xbfa,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        (b"a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
        (b"a|b\n1|2\n", [["a", "b"], ["1", "2"]]),
        (b"a;b\n1;2,5\n3;4,5\n", [["a", "b"], ["1", "2,5"], ["3", "4,5"]]),
        (b"a,b\n1\n2,3,4\n,\n", [["a", "b"], ["1"], ["2", "3", "4"], ["", ""]]),
        (b"a,b\n1,2,,\n", [["a", "b"], ["1", "2", "", ""]]),
        (b"a,b\n\n1,2\n\n", [["a", "b"], ["", ""], ["1", "2"], ["", ""]]),
        (b'a,b\n"x\ny","say ""hi"""\n', [["a", "b"], ["x\ny", 'say "hi"']]),
        (b'a,b\n5" pipe,"6"" pipe"\n', [["a", "b"], ['5" pipe', '6" pipe']]),
        (b"a,b\nx\0y,2\n", [["a", "b"], ["xy", "2"]]),
        (b"one\ntwo\n", [["one"], ["two"]]),
        ("a,b\né,2\n".encode("utf-16"), [["a", "b"], ["é", "2"]]),
        ("a,b\né,2\n".encode("utf-16-be"), [["a", "b"], ["é", "2"]]),
        (b"a,b\nx,\xc3", [["a", "b"], ["x", "\u00c3"]]),
        (b"a,b\n\x93x\x94,\x81\n", [["a", "b"], ["\u201cx\u201d", "\x81"]]),
        (b'a\tb\n"x\t1\ny\t2\n"z\t3\n', [["a", "b"], ['"x', "1"], ["y", "2"], ['"z', "3"]]),
        (b'a\tb\n"x\ty"\t1\n', [["a", "b"], ["x\ty", "1"]]),
    ],
)
def test_text_as_it_is_published(data: bytes, expected: list[list[str]]) -> None:
    assert read_bytes(data).plain == expected


def test_a_late_byte_changes_how_the_whole_file_is_read() -> None:
    data = b"a,b\n" + "é,1\n".encode("cp1252") + b"x,2\n" * 3_000_000 + b"\x96,3\n"
    table = read_bytes(data)
    assert table.plain[1] == ["é", "1"]
    assert table.plain[-1] == ["–", "3"]
    assert any("Windows-1252" in note for note in table.notes)


def test_a_lone_quote_costs_its_row_only() -> None:
    rows = [f'{n},"name {n}",x' for n in range(50)]
    rows[20] = '20,"name 20,x'
    table = read_bytes(("\n".join(rows) + "\n").encode())
    assert len(table.rows) == 50
    assert table.plain[20] == ["20", '"name 20', "x"]
    assert table.plain[21] == ["21", "name 21", "x"]
    assert any("quote never closes" in note for note in table.notes)


def test_odd_rows_are_named_but_not_quoted() -> None:
    data = b"a,b\n" + b"1,2\n" * 10 + b"SECRET,2,3\n"
    grid = reader.CsvGrid(Content.of_bytes(data, "x"), Limits())
    read_grid(grid)
    assert [note.row for note in grid.notes] == [12]
    assert not any("SECRET" in note.what for note in grid.notes)


def test_many_oddities_make_few_notes() -> None:
    table = read_bytes(b"a,b\n1,2\n" + b"1,2\n1,2,3\n" * 1_000)
    assert len(table.notes) == 21


def test_one_endless_line_is_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    path.write_bytes(b"a,b\n" + b"x" * 40_000_000)
    with pytest.raises(BadFile, match="no line end"):
        read_one(path)


def test_an_endless_quote_neither_hangs_nor_swallows_rows() -> None:
    limits = Limits(record_bytes=1 << 20)
    data = b'a,b\n1,"' + b"x,y\n" * 3_000_000
    table = read_grid(reader.CsvGrid(Content.of_bytes(data, "x"), limits))
    assert len(table.rows) == 3_000_001
    assert table.plain[-1] == ["x", "y"]


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(BadFile, match="cells"):
        read_bytes(b"a,b\n" + b"," * 30_000 + b"\n")


@pytest.mark.parametrize(
    ("sample", "delimiter", "quote"),
    [
        ("a,b\n1,2\n", ",", '"'),
        ("Title of the list\n\na\tb\tc\n1\t2\t3\n4\t5\t6\n", "\t", None),
        ("a|b\n1|x, y\n2|z, w, v\n", "|", None),
        ("sep=;\na;b,c\n1;2,3\n", ";", None),
        ('"a";"b"\n"1";"2,5"\n', ";", '"'),
    ],
)
def test_guesses(sample: str, delimiter: str, quote: str | None) -> None:
    found = guess(sample.encode(), complete=True)
    assert (found.delimiter, found.quote) == (delimiter, quote)


def test_survey_reads_once_and_says_what_it_did() -> None:
    found = survey(Content.of_bytes(b"a,b\n\x00\xe9,2\n", "x"))
    assert found.encoding == "cp1252"
    assert len(found.rescues) == 2


@given(
    st.one_of(
        st.text().map(str.encode), st.binary(), st.tuples(st.text(), st.binary(max_size=4)).map(lambda two: two[0].encode() + two[1])
    ),
    st.integers(1, 9),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_is_utf_8_where_python_reads_it_as_that_wherever_blocks_end(monkeypatch: pytest.MonkeyPatch, data: bytes, size: int) -> None:
    monkeypatch.setattr(texts, "BLOCK", size)
    monkeypatch.setattr(texts, "encoding_of", lambda block: ("utf-8", 0))
    try:
        data.decode()
        expected = "utf-8"
    except UnicodeDecodeError:
        expected = "cp1252"
    assert survey(Content.of_bytes(data, "x")).encoding == expected

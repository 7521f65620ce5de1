"""JSON, HTML, Parquet and the older workbooks."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerestory.errors import BadFile
from clerestory.formats import Limits
from tests.formats.reading import read_all, read_one

LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))
OBJECT = st.dictionaries(st.text(st.sampled_from("abc"), min_size=1, max_size=2), LEAF, min_size=1, max_size=4)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@given(st.lists(OBJECT, min_size=1, max_size=8), st.sampled_from([None, 2]), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_json_keeps_every_value(tmp_path: Path, objects: list[dict[str, object]], indent: int | None, lines: bool) -> None:
    text = "\n".join(map(json.dumps, objects)) if lines else json.dumps(objects, indent=indent)
    table = read_one(write(tmp_path / "a", text))
    if table.numbers[0] != 0:
        assert lines
        assert len(objects) == 1
        return
    labels = table.rows[0]
    assert len(table.rows) == len(objects) + 1
    for row, wanted in zip(table.rows[1:], objects, strict=True):
        got = {label: cell for label, cell in zip(labels, row, strict=True) if cell is not None}
        plain = {k: v if isinstance(v, str) else json.dumps(v) for k, v in wanted.items() if v is not None}
        assert got == plain


def test_json_flattens_and_keeps_numbers_as_written(tmp_path: Path) -> None:
    text = '[{"a": {"b": 1.50, "c": {"d": 1e400}}, "e": [1.0, {"f": null}], "g": {}}]'
    table = read_one(write(tmp_path / "a", text))
    assert table.rows == [["a.b", "a.c.d", "e", "g"], ["1.50", "1e400", '[1.0, {"f": null}]', "{}"]]


def test_json_document_gives_its_lists_by_path(tmp_path: Path) -> None:
    text = json.dumps({"x": {"rows": [{"a": 1}]}, "y": [{"b": 2}], "z": [1, 2]}, indent=2)
    tables = read_all(write(tmp_path / "a", text))
    assert [table.place.part for table in tables] == ["x.rows", "y"]


def test_json_lists_of_lists_have_no_labels(tmp_path: Path) -> None:
    table = read_one(write(tmp_path / "a", '[["a", "b"], [1, 2, 3]]'))
    assert table.numbers == [1, 2]
    assert table.plain == [["a", "b"], ["1", "2", "3"]]


def test_json_lines_are_numbered_by_line(tmp_path: Path) -> None:
    table = read_one(write(tmp_path / "a", '{"a": 1}\n\n{"a": 2}\n'))
    assert table.numbers == [0, 1, 2, 3]
    assert table.plain == [["a"], ["1"], [], ["2"]]


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a":', '[{"a": 1} {]', '{"a": 1}\n{"a": 2}\n{"SECRET": \n', "[" * 100_000])
def test_json_that_breaks_off_is_bad_and_not_quoted(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_all(write(tmp_path / "a", text))
    assert "SECRET" not in str(caught.value)


def test_json_of_one_huge_value_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        read_all(write(tmp_path / "a", '[{"a": "' + "x" * 3_000_000 + '"}]'), Limits(record_bytes=1 << 20))


def test_html_spans_links_and_text(tmp_path: Path) -> None:
    page = """<!doctype html><html><head><meta charset="windows-1252"><style>td {}</style></head><body>
    <table><tr><th rowspan=2>State</th><th colspan="2">Agency &amp; place</th></tr>
    <tr><td>A</td><td><a href="/moa/1.pdf">read<br>it</a></td></tr>
    <tr><td>é  x</td><td><table><tr><td>inner</td></tr></table></td><td></td></tr></table></body></html>"""
    outer, inner = read_all(write(tmp_path / "a", page))
    assert outer.rows == [["State", "Agency & place", None], [None, "A", "read\nit"], ["é x", "", ""]]
    assert outer.links == {(2, 2): "/moa/1.pdf"}
    assert outer.spans == {(1, 0): (2, 1), (1, 1): (1, 2)}
    assert inner.rows == [["inner"]]
    assert [t.place.part for t in (outer, inner)] == ["table 1", "table 2"]


def test_html_carries_csv_in_data_links(tmp_path: Path) -> None:
    data = 'id,reason\n1,"a, b"\n2,50% of\n'
    coded = base64.b64encode(data.encode()).decode()
    plain = data.replace("%", "%25").replace("\n", "%0A").replace('"', "%22")
    page = (
        f'<html><body><a download="search_audit.csv" href="data:text/csv;charset=utf-8,{plain}">x</a>'
        f'<a href="data:text/csv;base64,{coded}">y</a></body></html>'
    )
    first, second = read_all(write(tmp_path / "a", page))
    assert first.plain == second.plain == [["id", "reason"], ["1", "a, b"], ["2", "50% of"]]
    assert (first.place.part, first.format) == ("search_audit.csv", "csv")


def test_parquet_types_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a"
    moment = dt.datetime(2025, 1, 4, 13, 45)
    pq.write_table(
        pa.table(
            {
                "i": pa.array([1, None]),
                "f": pa.array([2.0, 0.1]),
                "s": pa.array(["", None]),
                "d": pa.array([dt.date(2025, 1, 4), None]),
                "t": pa.array([moment, moment.replace(microsecond=120_000)], pa.timestamp("us")),
                "z": pa.array([moment, None], pa.timestamp("ms", "UTC")),
                "b": pa.array([True, False]),
                "n": pa.array([decimal.Decimal("1.50"), None]),
                "l": pa.array([[1, 2], None]),
                "o": pa.array([{"k": "é"}, None]),
                "x": pa.array([b"\xff\x00", b"text"]),
                "c": pa.array(["u", "v"]).dictionary_encode(),
            }
        ),
        path,
    )
    table = read_one(path)
    assert table.numbers == [0, 1, 2]
    assert table.rows[1] == [
        "1", "2", "", "2025-01-04", "2025-01-04 13:45:00", "2025-01-04 13:45:00Z", "TRUE", "1.50", "[1, 2]",
        '{"k": "é"}', "ff00", "u",
    ]  # fmt: skip
    assert table.rows[2] == [
        None, "0.1", None, None, "2025-01-04 13:45:00.120000", None, "FALSE", None, None, None, "text", "v",
    ]  # fmt: skip


def test_xls_values_and_places(tmp_path: Path) -> None:
    path = tmp_path / "a"
    book = xlwt.Workbook()
    sheet = book.add_sheet("First ")
    sheet.write(2, 1, "x")
    sheet.write(3, 2, 0.5)
    sheet.write(4, 0, dt.datetime(2025, 1, 4, 13, 45), xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM"))
    sheet.write(4, 1, True)
    hidden = book.add_sheet("Second")
    hidden.visibility = 1
    hidden.write(0, 0, "y")
    book.save(str(path))
    first, second = read_all(path)
    assert first.plain == [[], [], ["", "x"], ["", "", "0.5"], ["2025-01-04 13:45:00", "TRUE"]]
    assert second.notes == ["the sheet is hidden"]

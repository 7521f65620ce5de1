"""Every kind of file gives back what went in, read by somebody else's reader; nothing in it runs; each says what it is."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.errors import UsageError
from clerestory.search.export.facts import Facts
from clerestory.search.export.harmless import FORMULA
from clerestory.search.export.records import Records
from clerestory.search.export.write import KINDS, Sent, kind_of, send
from clerestory.search.export.xlsx import MOST_SIGNS

ABOUT = {"query": {"table": "t", "text": "state:GA"}, "snapshot": 7, "coverage": {"on": "all", "universe": None, "notes": ["made up"]}}
COLUMNS = tuple(
    {"name": name, "type": kind, "meaning": f"What {name} is.", "unit": "", "seen_as": [name.upper()]}
    for name, kind in (("text", "text"), ("number", "integer"), ("share", "number"), ("day", "date"), ("moment", "timestamp"))
)
RELEASES = tuple(
    {"id": each * 16, "source": "s", "publisher": f"Agency {each}", "name": f"{each}.csv", "sha256": each * 64, "published": "2025-01-01",
     "obtained": "2025-01-02", "licence": "public domain", "url": ""}
    for each in "abc"
)  # fmt: skip
FACTS = Facts("t", ABOUT, COLUMNS, RELEASES)
NAMES = [column["name"] for column in COLUMNS]
SCHEMA = pa.schema(
    [("_release", pa.string()), ("_grid", pa.int32()), ("_row", pa.int64()), ("text", pa.string()), ("text__state", pa.string()),
     ("number", pa.int64()), ("share", pa.float64()), ("day", pa.date32()), ("moment", pa.timestamp("us", "UTC"))]
)  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "a,b", 'a"b', "a\nb", "", "'", "=HYPERLINK(1)", "|", "<script>", "NULL"]
)
ROW = st.fixed_dictionaries(
    {
        "_release": st.sampled_from(["a" * 16, "b" * 16]),
        "text": st.none() | TEXTS,
        "number": st.none() | st.integers(-(2**62), 2**62),
        "share": st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32),
        "day": st.none() | st.dates(date(1800, 1, 1), date(2100, 1, 1)),
        "moment": st.none()
        | st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda when: when.replace(microsecond=0, tzinfo=UTC)),
    }
)
ROWS = st.lists(ROW, max_size=20).map(
    lambda rows: [{**row, "_grid": 1, "_row": line, "text__state": None if row["text"] else "empty"} for line, row in enumerate(rows)]
)


def _written(suffix: str, rows: list[dict[str, Any]], columns: list[str] | None = None) -> tuple[bytes, Sent]:
    table = pa.Table.from_pylist(rows, SCHEMA)
    sink = io.BytesIO()
    batches = pa.RecordBatchReader.from_batches(SCHEMA, table.to_batches(max_chunksize=7))
    sent = send(Records(columns or NAMES, batches), FACTS, kind_of(suffix), sink)
    return sink.getvalue(), sent


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value.year > 999 else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _from_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_csv(rows: list[dict[str, Any]]) -> None:
    found = _from_csv(_written(".csv", rows)[0])
    assert [each["id"] for each in found] == [f"{row['_release']}-1-{row['_row']}" for row in rows]
    for told, row in zip(found, rows, strict=True):
        text = row["text"] or ""
        assert told["text"] == (f"'{text}" if text.startswith(FORMULA) else text)
        assert (told["day"], told["moment"], told["number"]) == (_cell(row["day"]), _cell(row["moment"]), _cell(row["number"]))
        assert told["share"] == "" if row["share"] is None else float(told["share"]) == row["share"]
        assert told["number__state"] == ("not_exported" if row["number"] is None else "")
        assert told["text__state"] == (row["text__state"] or ("not_exported" if row["text"] is None else ""))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_ndjson_says_at_its_end_that_it_is_whole(rows: list[dict[str, Any]]) -> None:
    *found, last = [json.loads(line) for line in _written(".ndjson", rows)[0].decode().split("\n")[:-1]]
    for told, row in zip(found, rows, strict=True):
        assert {name: told[name] for name in ("text", "number", "share")} == {name: row[name] for name in ("text", "number", "share")}
        assert (told["day"] or "", told["moment"] or "") == (_cell(row["day"]), _cell(row["moment"]))
    assert (last["_about"]["rows"], last["_about"]["snapshot"]) == (len(rows), 7)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_parquet(rows: list[dict[str, Any]]) -> None:
    file = pq.ParquetFile(io.BytesIO(_written(".parquet", rows)[0]))
    assert [{name: each[name] for name in NAMES} for each in file.read().to_pylist()] == [
        {name: row[name] for name in NAMES} for row in rows
    ]
    assert json.loads(file.metadata.metadata[b"clerestory"])["rows"] == len(rows)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_xlsx(rows: list[dict[str, Any]]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_written(".xlsx", rows)[0]))
    assert book.sheetnames == ["README", "codebook", "data"]
    head, *lines = list(book["data"].iter_rows())
    names = [cell.value for cell in head]
    for line, row in zip(lines, rows, strict=True):
        told = dict(zip(names, line, strict=False))
        assert not [cell for cell in line if cell.data_type == "f"]
        assert (told["text"].value or "").replace("_x000D_", "\r") == (row["text"] or "")  # as the format writes it
        if (row["text"] or "").startswith(FORMULA):
            assert told["text"].quotePrefix
        if row["number"] is not None:
            assert int(told["number"].value) == row["number"]
        if row["day"] is not None:
            assert str(told["day"].value)[:10] == row["day"].isoformat()


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_package(rows: list[dict[str, Any]]) -> None:
    with zipfile.ZipFile(io.BytesIO(_written(".zip", rows)[0])) as package:
        assert package.testzip() is None
        assert package.read("t.csv") == _written(".csv", rows)[0]
        told = json.loads(package.read("datapackage.json"))
    fields = [field["name"] for field in told["resources"][0]["schema"]["fields"]]
    assert fields == next(csv.reader(io.StringIO(_written(".csv", rows)[0].decode(), newline="")))
    assert told["clerestory"]["rows"] == len(rows)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_markdown_is_one_table_whatever_is_in_the_cells(rows: list[dict[str, Any]]) -> None:
    lines = _written(".md", rows)[0].decode().split("\n")
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == len(rows) + 2
    assert {line.replace("\\\\", "").replace("\\|", "").count("|") for line in table} == {len(NAMES) + 2}
    assert "<script" not in "".join(lines)


PLACED = [("34.5", "-84.25"), (None, "1"), ("x", "1"), ("0", "0"), ("91", "0"), ("nan", "0"), ("inf", "0")]


def test_geojson_tells_unknown_from_zero() -> None:
    schema = pa.schema([*list(SCHEMA)[:3], ("latitude", pa.string()), ("longitude", pa.string())])
    rows = [
        {"_release": "a" * 16, "_grid": 1, "_row": line, "latitude": north, "longitude": east} for line, (north, east) in enumerate(PLACED)
    ]
    batches = pa.RecordBatchReader.from_batches(schema, pa.Table.from_pylist(rows, schema).to_batches(max_chunksize=2))
    sink = io.BytesIO()
    send(Records(["latitude", "longitude"], batches), FACTS, kind_of(".geojson"), sink)
    told = json.loads(sink.getvalue())
    assert [each["geometry"] and each["geometry"]["coordinates"] for each in told["features"]] == [
        [-84.25, 34.5], None, None, [0.0, 0.0], None, None, None
    ]  # fmt: skip
    assert told["about"]["rows"] == 7


def test_a_table_without_places_is_no_map() -> None:
    with pytest.raises(UsageError, match="no columns of places"):
        _written(".geojson", [])


@pytest.mark.parametrize("suffix", [".ndjson", ".parquet", ".xlsx", ".md", ".zip"])
def test_each_says_what_it_is_and_names_only_releases_that_are_in_it(suffix: str) -> None:
    row = {"_release": "a" * 16, "_grid": 1, "_row": 1, "text": "x"}
    content, sent = _written(suffix, [row])
    said = _inside(suffix)(content)
    for text in (
        "1 records that fit state:GA" if suffix != ".md" else "records that fit state:GA",
        "snapshot 7",
        "public domain",
        "a" * 64,
        "made up",
    ):
        assert text in said, text
    assert "b" * 64 not in said
    assert sent.releases == {"a" * 16}
    assert sent.size == len(content)


def _inside(suffix: str) -> Callable[[bytes], str]:
    def xlsx(content: bytes) -> str:
        sheets = openpyxl.load_workbook(io.BytesIO(content))
        return "\n".join(str(cell.value) for name in ("README", "codebook") for line in sheets[name].iter_rows() for cell in line)

    return {
        ".xlsx": xlsx,
        ".parquet": lambda content: pq.ParquetFile(io.BytesIO(content)).metadata.metadata[b"clerestory"].decode(),
        ".zip": lambda content: zipfile.ZipFile(io.BytesIO(content)).read("datapackage.json").decode(),
    }.get(suffix, lambda content: content.decode().replace("\\", ""))


def test_a_cell_that_is_too_long_for_a_workbook_says_so() -> None:
    content, _ = _written(".xlsx", [{"_release": "a" * 16, "_grid": 1, "_row": 1, "text": "x" * 40_000}])
    value = openpyxl.load_workbook(io.BytesIO(content))["data"]["B2"].value
    assert len(value) == MOST_SIGNS
    assert "cut" in value[-60:]


@pytest.mark.parametrize("suffix", [each for each in KINDS if each != ".geojson"])
def test_no_records_is_a_file_too(suffix: str) -> None:
    content, sent = _written(suffix, [])
    assert sent.rows == 0
    assert content


def test_a_reader_that_fails_is_heard() -> None:
    def broken() -> Any:
        yield pa.RecordBatch.from_pylist([{"_release": "a", "_grid": 1, "_row": 1}], SCHEMA)
        raise OSError("lost")

    records = Records(NAMES, pa.RecordBatchReader.from_batches(SCHEMA, broken()))
    with pytest.raises(OSError, match="lost"):
        send(records, FACTS, kind_of(".csv"), io.BytesIO())

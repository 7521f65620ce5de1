"""The conformance suite of sources: what holds for every one of them, on its own samples.

``tests/samples/<source>/in/`` holds small files made for the purpose (never copies of real ones); ``expect.jsonl`` what must come out.
``pytest tests/every_source.py --rewrite-expected`` writes the expectations anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clerestory import plugins
from clerestory.formats import grids
from clerestory.ingest.recognise import head_of
from clerestory.schema.released import released_text
from clerestory.schema.table import Grain, Protection
from clerestory.sdk import Name
from tests.reading import SUFFIXES, column_of, read, records, table_of

SAMPLES = Path(__file__).parent / "samples"
SOURCES = sorted(plugins.all_of("sources"))
INPUTS = [
    pytest.param(source, path, id=f"{source}/{path.relative_to(SAMPLES / source / 'in').as_posix()}")
    for source in SOURCES
    for path in sorted((SAMPLES / source / "in").rglob("*"))
    if path.is_file()
]


@pytest.mark.parametrize("source", SOURCES)
def test_has_samples(source: str) -> None:
    assert any((SAMPLES / source / "in").rglob("*")), f"tests/samples/{source}/in/ holds no file"


@pytest.mark.parametrize("source", SOURCES)
def test_says_what_its_columns_mean(source: str) -> None:
    declared = plugins.load("sources", source)
    assert declared.title
    assert declared.publisher
    for table in declared.tables:
        for column in table.columns:
            assert column.meaning or any(
                other.by_name[column.name].meaning
                for each in plugins.all_of("sources").values()
                for other in each.tables
                if other.name == table.name and column.name in other.by_name
            ), f"{table.name}.{column.name} has no meaning"


@pytest.mark.parametrize("source", SOURCES)
def test_gives_what_is_expected(source: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = SAMPLES / source
    got = [
        _line(path.relative_to(folder / "in").as_posix(), release, table, record)
        for path in sorted((folder / "in").rglob("*"))
        if path.is_file()
        for release in read(path, tmp_path, name=path.relative_to(folder / "in").as_posix(), source=_named(source))
        for table, record in records(release)
    ]
    expected = folder / "expect.jsonl"
    if request.config.getoption("--rewrite-expected"):
        expected.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in got), encoding="utf-8")
    assert got == [json.loads(line) for line in expected.read_text(encoding="utf-8").splitlines()]


def _named(source: str) -> str:
    """Only `generic` has to be asked for by name."""
    return source if source == "generic" else ""


def _line(file: str, release: Any, table: str, record: dict[str, Any]) -> dict[str, Any]:
    """A record without what is null: readable, and stable when a table gains a column."""
    origin = f"{file} {release.member} grid {record['_grid']} row {record['_row']}".replace("  ", " ")
    if record.get("_col") is not None:
        origin += f" column {record['_col']}"
    cells = {
        name: value if isinstance(value, int | float | bool | str) else str(value)
        for name, value in record.items()
        if not name.startswith("_") and value is not None
    }
    return {"table": table, "origin": origin, **cells}


@pytest.mark.parametrize(("source", "path"), INPUTS)
def test_is_recognised_by_content(source: str, path: Path, tmp_path: Path) -> None:
    if source == "generic":
        pytest.skip("asked for by name")
    name = path.relative_to(SAMPLES / source / "in").as_posix()
    assert {release.source for release in read(path, tmp_path, name=name)} == {source}


@pytest.mark.parametrize(("source", "path"), INPUTS)
def test_loses_no_row(source: str, path: Path, tmp_path: Path) -> None:
    for release in read(path, tmp_path, source=_named(source)):
        for part in release.parts:
            assert part.rows_in == part.records + part.quarantined + part.furniture, part
        for fragment in release.fragments:
            assert fragment.rows == sum(part.records for part in release.parts if part.table == fragment.table)


@pytest.mark.parametrize(("source", "path"), INPUTS)
def test_gives_the_same_twice(source: str, path: Path, tmp_path: Path) -> None:
    first, second = ([list(records(release)) for release in read(path, tmp_path, source=_named(source))] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("source", "path"), INPUTS)
def test_every_value_opens_its_cell(source: str, path: Path, tmp_path: Path) -> None:
    """The released text of a public cell, put together from what is stored, stands in the original at the record's origin."""
    declared = plugins.load("sources", source)
    originals = {
        (grid.place.member, grid.place.index): head_of(grid, Name(path.name, grid.place.member, grid.place.part))
        for grid in grids(path, name=path.name)
    }
    for release in read(path, tmp_path, source=_named(source)):
        for table, record in records(release):
            head = next(head for (member, index), head in originals.items() if index == record["_grid"])
            cells = head.rows[head.numbers.index(record["_row"])]
            part = next(
                part
                for part in release.parts
                if part.table == table
                and part.grid == record["_grid"]
                and part.first_row <= record["_row"] <= (part.last_row or record["_row"])
            )
            by_column = {column: place for place, _, column in part.layout if column}
            moved = any(turned.row == record["_row"] and turned.reason.startswith("cells moved") for turned in release.turned)
            for name, place in by_column.items():
                column = column_of(table_of(declared, release, table), name)
                if column.protection is not Protection.PUBLIC or name.endswith(SUFFIXES) or place >= len(cells):
                    continue
                shown = released_text(
                    column, record.get(name), record.get(f"{name}__state"), record.get(f"{name}__text"), part.forms.get(name)
                )
                where = f"{name} of row {record['_row']}"
                if moved or column.shares:
                    # a part of its cell; or a cell that a damaged row has elsewhere
                    assert any((shown or "").strip() in (cell or "") for cell in (cells if moved else [cells[place]])), where
                    continue
                assert (shown or "").strip() == (cells[place] or "").strip(), where


@pytest.mark.parametrize("source", SOURCES)
def test_keeps_no_record_of_persons_beyond_declared_columns(source: str, tmp_path: Path) -> None:
    for table in plugins.load("sources", source).tables:
        if table.grain is Grain.PERSON_EVENT:
            assert not any(column.protection is Protection.TOKEN for column in table.columns), table.name

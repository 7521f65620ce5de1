"""The workbench from Python: the same numbers as everywhere, in the frames that people use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import clerestory
from clerestory.errors import NoWorkspace, Refused
from clerestory.notebook.result import VEGA
from clerestory.notebook.workspace import Workspace
from tests.conftest import ROOT
from tests.ingest.adding import add, table, workspace

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "list_09172025.csv").write_bytes(table("<b>Alder</b>", rows=30))
    add(workspace(folder / "w"), folder / "list_09172025.csv", source="ice_287g")
    add(folder / "w", PERSONS)
    with clerestory.open(folder / "w") as opened:
        yield opened


def test_numbers_are_the_same_in_every_frame(ws: Workspace) -> None:
    assert ws.count("agreements_287g") == 30 == ws.records("agreements_287g").num_rows
    found = ws.facet("agreements_287g", "support_type")
    assert found.arrow()["count"].to_pylist() == [30] == found.polars()["count"].to_list() == found.pandas()["count"].to_list()
    assert ws.sql("SELECT count(*) AS n FROM agreements_287g").polars()["n"].to_list() == [30]
    series = ws.series("agreements_287g", "signed:month")
    assert sum(series.arrow()["count"].to_pylist()) == 30
    assert "agreements_287g" in ws.tables()
    assert "agency" in ws.columns("agreements_287g")


def test_a_notebook_shows_a_table_and_a_chart(ws: Workspace) -> None:
    bundle = ws.facet("agreements_287g", "county")._repr_mimebundle_()
    assert "<b>" not in bundle["text/html"]
    assert "&lt;b&gt;" in bundle["text/html"]
    assert bundle[VEGA]["data"]["values"][0]["count"] == 30
    assert "snapshot" in bundle["text/plain"]
    assert VEGA not in ws.sql("SELECT 1 AS x")._repr_mimebundle_()


def test_the_gate_stands_here_too(ws: Workspace) -> None:
    with pytest.raises(Refused):
        ws.records("ice_arrests")
    assert "birth_date" not in ws.columns("ice_arrests")


def test_files_are_written(ws: Workspace, tmp_path: Path) -> None:
    assert ws.export("agreements_287g", tmp_path / "out.parquet").is_file()


def test_a_folder_that_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace):
        clerestory.open(tmp_path)

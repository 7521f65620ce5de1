"""One workspace that all tests of the server ask, and the application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from clerestory.api.app import make_app
from tests.conftest import ROOT
from tests.ingest.adding import add, table, workspace

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"
HERE = "http://127.0.0.1"


@pytest.fixture(scope="package")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Agreements of 40 institutions, one of them with a name that a spreadsheet would run, and a table about persons."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "list_09172025.csv").write_bytes(table(rows=40) + b"GA,=HYPERLINK County Sheriff,,,Jail,01/01/2025,\n")
    made = workspace(folder / "w")
    add(made, folder / "list_09172025.csv", source="ice_287g")
    add(made, PERSONS)
    return made


@pytest.fixture(scope="package")
def client(held: Path) -> Iterator[TestClient[Any]]:
    with TestClient(make_app(held), base_url=HERE) as opened:
        yield opened

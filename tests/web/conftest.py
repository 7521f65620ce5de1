"""The demonstration's workspace, the program serving it, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from clerestory.demo.__main__ import NOTICE
from clerestory.demo.records import make_records
from clerestory.search.answers.rows import record_id
from clerestory.workbench import Workbench
from tests.api.serving import served
from tests.web.browsing import chromium, launch


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the demonstration's records."""
    folder = tmp_path_factory.mktemp("demo")
    make_records(folder / "records")
    with Workbench.create(folder / "workspace", notice=NOTICE) as bench:
        bench.add(bench.find_files([str(folder / "records")]))
    return folder / "workspace"


@pytest.fixture(scope="session")
def address(demo: Path) -> Iterator[str]:
    """Where the program serves it."""
    with served(demo) as opened:
        yield opened


@pytest.fixture(scope="session")
def places(demo: Path, address: str) -> dict[str, str]:
    """Ids of the demonstration: the newest release of a list and of a log, a record, and an export that the server made."""
    with Workbench(demo) as bench:
        bench.save_query("hsi", bench.query("alpr_sightings", "HSI"), "kept for the tests of pages")
        newest = {source: bench.releases(source)[-1]["id"] for source in ("ice_287g", "alpr_portal_audit")}
        records = bench.rows(bench.query("agreements_287g", ""), 1).records.to_pylist()
    asked = httpx.post(f"{address}/tables/alpr_sightings/exports", data={"kind": "csv", "asked": "q=HSI"}, timeout=60)
    return {
        "release": newest["ice_287g"],
        "log": newest["alpr_portal_audit"],
        "record": record_id(records[0]),
        "work": asked.headers["location"].rpartition("/")[2],
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium on this machine: the tests in a browser did not run (apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()

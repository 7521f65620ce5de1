"""What leaves Explore: counts as CSV with their citation, and large exports as work beside the server. Each figure is counted a second way."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import httpx
import polars as pl
import pytest
from playwright.sync_api import Browser, expect

from clerestory.workbench import Workbench
from tests.web.browsing import violations, visit

TABLE = "/tables/alpr_sightings"


def fetched(address: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.get(address, headers=headers, timeout=60)


def lines(address: str, path: str) -> list[dict[str, str]]:
    answer = fetched(address + path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def records(address: str, question: str = "") -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(fetched(f"{address}{TABLE}.csv{question}").content), infer_schema=False)


def test_counts_by_columns_are_those_of_the_records(address: str) -> None:
    told = lines(address, f"{TABLE}/split.csv?q=HSI&_by=organisation,form")
    held = records(address, "?q=HSI")
    wanted = Counter(held.select("organisation", "form").iter_rows())
    assert {(line["organisation"], line["form"]): int(line["records"]) for line in told} == {
        tuple(part or "" for part in key): number for key, number in wanted.items()
    }
    assert all("snapshot" in line["citation"] and f"{address}{TABLE}?q=HSI" in line["citation"] for line in told)


def test_values_and_periods_add_up_to_the_records(address: str) -> None:
    total = len(records(address))
    for path in (f"{TABLE}/values.csv?_facet=organisation", f"{TABLE}/over-time.csv?_series=searched_at:month"):
        assert sum(int(line["records"] or 0) for line in lines(address, path)) == total


def test_small_counts_of_persons_stay_suppressed(address: str) -> None:
    told = lines(address, "/tables/ice_arrests/split.csv?_by=area,apprehension_method")
    numbers = [int(line["records"]) for line in told if line["known"] == "counted"]
    assert all(number == 0 or number >= 10 for number in numbers)
    assert all(line["records"] == "" for line in told if line["known"] == "suppressed")


@pytest.mark.parametrize(("path", "status"), [("values.csv", 400), ("split.csv", 400), ("split.csv?_by=7ABC123", 403)])
def test_what_cannot_be_counted_is_said(address: str, path: str, status: int) -> None:
    answer = fetched(f"{address}{TABLE}/{path}")
    assert answer.status_code == status
    assert "7ABC123" not in answer.text


def test_an_export_goes_on_without_its_page(browser: Browser, address: str, demo: Path) -> None:
    with visit(browser, address) as page:
        answer = page.request.post(f"{TABLE}/exports", form={"asked": "q=HSI", "kind": "csv"}, max_redirects=0)
        work = answer.headers["location"]
        page.goto(work)
        expect(page.get_by_role("link", name="Save alpr_sightings.csv")).to_be_visible(timeout=60_000)
        assert not violations(page)
        with page.expect_download() as taken:
            page.get_by_role("link", name="Save alpr_sightings.csv").click()
        made = pl.read_csv(Path(taken.value.path()), infer_schema=False)
        with Workbench(demo) as bench:
            assert len(made) == bench.count(bench.query("alpr_sightings", "HSI")).count
        with page.expect_download() as cited:
            page.get_by_role("link", name="Its citation and codebook").click()
        assert "snapshot" in Path(cited.value.path()).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("table", "kind", "status"), [("ice_arrests", "csv", 403), ("alpr_sightings", "exe", 400), ("nowhere", "csv", 400)]
)
def test_what_may_not_leave_is_said_at_once(address: str, table: str, kind: str, status: int) -> None:
    assert httpx.post(f"{address}/tables/{table}/exports", data={"kind": kind}, timeout=60).status_code == status


def test_a_page_that_did_not_change_is_not_sent_again(address: str) -> None:
    first = fetched(f"{address}{TABLE}?q=HSI")
    held = {"if-none-match": first.headers["etag"]}
    again = fetched(f"{address}{TABLE}?q=HSI", held)
    assert (again.status_code, again.content) == (304, b"")
    for path, more in ((f"{TABLE}?q=ICE", {}), (f"{TABLE}?q=HSI", {"accept-language": "es"}), (f"{TABLE}?q=HSI&_theme=dark", {})):
        assert fetched(address + path, {**held, **more}).status_code == 200


def test_home_says_what_the_newest_releases_brought(browser: Browser, address: str, demo: Path) -> None:
    with Workbench(demo) as bench:
        wanted = {each.id: bench.brought(each.source, each.id) for each in bench.news().arrived}
    assert any(found.came for found in wanted.values())
    for script in (True, False):
        with visit(browser, address, script=script) as page:
            page.goto("/")
            if not script:
                page.get_by_role("link", name="Count what each brought").click()
            for release, found in wanted.items():
                row = page.locator(".news li", has=page.locator(f"a[href*='{release}']")).first
                expect(row.locator(".brought")).to_contain_text(f"+{found.came:,}" if found.before and found.came else "")

"""A question that was given a name: kept, listed, opened, dropped, with a script and without; no name of a person is taken or repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from clerestory.workbench import Workbench
from tests.web.browsing import violations, visit

PATIENCE = 60
ASKED = "/tables/alpr_sightings?q=HSI&_by=organisation"


@pytest.fixture(autouse=True)
def none_is_kept(demo: Path) -> Iterator[None]:
    """Before and after: all tests of pages share one workspace."""
    _forget(demo)
    yield
    _forget(demo)


def _forget(demo: Path) -> None:
    with Workbench(demo) as bench:
        for each in bench.queries.all():
            bench.queries.forget(each.name)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_question_is_kept_opened_and_dropped(browser: Browser, address: str, demo: Path, script: bool) -> None:
    with visit(browser, address, script=script) as page:
        page.goto(ASKED)
        said = page.locator(".count b").inner_text()
        page.locator("summary", has_text=re.compile("^Save")).click()
        page.get_by_label("Name", exact=True).fill("HSI by agency")
        page.get_by_label("What it is for").fill("for the hearing of the council")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/queries*")
        row = page.locator("#q-hsi-by-agency")
        expect(row).to_contain_text("for the hearing of the council")
        if script:
            assert not violations(page)
        row.get_by_role("link", name="hsi-by-agency").click()
        page.wait_for_url("**/tables/alpr_sightings?*")
        assert page.locator(".count b").inner_text() == said
        expect(page.locator("table.split")).to_be_visible()
        with Workbench(demo) as bench:
            assert bench.queries.one("hsi-by-agency").text == "HSI _by:organisation"
        page.goto("/queries")
        page.locator("summary", has_text="Drop").click()
        page.get_by_role("button", name="Drop the name").click()
        expect(page.get_by_text("No question has a name yet.")).to_be_visible()


def test_a_name_that_is_taken_is_said_and_what_was_typed_stays(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        for words in ("first", "second"):
            page.goto(ASKED)
            page.locator("summary", has_text=re.compile("^Save")).click()
            page.get_by_label("Name", exact=True).fill("mine")
            page.get_by_label("What it is for").fill(words)
            page.get_by_role("button", name="Save").click()
        expect(page.locator(".told")).to_contain_text("a query is called mine already")
        assert page.get_by_label("What it is for").input_value() == "second"
        assert not violations(page)
        page.get_by_label("in place of the one of that name").check()
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/queries*")
        expect(page.locator("#q-mine")).to_contain_text("second")


@pytest.mark.parametrize(
    "form", [{"name": "Maria Garcia"}, {"name": "7ABC123"}, {"asked": "q=7ABC123"}, {"table": "7ABC123"}, {"name": "!"}]
)
def test_what_points_at_a_person_is_neither_kept_nor_repeated(address: str, demo: Path, form: dict[str, str]) -> None:
    sent = {"name": "mine", "table": "alpr_sightings", "asked": "q=HSI", **form}
    answer = httpx.post(f"{address}/queries", data=sent, headers={"accept": "text/html"}, timeout=PATIENCE)
    assert answer.status_code in (400, 403, 404)
    assert not re.search("garcia|7ABC123", answer.text, re.IGNORECASE)
    with Workbench(demo) as bench:
        assert not bench.queries.all()


@pytest.mark.parametrize("path", ["/queries", "/queries/mine/forget", "/tables/alpr_sightings/exports"])
def test_a_page_of_another_site_cannot_send_the_forms(address: str, path: str) -> None:
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert (
            httpx.post(address + path, data={"name": "x", "table": "alpr_sightings"}, headers=headers, timeout=PATIENCE).status_code == 403
        )

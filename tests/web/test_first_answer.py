"""A newcomer's way, as docs/first-answer.md tells it: from the first page to a cited figure. Its pictures are made here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.web.browsing import visit

PICTURES = ROOT / "docs" / "pictures"
TOLD = (ROOT / "docs" / "first-answer.md").read_text(encoding="utf-8")


def test_a_newcomer_gets_to_a_cited_figure(browser: Browser, address: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = PICTURES if request.config.getoption("--rewrite-expected") else tmp_path

    def picture(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    with visit(browser, address, width=1100) as page:
        page.set_viewport_size({"width": 1100, "height": 640})
        page.goto("/")
        picture(page, "home")
        page.get_by_role("link", name="How often were licence-plate readers searched?").click()
        expect(page.locator(".count b")).to_be_visible()
        picture(page, "explore")
        page.locator(".facet li a").first.click()
        expect(page.locator(".chip")).to_have_count(1)
        page.locator("details.split-maker > summary").click()
        page.locator("#by-0").select_option("offense_type")
        page.get_by_role("button", name="Count").click()
        expect(page.locator("table.split tfoot, table.split tbody").first).to_be_visible()
        page.locator("table.split").scroll_into_view_if_needed()
        picture(page, "count")
        page.locator("summary", has_text="Cite").click()
        expect(page.locator("#citation")).to_contain_text("snapshot")
        page.evaluate("scrollTo(0, 0)")
        picture(page, "cite")
        page.keyboard.press("Escape")
        page.get_by_role("link", name="How do you know?").click()
        expect(page.locator(".how tbody tr").first).to_contain_text(re.compile("alpr", re.IGNORECASE))
    for name in ("home", "explore", "count", "cite"):
        assert f"pictures/{name}.png" in TOLD
        assert (PICTURES / f"{name}.png").is_file()


def test_what_the_page_tells_to_click_is_there(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        page.goto("/tables/alpr_searches")
        text = page.locator("body").inner_text()
        for name in re.findall(r"\*\*([^*]+)\*\*", TOLD):
            assert name in text or page.get_by_text(name).count() or (page.goto("/") and name in page.locator("body").inner_text()), name

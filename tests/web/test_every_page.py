"""What every page promises: accessible in both themes and languages, nothing asked of another host, no error, fits a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.browsing import violations, visit
from tests.web.paths import PATHS

each_page = pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)


@each_page
@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "es")])
def test_page_is_accessible_and_keeps_to_itself(
    browser: Browser, address: str, path: str, places: dict[str, str], theme: str, language: str
) -> None:
    with visit(browser, address, theme=theme, language=language) as page:
        page.goto(path.format(**places))
        page.wait_for_load_state("networkidle")
        assert page.get_attribute("html", "lang") == language
        assert not violations(page)


@each_page
def test_page_fits_a_telephone(browser: Browser, address: str, path: str, places: dict[str, str]) -> None:
    with visit(browser, address, width=360) as page:
        page.goto(path.format(**places))
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not violations(page)


@each_page
def test_page_says_the_same_without_script(browser: Browser, address: str, path: str, places: dict[str, str]) -> None:
    with visit(browser, address, script=False) as page:
        page.goto(path.format(**places))
        assert page.locator("h1").inner_text()
        assert page.locator("main").inner_text().strip()

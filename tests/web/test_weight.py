"""What a first visit weighs, all files of it together, compressed as the server sends them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.browsing import visit


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 80_000),
        ("/tables", 80_000),
        ("/about", 80_000),
        ("/queries", 80_000),
        ("/sources", 80_000),
        ("/map", 500_000),
        ("/tables/agreements_287g", 200_000),
        ("/tables/alpr_sightings?_by=organisation,form", 200_000),
    ],
)
def test_first_visit_is_light(browser: Browser, address: str, path: str, most: int) -> None:
    with visit(browser, address) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert len(sizes) >= 4
        assert sum(sizes) <= most

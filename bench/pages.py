"""How fast Explore is in a browser: ``python bench/pages.py WORKSPACE TABLE [ROUNDS]``, the server warm, each question a page of its own,
nothing from the browser's cache.

For each question: when the first facets could be seen, when the page was whole, how long the server took. Beside it the limit: the same server's smallest page.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.api.serving import served
from tests.web.browsing import launch

WORKBENCHES = 4
TOLD = """() => {
  const way = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByType('paint').find(entry => entry.name === 'first-contentful-paint');
  return [paint ? paint.startTime : way.domContentLoadedEventEnd, way.loadEventEnd, way.responseStart - way.requestStart];
}"""
"""First paint (the page comes in one piece, its facets with it), whole page, server; in milliseconds."""


def questions(page: Page, address: str, table: str) -> list[str]:
    """All records, three values of the first facets, two words, a span, a count by columns."""
    for _ in range(WORKBENCHES):  # cold, it may take longer than the server lets a question take
        page.goto(f"{address}/tables/{table}")
    values = [link.get_attribute("href") or "" for link in page.locator(".facet li a").all()[:9:3]]
    return [
        f"/tables/{table}",
        *values,
        f"/tables/{table}?q=stolen",
        f"/tables/{table}?q=homicide+detective",
        f"/tables/{table}?_by=organisation",
    ]


def main() -> None:
    """Print one line a question, and what 95 of 100 pages stay under."""
    workspace, table = Path(sys.argv[1]), sys.argv[2]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    first, whole, all_server = [], [], []
    with served(workspace) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        # else the browser asks whether its copy is still good, and the server answers that it is without asking the lake
        page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        asked = questions(page, address, table)
        for path in asked * WORKBENCHES:  # each of the server's workbenches reads its part once
            page.goto(address + path)
        page.goto(address + "/about")
        print(
            f"limit: /about in {page.evaluate('performance.timing.loadEventEnd - performance.timing.navigationStart')} ms; load {os.getloadavg()[0]:.1f}"
        )
        for path in asked:
            told = []
            for _ in range(rounds):
                answer = page.goto(address + path)
                assert answer is not None
                assert answer.status == 200, (answer.status, path)
                page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
                told.append(page.evaluate(TOLD))
            first += [each[0] for each in told]
            whole += [each[1] for each in told]
            all_server += [each[2] for each in told]
            middle = [statistics.median(each) for each in zip(*told, strict=True)]
            print(f"{middle[0]:7.0f} ms first facets {middle[1]:7.0f} ms whole {middle[2]:7.0f} ms server  {path[:90]}")
        browser.close()
    for name, values in (("first facets", first), ("whole page", whole), ("server", all_server)):
        print(f"{name}: p50 {statistics.median(values):.0f} ms, p95 {sorted(values)[int(len(values) * 0.95)]:.0f} ms, n={len(values)}")


if __name__ == "__main__":
    main()

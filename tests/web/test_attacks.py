"""Script in addresses and in the data stays text; the pages run nothing but their own files."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from clerestory.workbench import Workbench
from tests.api.serving import served
from tests.ingest.adding import HEADER
from tests.web.browsing import visit

SCRIPTS = (
    "<script>window.hit=1</script>",
    '"><img src=x onerror=window.hit=1>',
    "'><svg onload=window.hit=1>",
    "{{ 7*191 }}<b>x</b>",
    "javascript:window.hit=1",
    "</title></style></textarea><script>window.hit=1</script>",
)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A workspace whose file names, labels and cells are all script."""
    folder = tmp_path_factory.mktemp("poisoned")
    cells = [script.replace('"', '""') for script in SCRIPTS]
    lines = "".join(f'"{cell}","Office of {cell}",County,"{cell}","{cell}",01/02/2025,"{cell}"\n' for cell in cells)
    (folder / "in").mkdir()
    (folder / "in" / "list_<script>window.hit=1<.csv").write_text(HEADER + lines, encoding="utf-8")
    with Workbench.create(folder / "workspace", notice=SCRIPTS[0]) as bench:
        bench.add(bench.find_files([str(folder / "in")]), source="ice_287g")
    with served(folder / "workspace") as address:
        yield address


def _harmless(browser: Browser, address: str, path: str) -> None:
    with visit(browser, address) as page:
        response = page.goto(path)
        page.wait_for_load_state("networkidle")
        assert response
        assert response.status < 500
        assert page.evaluate("window.hit") is None
        assert "1337" not in page.content()
        assert page.locator("main img, main b.x, main script").count() == 0


@pytest.mark.parametrize(
    "path", ["/", "/tables", "/about", "/tables/agreements_287g", "/tables/agreements_287g?_by=state,type&_facet=moa", "/find?q=script"]
)
def test_script_in_the_data_stays_text(browser: Browser, poisoned: str, path: str) -> None:
    _harmless(browser, poisoned, path)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    "path",
    [
        "/find?q={}",
        "/tables/{}",
        "/tables/agreements_287g?q={}",
        "/tables/agreements_287g?{}=1",
        "/tables/agreements_287g?_lang={}&_theme={}",
        "/tables/agreements_287g?_facet={}",
        "/{}",
    ],
)
def test_script_in_an_address_stays_text(browser: Browser, poisoned: str, path: str, script: str) -> None:
    _harmless(browser, poisoned, path.replace("{}", quote(script, safe="")))


def test_every_page_forbids_what_it_does_not_ship(browser: Browser, poisoned: str) -> None:
    with visit(browser, poisoned) as page:
        for path in ("/", "/tables/agreements_287g", "/nowhere", "/static/none.js"):
            answer = page.request.get(poisoned + path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "<script>" not in answer.text()
            assert " style=" not in answer.text()
            assert " onclick=" not in answer.text()


@pytest.mark.parametrize("path", ["/static/..%2fpage.py", "/static/%2e%2e%2f%2e%2e%2fpage.py", "/static/../page.py", "/static/%00"])
def test_no_file_outside_the_bundles_is_served(browser: Browser, poisoned: str, path: str) -> None:
    with visit(browser, poisoned) as page:
        answer = page.request.get(poisoned + path)
        assert answer.status in (400, 404)
        assert "import" not in answer.text()


def test_no_address_leads_elsewhere(browser: Browser, poisoned: str) -> None:
    """No parameter makes the server answer with another host's address, and links of records say where they go and nothing more."""
    with visit(browser, poisoned) as page:
        for path in ("//example.com/", "/?_lang=//example.com", "/find?q=http://example.com", "/tables//example.com"):
            answer = page.request.get(poisoned + path, max_redirects=0)
            assert "location" not in answer.headers
        page.goto("/tables/agreements_287g?_columns=moa")
        for link in page.locator("main a").all():
            target = link.get_attribute("href") or ""
            assert target.startswith(("/", "#", "http://", "https://"))

"""From dropping files to an answer, a citation and an exported figure; and the same without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.serving import served
from tests.ingest.adding import table, workspace
from tests.web.browsing import violations, visit

PHONE = "555-867-5309"
PERMITS = "Office,Phone,Cases,Remark\n" + "".join(f"Office {at},{PHONE},{at * 3},<script>alert({at})</script>\n" for at in range(30))
PATIENCE = 60_000


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = workspace(tmp_path / "w")
    with served(folder) as address:
        yield address, folder


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "list_09172025.csv").write_bytes(table(rows=12))
    (folder / "permits.csv").write_text(PERMITS)
    return [str(folder / "list_09172025.csv"), str(folder / "permits.csv")]


def looked(page: Page) -> None:
    page.wait_for_url("**/add/*")
    expect(page.get_by_role("heading", name="permits.csv")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="287(g)")).to_be_visible(timeout=PATIENCE)
    assert PHONE not in page.content()
    assert "undeclared column" not in page.get_by_label("First records of generic_permits").inner_text()


def test_from_files_to_a_citable_figure(browser: Browser, empty: tuple[str, Path], files: list[str]) -> None:
    address, folder = empty
    with visit(browser, address) as page:
        page.goto("/")
        page.goto("/add")
        page.set_input_files("input[name=files]", files)
        looked(page)
        assert not violations(page)
        page.get_by_label("Withhold x_office").check()
        page.get_by_role("button", name="Add them").click()
        page.wait_for_url("**/works/*")
        expect(page.get_by_text("files added")).to_be_visible(timeout=PATIENCE)
        assert not violations(page)
        assert page.locator(".fact b").all_inner_texts() == ["2", "42", "0"]
        page.get_by_role("link", name="generic_permits").click()
        page.wait_for_url("**/tables/generic_permits*")
        assert "x_office" not in page.content()
        page.goto("/tables/agreements_287g")
        expect(page.get_by_text("12").first).to_be_visible()
        # the citation names the figure, and its address gives it again
        assert re.search(r"12 records", page.locator("#citation").inner_text() or page.locator("#citation").text_content() or "")
        page.goto("/map?table=agreements_287g")
        with page.expect_download() as taken:
            page.get_by_role("link", name="SVG").click()
        assert f"{address}/map?table=agreements_287g" in Path(taken.value.path()).read_text(encoding="utf-8")
    assert not list((folder / "uploads").iterdir())
    assert not [path for path in folder.rglob("*") if path.is_file() and PHONE.encode() in path.read_bytes()]


def test_the_same_without_script(browser: Browser, empty: tuple[str, Path], files: list[str]) -> None:
    address, _ = empty
    with visit(browser, address, script=False) as page:
        page.goto("/add")
        page.set_input_files("input[name=files]", files)
        page.get_by_role("button", name="Send").click()
        looked(page)
        page.get_by_label("Leave this file out").check()
        page.get_by_role("button", name="Add them").click()
        page.wait_for_url("**/works/*")
        expect(page.get_by_text("files added")).to_be_visible(timeout=PATIENCE)
        assert page.locator(".fact b").all_inner_texts() == ["1", "12", "0"]


def test_files_that_are_dropped_as_a_folder(browser: Browser, empty: tuple[str, Path], files: list[str]) -> None:
    address, _ = empty
    with visit(browser, address) as page:
        page.goto("/add")
        page.locator("[data-folder] input").set_input_files(str(Path(files[0]).parent))
        looked(page)


def test_what_stopped_goes_on_and_can_be_thrown_away(browser: Browser, empty: tuple[str, Path], files: list[str]) -> None:
    address, folder = empty
    with visit(browser, address) as page:
        page.goto("/add")
        page.route("**/uploads/*/1*", lambda route: route.fulfill(status=429, json={"error": "no"}))
        page.set_input_files("input[name=files]", files)
        expect(page.get_by_text("going on where it stopped")).to_be_visible()
        page.unroute("**/uploads/*/1*")
        page.goto("/add")
        expect(page.get_by_text("1 of 2 files")).to_be_visible()
        page.set_input_files("input[name=files]", files)
        looked(page)
        assert len(list((folder / "uploads").iterdir())) == 1
        page.get_by_role("button", name="Throw away").click()
        page.wait_for_url("**/add")
        assert not list((folder / "uploads").iterdir())

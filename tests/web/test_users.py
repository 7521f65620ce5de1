"""One way through the pages for each of those whom they are made for: from files to an answer, its citation and what is taken away.

Each is gone over the demonstration's files and over real ones, a few of each kind; every figure is got a second way, from the files themselves.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from clerestory.demo.records import make_records
from tests.api.serving import served
from tests.conftest import shared_data_folder
from tests.ingest.adding import workspace
from tests.web.browsing import violations, visit

pytestmark = pytest.mark.slow
PATIENCE = 240_000


@dataclass(frozen=True)
class Given:
    """Files of one kind each; the later publication last."""

    searches: tuple[Path, Path]
    agreements: tuple[Path, Path]
    arrests: Path
    statistics: tuple[Path, ...] = ()
    """Workbooks of detention statistics; the demonstration has none."""


@pytest.fixture(scope="module", params=["demonstration", "real files"])
def given(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Given:
    if request.param == "demonstration":
        made = {path.name: path for path in make_records(tmp_path_factory.mktemp("records"))}
        searches = [path for name, path in sorted(made.items()) if name.startswith("testbury")]
        agreements = [path for name, path in sorted(made.items()) if name.startswith("participating")]
        return Given((searches[-2], searches[-1]), (agreements[2], agreements[3]), made["EROArrests_FY2016.csv.gz"])
    data = shared_data_folder()
    if data is None:
        pytest.skip("the real files are not here: set CLERESTORY_TEST_DATA to the folder that holds them")
    audits = data / "alpr" / "portal_search_audit" / "verbatim_no_free_text"
    lists, books = data / "ice_287g" / "participating", data / "ice_detention_stats" / "raw"
    return Given(
        (audits / "ontario-ca-pd__2026-04-21__search_audit.csv", audits / "ontario-ca-pd__2026-04-28__search_audit.csv"),
        (lists / "participatingAgencies12292025am.xlsx", lists / "participatingAgencies12302025am.xlsx"),
        data / "ice_person_events" / "foia_fy16_18" / "EROArrests_FY2016.csv.gz",
        (books / "FY26_detentionStats02022026.xlsx", books / "FY26_detentionStats_02122026.xlsx"),
    )


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Whole ways through the pages, beside whatever else the machine does."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with served(workspace(tmp_path / "w"), "--limit", "120") as opened:
        yield opened


def dropped(page: Page, *files: Path, script: bool = True) -> None:
    """Add files, from the first page on."""
    page.goto("/")
    page.get_by_role("link", name="Add files").click()
    page.set_input_files("input[name=files]", [str(file) for file in files])
    if not script:
        page.get_by_role("button", name="Send").click()
    expect(page).to_have_url(re.compile("/add/"), timeout=PATIENCE)
    page.get_by_role("button", name=re.compile("Add them|Add without looking")).click()
    expect(page.get_by_text("files added")).to_be_visible(timeout=PATIENCE)
    assert page.locator(".fact b").first.inner_text() == str(len(files))


def pressed(page: Page, *keys: str) -> None:
    """Press keys one after the other, when the page has come whole: its script hears them then."""
    page.wait_for_load_state("networkidle")
    for key in keys:
        page.keyboard.press(key)


def shown(page: Page) -> int:
    return int(page.locator(".count b").inner_text().replace(",", ""))


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def taken(where: Locator, name: str) -> bytes:
    with where.page.expect_download() as got:
        where.get_by_role("link", name=name, exact=True).click()
    return Path(got.value.path()).read_bytes()


def test_a_reporter_with_a_deadline(browser: Browser, given: Given, address: str) -> None:
    with visit(browser, address) as page:
        dropped(page, *given.searches)
        page.get_by_role("link", name="alpr_sightings").click()
        held = [rows(path) for path in given.searches]
        assert shown(page) == sum(map(len, held))
        # what nobody may put to a page
        page.locator("#q").fill("Maria Garcia")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".told")).to_contain_text("has the shape of")
        assert "Garcia" not in page.content()
        page.goto("/tables/alpr_sightings")
        page.locator("details.split-maker > summary").click()
        page.locator("#by-0").select_option("searched_at:month")
        page.get_by_role("button", name="Count").click()
        months = Counter(row["searchDate"][:7] for several in held for row in several)
        expect(page.locator("table.split")).to_be_visible()
        wide = page.locator("table.split tbody tr").all()
        assert {line.locator("th").inner_text(): int(line.locator("td.total").inner_text().replace(",", "")) for line in wide} == months
        told = list(csv.DictReader(io.StringIO(taken(page.locator("#split"), "CSV").decode())))
        assert {line["searched_at:month"][:7]: int(line["records"]) for line in told} == months
        page.locator("summary", has_text="Cite").click()
        cited = page.locator("#citation").inner_text()
        assert f"{sum(map(len, held)):,} records" in cited
        page.keyboard.press("Escape")
        for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
            assert taken(page.locator(".over-time"), kind).startswith(start)
        page.goto(cited.split()[-1].replace(address, ""))
        assert shown(page) == sum(map(len, held))
        assert not violations(page)


def test_a_council_aide_asks_who_searched_and_why(browser: Browser, given: Given, address: str) -> None:
    with visit(browser, address) as page:
        dropped(page, given.searches[-1])
        page.get_by_role("link", name="alpr_sightings").click()
        first = rows(given.searches[-1])
        days = sorted(row["searchDate"][:10] for row in first)
        page.get_by_label("From", exact=True).fill(days[0])
        page.get_by_label("until").fill(days[len(days) // 2])
        page.get_by_role("button", name="Apply").click()
        assert shown(page) == sum(day <= days[len(days) // 2] for day in days)
        why = "reason" if "reason" in first[0] else "offenseType"
        column = {"reason": "reason", "offenseType": "offense_type"}[why]
        page.goto(f"/tables/alpr_sightings?_facet={column}")
        most = Counter(row[why] for row in first if row[why].strip()).most_common(1)[0]
        link = page.locator(".facet").first.locator("li:not(.state-line) a").first
        assert int(link.locator(".n").inner_text().replace(",", "")) >= most[1] // 2
        said = int(link.locator(".n").inner_text().replace(",", ""))
        link.click()
        assert shown(page) == said
        page.locator("summary", has_text=re.compile("^Save")).click()
        page.get_by_label("Name", exact=True).fill("why they searched")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="why-they-searched").click()
        assert shown(page) == said


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_litigator_opens_the_cell_that_a_number_came_from(browser: Browser, given: Given, address: str, script: bool) -> None:
    with visit(browser, address, script=script) as page:
        dropped(page, given.agreements[-1], script=script)
        page.get_by_role("link", name="agreements_287g").click()
        sheet = load_workbook(given.agreements[-1]).worksheets[0]
        lines = [line for line in sheet.iter_rows(values_only=True) if any(line)]
        assert shown(page) == len(lines) - 1
        page.locator("tr[data-row] a[data-open]").first.click()
        expect(page).to_have_url(re.compile("/records/agreements_287g/"))
        for cell in page.locator("table.values tbody tr").all():
            place = cell.locator("td").nth(3).inner_text().strip()
            released = cell.locator("td").nth(2).inner_text().strip()
            if re.fullmatch(r"[A-Z]+\d+", place) and released not in ("·", "") and "://" not in released:
                value = sheet[place].value
                assert str(value)[:10].split()[0] in released or released[:10] in str(value), place
        if script:
            assert not violations(page)
        page.get_by_role("link", name=given.agreements[-1].name).click()
        expect(page.locator(".hash")).to_have_text(re.compile("[0-9a-f]{64}"))


def test_a_researcher_sees_what_a_release_changed(browser: Browser, given: Given, address: str) -> None:
    files = given.statistics or given.agreements
    source = "ice_detention_stats" if given.statistics else "ice_287g"
    with visit(browser, address) as page:
        dropped(page, *files)
        page.goto(f"/sources/{source}")
        assert not violations(page)
        expect(page.locator("#releases")).to_be_visible()
        page.get_by_role("link", name=files[-1].name).first.click()
        assert page.get_by_role("heading", name=re.compile("What changed since")).count()
        assert not violations(page)
        came = page.locator("[aria-labelledby='changed-1 in-1'] .fact b").all_inner_texts()
        assert len(came) == 4
        page.goto("/")
        expect(page.locator(".news")).to_contain_text("+" if any(number != "0" for number in came[:1]) else "")


def test_an_inspector_gets_counts_of_persons_and_nothing_else(browser: Browser, given: Given, address: str) -> None:
    with visit(browser, address) as page:
        dropped(page, given.arrests)
        page.get_by_role("link", name="ice_arrests").click()
        with gzip.open(given.arrests, "rt", encoding="utf-8-sig", errors="replace") as text:
            lines = sum(1 for line in text if line.strip())
        assert abs(shown(page) - lines) < 20
        expect(page.get_by_text("counts only").first).to_be_visible()
        assert not page.locator("table.rows").count()
        assert not page.locator("details[data-menu=export]").count()
        page.locator("details.split-maker > summary").click()
        page.locator("#by-0").select_option("area")
        page.locator("#by-1").select_option("apprehension_method")
        page.get_by_role("button", name="Count").click()
        told = list(csv.DictReader(io.StringIO(taken(page.locator("#split"), "CSV").decode())))
        assert told
        assert all(int(line["records"]) >= 10 or line["records"] == "0" for line in told if line["known"] == "counted")
        assert not violations(page)
        assert page.request.get("/tables/ice_arrests.csv").status == 403


def test_with_the_keyboard_alone(browser: Browser, given: Given, address: str) -> None:
    with visit(browser, address) as page:
        dropped(page, given.agreements[-1])
        pressed(page, "g", "t")
        expect(page).to_have_url(re.compile("/tables"))
        pressed(page, "j", "Enter")
        expect(page).to_have_url(re.compile("/tables/"))
        pressed(page, "j", "Enter")
        expect(page).to_have_url(re.compile("/records/"))
        pressed(page, "g", "s")
        expect(page).to_have_url(re.compile("/sources"))
        pressed(page, "j", "Enter")
        expect(page).to_have_url(re.compile("/sources/"))
        pressed(page, "j", "Enter")
        expect(page).to_have_url(re.compile("/releases/"))
        pressed(page, "/")
        page.keyboard.type("agency")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/find"))
        page.goto("/tables/agreements_287g")
        pressed(page, "s")
        expect(page.get_by_label("Name", exact=True)).to_be_focused()
        page.keyboard.type("all of them")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/queries"))
        page.goto("/tables/agreements_287g")
        with page.expect_download():
            pressed(page, "e", "Enter")

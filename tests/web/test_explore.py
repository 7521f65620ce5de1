"""Explore in a browser: what is clicked, typed and brushed asks what it says, and every figure leads to its records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from clerestory.workbench import Workbench
from tests.web.browsing import visit

TABLE = "/tables/alpr_sightings"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visit(browser, address) as opened:
        yield opened


def shown(page: Page) -> int:
    """The count that the page shows."""
    return int(page.locator(".count b").inner_text().replace(",", ""))


def counted(demo: Path, table: str, question: str = "") -> int | None:
    with Workbench(demo) as bench:
        return bench.count(bench.query(table, question)).count


def test_count_is_the_workbenchs(page: Page, demo: Path) -> None:
    page.goto(f"{TABLE}?q=HSI")
    assert shown(page) == counted(demo, "alpr_sightings", "HSI")


def test_every_facet_figure_leads_to_as_many_records(page: Page) -> None:
    page.goto(TABLE)
    links = page.locator(".facet").first.locator("li a")
    for place in range(min(3, links.count())):
        link = links.nth(place)
        said = int(link.locator(".n").inner_text().replace(",", ""))
        link.click()
        assert shown(page) == said
        page.locator(".chip a").first.click()


def test_two_values_of_a_facet_are_chosen_together_and_states_with_them(page: Page) -> None:
    page.goto(f"{TABLE}?_facet=reason")
    facet = page.locator(".facet").first
    value = facet.locator("li:not(.state-line) a").first
    first = int(value.locator(".n").inner_text().replace(",", ""))
    value.click()
    assert shown(page) == first
    state = page.locator(".facet").first.locator("li.state-line a").first
    second = int(state.locator(".n").inner_text().replace(",", ""))
    state.click()
    assert shown(page) == first + second
    expect(page.locator(".facet a[aria-current]")).to_have_count(2)


def test_counts_by_columns_add_up_and_lead_to_records(page: Page) -> None:
    page.goto(f"{TABLE}?_by=organisation,form")
    total = int(page.locator("table.split tfoot td").nth(-2).inner_text().replace(",", ""))
    rows = page.locator("table.split td.total")
    assert total == shown(page) == sum(int(text.replace(",", "")) for text in rows.all_inner_texts())
    cell = page.locator("table.split tbody td a").first
    said = int(cell.inner_text().replace(",", ""))
    cell.click()
    assert shown(page) == said


def test_chart_and_its_table_say_the_same(page: Page) -> None:
    page.goto(f"{TABLE}?_series=searched_at:month")
    page.get_by_text("The same as a table").click()
    figures = [int(text.replace(",", "")) for text in page.locator(".twin td").all_inner_texts()]
    undated = [
        int(text.replace(",", "")) for text in page.locator(".under-figure > span a").all_inner_texts() if re.fullmatch(r"[\d,]+", text)
    ]
    assert sum(figures) + sum(undated) == shown(page)
    assert page.locator("svg.chart a").count() == sum(1 for figure in figures if figure)


def test_span_is_brushed_with_the_mouse(page: Page) -> None:
    page.goto(f"{TABLE}?_series=searched_at:day")
    before, box = shown(page), page.locator("svg.brush").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("searched_at__gte=.*searched_at__lte="))
    assert 0 < shown(page) < before


def test_span_is_chosen_with_the_keyboard(page: Page) -> None:
    page.goto(f"{TABLE}?_series=searched_at:day")
    before, low = shown(page), page.get_by_role("slider").first
    low.focus()
    first = low.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    assert low.get_attribute("aria-valuetext") != first
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("searched_at__gte="))
    assert 0 < shown(page) < before


def test_box_completes_columns_and_values(page: Page) -> None:
    page.goto(TABLE)
    box = page.get_by_role("combobox", name="Question")
    box.press_sequentially("organ")
    expect(page.get_by_role("option").first).to_contain_text("organisation")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert box.input_value() == "organisation:"
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=organisation"))
    expect(page.locator(".chip")).to_have_count(1)


def test_columns_are_chosen_and_sorted_by(page: Page) -> None:
    page.goto("/tables/agreements_287g?_columns=agency&_columns=signed")
    expect(page.locator("table.rows thead th")).to_have_count(2)
    page.get_by_role("link", name="Signed").click()
    days = page.locator("table.rows tbody td:nth-child(3)").all_inner_texts()
    assert days == sorted(days)
    page.get_by_role("link", name="Signed").click()
    assert page.locator("table.rows tbody td:nth-child(3)").all_inner_texts() == sorted(days, reverse=True)


def test_pages_go_through_all_records_once(page: Page) -> None:
    page.goto("/tables/agreements_287g?_size=3&_columns=agency,support_type,county")
    total, seen = shown(page), []
    while True:
        seen += page.locator("table.rows tbody tr").all_inner_texts()
        following = page.get_by_role("link", name=re.compile("^Next"))
        if not following.count():
            break
        following.click()
    assert len(seen) == total


def test_rows_are_walked_with_keys_and_open_their_record(page: Page) -> None:
    page.goto("/tables/agreements_287g")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    agency = page.locator("table.rows tbody tr").first.locator("td").nth(2).inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/records/agreements_287g/"))
    expect(page.locator("main")).to_contain_text(agency)


def test_record_of_records_put_together_opens(page: Page) -> None:
    page.goto("/tables/alpr_searches")
    page.locator("table.rows td.open a").first.click()
    page.wait_for_url(re.compile("/records/alpr_sightings/"))
    assert page.locator("h1").inner_text()


def test_citation_gives_the_same_figure_again(page: Page) -> None:
    page.goto(f"{TABLE}?q=HSI")
    before = shown(page)
    cited = page.locator("#citation p").last.text_content()
    assert cited
    assert "_asof=" in cited
    page.goto(cited)
    assert shown(page) == before


def test_person_tables_show_counts_and_never_a_record(page: Page) -> None:
    page.goto("/tables/ice_arrests")
    assert page.locator("table.rows").count() == 0
    assert page.get_by_text("counts only").count()
    response = page.goto("/tables/ice_arrests?q=example")
    assert response
    assert response.status == 403
    assert page.locator("#q").input_value() == "example"


def test_unreadable_question_names_what_to_do_and_keeps_the_box(page: Page) -> None:
    page.goto("/tables/agreements_287g?q=sttae:GA&_facet=type")
    expect(page.locator(".error")).to_contain_text("state")
    box = page.locator("#q")
    assert box.input_value() == "sttae:GA"
    box.fill("type:County")
    box.press("Enter")
    page.wait_for_url(re.compile("type%3ACounty|type:County"))
    assert "_facet=type" in page.url


def test_keys_work_and_never_while_typing(page: Page) -> None:
    page.goto("/tables/agreements_287g")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "jump"
    page.keyboard.type("j?g")
    assert page.locator("#jump").input_value() == "j?g"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url(re.compile("/about$"))


def test_whole_way_without_script(browser: Browser, address: str, demo: Path) -> None:
    with visit(browser, address, script=False) as page:
        page.goto("/")
        page.get_by_role("link", name=re.compile("287")).first.click()
        page.locator("#q").fill("type:County")
        page.get_by_role("button", name="Search").first.click()
        assert shown(page) == counted(demo, "agreements_287g", "type:County")
        page.locator(".over-time input[type=date]").first.fill("2025-02-01")
        page.get_by_role("button", name="Apply").click()
        assert shown(page) == counted(demo, "agreements_287g", "type:County signed:>=2025-02-01")
        page.locator("details.split-maker > summary").click()
        page.locator("#by-0").select_option("support_type")
        page.get_by_role("button", name="Count").click()
        expect(page.locator("table.split")).to_be_visible()
        page.locator("summary", has_text="Cite").click()
        expect(page.locator("#citation")).to_contain_text("_asof=")


def test_language_is_kept_from_page_to_page(browser: Browser, address: str) -> None:
    with visit(browser, address) as page:
        page.goto("/?_lang=es")
        page.get_by_role("link", name="Tablas").click()
        page.locator("tbody a").first.click()
        assert "_lang=es" in page.url
        page.get_by_role("button", name="Buscar").first.click()
        assert "_lang=es" in page.url
        assert page.get_attribute("html", "lang") == "es"


def test_theme_is_chosen_and_remembered(page: Page) -> None:
    page.goto("/about")
    page.get_by_role("link", name="Dark").click()
    assert page.get_attribute("html", "data-theme") == "dark"
    page.goto("/tables")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.goto("/tables?_theme=light")
    assert page.get_attribute("html", "data-theme") == "light"


@pytest.mark.parametrize(("ending", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_chart_is_taken_away_with_its_citation(page: Page, address: str, ending: str, start: bytes) -> None:
    answer = page.request.get(f"{address}{TABLE}/over-time.{ending}?q=HSI")
    assert answer.status == 200
    assert answer.body().startswith(start)
    if ending == "svg":
        assert "_asof=" in answer.text()
        assert "http://www.w3.org" in answer.text()
        assert "vega.github.io" not in answer.text()

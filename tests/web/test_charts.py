"""Charts: what is drawn is what was counted; what is not known is not drawn as nothing."""

from __future__ import annotations

import re

import pytest

from clerestory.web.charts.draw import as_png, as_svg, on_page
from clerestory.web.charts.periods import MOST_BARS, Bar, spec, with_citation

MONTHS = [Bar(f"2025-{month:02d}", month * 10, f"/tables/t?m={month}&x=<1>") for month in range(1, 13)]


def test_bars_stand_to_each_other_as_counts_do() -> None:
    drawn = on_page(spec(MONTHS), label="")
    heights = [float(height) for height in re.findall(r'<path d="M[\d.]+,[\d.]+h[\d.]+v([\d.]+)h', drawn)]
    assert len(heights) == len(MONTHS)
    assert [round(height / heights[0], 3) for height in heights] == list(range(1, 13))


def test_links_stay_on_this_server_and_are_escaped() -> None:
    drawn = on_page(spec(MONTHS), label='"><b>')
    assert drawn.count('href="/tables/t?m=') == len(MONTHS)
    assert "http" not in drawn
    assert "<b>" not in drawn
    assert "<1>" not in drawn


def test_colours_follow_the_theme_on_a_page_and_are_plain_in_a_file() -> None:
    assert "var(--mark)" in on_page(spec(MONTHS), label="")
    assert b"var(" not in as_svg(spec(MONTHS))
    assert b"#1f7388" in as_svg(spec(MONTHS))
    assert as_png(spec(MONTHS)).startswith(b"\x89PNG")


def test_suppressed_gap_and_nothing_look_different() -> None:
    def drawn(known: str, count: int | None) -> str:
        return on_page(spec([*MONTHS[:5], Bar("2025-06", count, known=known), *MONTHS[6:]]), label="")

    nothing, held, gap = drawn("counted", 0), drawn("suppressed", None), drawn("not covered", None)
    assert held.count("×") == 1
    assert "×" not in nothing + gap
    assert gap.count("<path") == nothing.count("<path") + 1


@pytest.mark.parametrize(
    ("names", "day", "place"),
    [
        (["2025-01", "2025-02", "2025-03"], "2025-03-14", 2),
        (["FY2024", "FY2025", "FY2026"], "2024-10-01", 1),
        (["2025-Q1", "2025-Q2", "2025-Q3"], "2025-06-30", 1),
        (["2025-W01", "2025-W02"], "2025-01-06", 1),
        (["2025-01", "2025-02"], "2024-12-31", None),
    ],
)
def test_breaks_stand_at_their_period(names: list[str], day: str, place: int | None) -> None:
    layers = spec([Bar(name, 1) for name in names], breaks=[day])["layer"]
    rules = [layer["data"]["values"] for layer in layers if "data" in layer]
    assert rules == ([] if place is None else [[{"i": place}]])


def test_very_many_periods_are_one_area() -> None:
    many = [Bar(f"{2000 + place // 300}-{place % 12 + 1:02d}-{place % 28 + 1:02d}", 1) for place in range(MOST_BARS + 1)]
    assert on_page(spec(many), label="").count("<path") < 20


def test_citation_is_inside_the_file() -> None:
    drawn = as_svg(
        with_citation(spec(MONTHS), title="A title", subtitle="of something", citation=["Asked of 3 releases", "http://127.0.0.1/x"])
    ).decode()
    assert all(text in drawn for text in ("A title", "of something", "Asked of 3 releases", "http://127.0.0.1/x"))

"""The map: points where they belong, ranges that hold every count, zero and unknown drawn apart, and a figure to take away."""

from __future__ import annotations

import re
import zlib

import httpx
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from clerestory.web.charts.albers import HEIGHT, WIDTH, placed
from clerestory.web.charts.map import SHADES, classes, outlines, shade

SEATS = {
    "53033": (47.606, -122.332), "12086": (25.774, -80.194), "23005": (43.66, -70.255), "06037": (34.05, -118.24), "48201": (29.76, -95.37),
    "02020": (61.218, -149.9), "15003": (21.307, -157.858), "17031": (41.85, -87.65), "36061": (40.78, -73.97), "08031": (39.74, -104.99),
}  # fmt: skip
"""County → a place in it, from a gazetteer."""


def test_places_lie_in_the_outlines_of_their_counties() -> None:
    for fips, (latitude, longitude) in SEATS.items():
        at = placed(latitude, longitude)
        assert at is not None
        xs, ys = _corners(outlines()["counties"][fips]["d"])
        assert min(xs) - 1 <= at[0] <= max(xs) + 1, fips
        assert min(ys) - 1 <= at[1] <= max(ys) + 1, fips


def _corners(line: str) -> tuple[list[float], list[float]]:
    xs, ys = [], []
    for ring in re.findall(r"M([^z]+)z", line):
        start, _, steps = ring.partition("l")
        x, y = (float(number) for number in start.split(","))
        for step in ["0,0", *steps.split()]:
            along, down = step.split(",")
            x, y = x + float(along), y + float(down)
            xs.append(x)
            ys.append(y)
    return xs, ys


def test_every_state_and_county_has_an_outline() -> None:
    assert (len(outlines()["states"]), len(outlines()["counties"])) == (51, 3142)
    assert all(area["d"] for kind in outlines().values() for area in kind.values())


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_place_is_on_the_sheet_or_nowhere(latitude: float, longitude: float) -> None:
    at = placed(latitude, longitude)
    assert at is None or (-60 <= at[0] <= WIDTH + 60 and -60 <= at[1] <= HEIGHT + 60)


@given(st.lists(st.integers(1, 2_000_000), max_size=30))
def test_every_count_has_a_shade_and_more_is_never_lighter(counts: list[int]) -> None:
    ranges = classes(counts)
    assert len(ranges) <= len(SHADES)
    shades = [shade(count, ranges) for count in sorted(counts)]
    assert all(shades)
    assert shades == sorted(shades)
    assert shade(0, ranges) == 0


def test_the_figure_carries_its_citation_and_runs_nothing(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        drawn = client.get("/map/map.svg?table=agreements_287g")
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        text = drawn.text
        assert f"{address}/map?table=agreements_287g" in "".join(etree.fromstring(drawn.content).itertext())
        assert not re.search(r"<script|javascript:|\son[a-z]+=|href=", text)
        assert client.get("/map/map.png").content.startswith(b"\x89PNG")


def test_nothing_in_force_is_unknown_and_not_zero(address: str) -> None:
    page = httpx.get(f"{address}/map?table=agreements_287g&_on=1999-01-01", headers={"accept": "text/html"}, timeout=60).text
    assert page.count('class="unknown" d=') == len(outlines()["states"])
    assert "nothing of it is zero" in page


def test_the_page_is_small_enough_to_send(address: str) -> None:
    page = httpx.get(f"{address}/map?table=agreements_287g", headers={"accept": "text/html"}, timeout=60).content
    assert len(zlib.compress(page)) < 500_000

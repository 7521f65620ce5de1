"""The map as SVG: outlines that ship with the pages, shaded by counts. Zero is paper, unknown is hatched, so neither is taken for the other.

It is drawn here rather than by the chart library: each area is a link, follows the theme, and only the outlines that carry a count are sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape

import vl_convert

from clerestory.web.assets import STATIC
from clerestory.web.charts.albers import HEIGHT, WIDTH
from clerestory.web.charts.draw import FONT

SHADES = ("#cfe3e8", "#97c3cd", "#5c9fae", "#2c7688", "#0d4a5a")
"""From few to many, in a file."""
INK, SOFT, RULE, PAPER = "#1d1c1a", "#5a564f", "#b9b3a8", "#ffffff"
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)
TOP, FOOT, LINE = 66, 30, 15


@dataclass(frozen=True)
class Shape:
    """An area to draw. ``count`` 0: only its outline. ``unknown``: some records lie in it, and nobody can say where."""

    fips: str
    label: str
    count: int
    href: str = ""
    unknown: bool = False


@dataclass(frozen=True)
class Dot:
    """A point to draw, on the sheet."""

    x: float
    y: float
    label: str
    href: str = ""


@cache
def outlines() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Outlines of states and counties by FIPS code; empty where the assets were not built."""
    path = STATIC / "outlines.json"
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = (
        json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"states": {}, "counties": {}}
    )
    return found


def classes(counts: Sequence[int]) -> list[tuple[int, int]]:
    """At most five ranges of counts, (from, to) both included, each beginning at a round number; those that hold no count are left out."""
    most = max(counts, default=0)
    starts = [step for step in STEPS if step <= most]
    while len(starts) > len(SHADES):
        starts = starts[:1] + starts[2:] if len(starts) == len(SHADES) + 1 else starts[::2]
    ranges = [(start, (starts[place + 1] - 1) if place + 1 < len(starts) else most) for place, start in enumerate(starts)]
    return [(low, high) for low, high in ranges if any(low <= count <= high for count in counts)]


def shade(count: int, ranges: Sequence[tuple[int, int]]) -> int:
    """Which of the shades a count has, 1 to 5; 0 for none."""
    place = next((place for place, (low, high) in enumerate(ranges) if low <= count <= high), None)
    return 0 if place is None else round(1 + place * (len(SHADES) - 1) / max(1, len(ranges) - 1)) if len(ranges) > 1 else 4


Fill = Callable[[str], str]
"""Part of the map (``zero``, ``unknown``, ``border``, ``dot``, ``q1`` … ``q5``) → attributes."""


def on_page(shapes: Sequence[Shape], dots: Sequence[Dot], ranges: Sequence[tuple[int, int]]) -> str:
    """The map as a part of a page: follows the theme; its links stand beside the keyboard's way, for the table has the same."""
    drawn = _drawn(shapes, dots, ranges, lambda part: f'class="{part}"')
    return f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{drawn}</svg>'


def as_svg(
    shapes: Sequence[Shape],
    dots: Sequence[Dot],
    ranges: Sequence[tuple[int, int]],
    *,
    title: str,
    subtitle: str,
    legend: str,
    foot: Sequence[str],
) -> bytes:
    """The map as a file of its own, with what it shows and its citation inside."""
    fills = {
        "zero": f'fill="{PAPER}" stroke="{RULE}" stroke-width=".5"', "unknown": 'fill="url(#hatch)" stroke="none"', "border": f'fill="none" stroke="{RULE}" stroke-width=".8"',
        "dot": f'fill="{SHADES[3]}" fill-opacity=".7"', **{f"q{place}": f'fill="{each}" stroke="{PAPER}" stroke-width=".3"' for place, each in enumerate(SHADES, 1)},
    }  # fmt: skip
    height = TOP + HEIGHT + FOOT + LINE * len(foot) + 10
    bare = [Shape(shape.fips, shape.label, shape.count, "", shape.unknown) for shape in shapes]
    lines = "".join(
        f'<text x="12" y="{TOP + HEIGHT + FOOT + LINE * place}" font-size="11" fill="{SOFT}">{escape(line)}</text>'
        for place, line in enumerate(foot)
    )
    keys = "".join(
        f'<rect x="{12 + 95 * place}" y="{TOP + HEIGHT - 8}" width="14" height="14" {fills[f"q{shade(low, ranges)}"]}/>'
        f'<text x="{31 + 95 * place}" y="{TOP + HEIGHT + 4}" font-size="12" fill="{SOFT}">{low if low == high else f"{low}–{high}"}</text>'
        for place, (low, high) in enumerate(ranges)
    )
    at = 12 + 95 * len(ranges)
    keys += (
        f'<rect x="{at}" y="{TOP + HEIGHT - 8}" width="14" height="14" fill="url(#hatch)" stroke="{RULE}"/>'
        f'<text x="{at + 19}" y="{TOP + HEIGHT + 4}" font-size="12" fill="{SOFT}">{escape(legend)}</text>'
        if any(shape.unknown for shape in shapes)
        else ""
    )
    body = _drawn(bare, [Dot(dot.x, dot.y, dot.label) for dot in dots], ranges, lambda part: fills[part])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="{FONT}">'
        f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="{PAPER}"/>'
        f'<text x="12" y="28" font-size="19" font-weight="600" fill="{INK}">{escape(title)}</text>'
        f'<text x="12" y="48" font-size="13" fill="{SOFT}">{escape(subtitle)}</text>'
        f'<g transform="translate(0 {TOP - 10})">{body}</g>{keys}{lines}</svg>'
    ).encode()


@lru_cache(maxsize=8)
def as_png(svg: bytes) -> bytes:
    """The file as pixels, two for one."""
    drawn: bytes = vl_convert.svg_to_png(svg.decode(), scale=2)
    return drawn


def _drawn(shapes: Sequence[Shape], dots: Sequence[Dot], ranges: Sequence[tuple[int, int]], fill: Fill) -> str:
    known = outlines()
    of_states = {shape.fips: shape for shape in shapes if len(shape.fips) == 2}
    parts = [
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path class="line" d="M0 0V7" stroke="{RULE}" stroke-width="1.3"/></pattern></defs>'
    ]
    for fips, state in known["states"].items():
        shape = of_states.get(fips)
        parts.append(_path(state["d"], f"q{shade(shape.count, ranges)}" if shape and shape.count else "zero", shape, fill))
        if shape and shape.unknown:
            parts.append(f'<path {fill("unknown")} d="{state["d"]}" pointer-events="none"/>')
    for shape in shapes:
        if len(shape.fips) > 2 and shape.fips in known["counties"]:
            parts.append(_path(known["counties"][shape.fips]["d"], f"q{shade(shape.count, ranges)}", shape, fill))
    if any(len(shape.fips) > 2 for shape in shapes):
        parts += [f'<path {fill("border")} d="{state["d"]}" pointer-events="none"/>' for state in known["states"].values()]
    for dot in dots:
        circle = f'<circle {fill("dot")} cx="{dot.x}" cy="{dot.y}" r="2.6"><title>{escape(dot.label)}</title></circle>'
        parts.append(_linked(circle, dot.href))
    return "".join(parts)


def _path(line: str, part: str, shape: Shape | None, fill: Fill) -> str:
    title = f"<title>{escape(shape.label)}</title>" if shape else ""
    return _linked(f'<path {fill(part)} d="{line}">{title}</path>', shape.href if shape else "")


def _linked(drawn: str, href: str) -> str:
    return f'<a href="{escape(href)}" tabindex="-1">{drawn}</a>' if href else drawn

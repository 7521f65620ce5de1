"""From a specification to SVG or PNG. Nothing is fetched: the library has all that it needs with it."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from typing import Any

import vl_convert

VERSION = "5.21"
INK, MARK, RULE, WARN, SOFT = "#010101", "#020202", "#030303", "#040404", "#050505"
"""Colours of a specification by their part. On a page they follow the theme; in a file they are those of the light one."""
_ON_PAGE = {INK: "var(--ink)", MARK: "var(--mark)", RULE: "var(--rule)", WARN: "var(--warn)", SOFT: "var(--soft)"}
_IN_FILE = {INK: "#1d1c1a", MARK: "#1f7388", RULE: "#dcd8ce", WARN: "#8a4b06", SOFT: "#5a564f"}
FONT = "'Source Sans 3', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_BASE = "https://vega.github.io/vega-datasets/"
"""What the library puts before every link that names no host; taken away again, for nothing of a page leaves it."""
Spec = dict[str, Any]

CONFIG: Spec = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT, "titleColor": SOFT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "gridColor": RULE, "domainColor": SOFT, "tickColor": RULE, "labelFont": FONT, "titleFont": FONT,
    },
    "title": {"color": INK, "fontSize": 17, "anchor": "start", "subtitleColor": SOFT, "subtitleFontSize": 12, "font": FONT},
}  # fmt: skip


def on_page(spec: Spec, *, label: str) -> str:
    """The chart as a part of a page: follows the theme, has a text alternative; its links are not in the way of the keyboard, because the
    table beside it has the same.
    """
    drawn = _svg(json.dumps(spec, sort_keys=True))
    for colour, part in _ON_PAGE.items():
        drawn = drawn.replace(colour, part)
    drawn = drawn.replace(f'xlink:href="{_BASE}', 'href="')
    drawn = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", drawn).replace("<a ", '<a tabindex="-1" ')
    width, height = _size(drawn)
    head = f'<p class="unseen">{escape(label)}</p><svg class="chart" viewBox="0 0 {width} {height}" aria-hidden="true">'
    return re.sub(r"^<svg[^>]*>", head, drawn, count=1)


def as_svg(spec: Spec) -> bytes:
    """The chart as a file of its own."""
    return _coloured(_svg(json.dumps(spec, sort_keys=True))).encode()


def as_png(spec: Spec) -> bytes:
    """The chart as pixels, two for one."""
    return _png(_coloured(json.dumps(spec, sort_keys=True)))


def _coloured(text: str) -> str:
    for colour, shade in _IN_FILE.items():
        text = text.replace(colour, shade)
    return text


@lru_cache(maxsize=256)
def _svg(spec: str) -> str:
    drawn: str = vl_convert.vegalite_to_svg(json.loads(spec), vl_version=VERSION, allowed_base_urls=[])
    return drawn


@lru_cache(maxsize=32)
def _png(spec: str) -> bytes:
    drawn: bytes = vl_convert.vegalite_to_png(json.loads(spec), vl_version=VERSION, scale=2, allowed_base_urls=[])
    return drawn


def _size(svg: str) -> tuple[str, str]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    return (found[1], found[2]) if found else ("0", "0")

"""Records by period, as bars. Places without a bar are periods without a record; a cross stands where a count is suppressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clerestory.web.charts.draw import CONFIG, INK, MARK, RULE, SOFT, WARN, Spec

LEFT, RIGHT, TOP, BOTTOM = 58, 12, 8, 24
WIDTH, HEIGHT = 930, 104
MOST_BARS = 400
"""More periods are drawn as one area: so many bars would be thinner than a pixel, and their links heavier than the page."""
TICKS = 11


@dataclass(frozen=True)
class Bar:
    """One period: its name, its count (None: suppressed), and where its records are."""

    name: str
    count: int | None
    href: str = ""

    def unlinked(self) -> Bar:
        """The same for a file, whose links would lead nowhere."""
        return Bar(self.name, self.count)


def spec(bars: Sequence[Bar], *, width: int = WIDTH, height: int = HEIGHT) -> Spec:
    """The chart alone."""
    ticks = _ticks([bar.name for bar in bars])
    names = [name for _, name in ticks]
    places = [place for place, _ in ticks]
    axis = {
        "values": places, "labelExpr": f"{names!r}[indexof({places!r}, datum.value)]", "title": None, "grid": False, "tickSize": 4,
        "labelAlign": "left", "labelOffset": 0, "labelFlush": False, "labelOverlap": False, "domain": True,
    }  # fmt: skip
    x = {"field": "i", "type": "quantitative", "scale": {"domain": [0, len(bars)], "nice": False, "padding": 0}, "axis": axis}
    y = {"field": "n", "type": "quantitative", "axis": {"title": None, "tickCount": 3, "domain": False, "ticks": False, "format": ",d"}}
    values: list[Spec] = [
        {"i": place, "j": place + 1, "n": bar.count, "href": bar.href, "s": bar.count is None} for place, bar in enumerate(bars)
    ]
    if len(bars) > MOST_BARS:
        mark: Spec = {"mark": {"type": "area", "interpolate": "step-after", "color": MARK}, "encoding": {"x": x, "y": y}}
        values = [{"i": value["i"], "n": value["n"] or 0} for value in values]
    else:
        gap = 0.16 if len(bars) < 150 else 0.0
        values = [{**value, "i": value["i"] + gap / 2, "j": value["j"] - gap / 2} for value in values]
        mark = {
            "mark": {"type": "bar", "color": MARK, "orient": "vertical"},
            "transform": [{"filter": "datum.n > 0"}],
            "encoding": {
                "x": x,
                "x2": {"field": "j"},
                "y": y,
                "y2": {"datum": 0},
                **({"href": {"field": "href"}} if bars and bars[0].href else {}),
            },
        }
    held = {
        "mark": {"type": "text", "text": "×", "color": WARN, "fontSize": 11, "dy": -5},
        "transform": [{"filter": "datum.s"}, {"calculate": "(datum.i + datum.j) / 2", "as": "m"}],
        "encoding": {"x": {**x, "field": "m"}, "y": {"datum": 0, "type": "quantitative"}},
    }
    layers = [mark, held] if any(bar.count is None for bar in bars) and len(bars) <= MOST_BARS else [mark]
    return {
        "background": None, "width": width, "height": height, "autosize": {"type": "none"},
        "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}, "data": {"values": values}, "layer": layers, "config": CONFIG,
    }  # fmt: skip


def with_citation(chart: Spec, *, title: str, subtitle: str, citation: Sequence[str]) -> Spec:
    """The chart as it leaves the workbench: what it shows, and below it where that comes from."""
    below = {
        "data": {"values": [{}]},
        "encoding": {},
        "mark": {
            "type": "text", "text": list(citation), "align": "left", "baseline": "top", "fontSize": 10.5, "color": SOFT, "lineHeight": 14,
            "x": 0, "y": chart["height"] + 30, "clip": False,
        },
    }  # fmt: skip
    line = {
        "data": {"values": [{}]},
        "encoding": {},
        "mark": {"type": "rule", "color": RULE, "x": 0, "x2": chart["width"], "y": chart["height"] + 24},
    }
    padding = {"left": LEFT, "right": 24, "top": 64, "bottom": 44 + 14 * len(citation)}
    head = {"text": title, "subtitle": subtitle, "anchor": "start", "frame": "group", "color": INK, "offset": 14}
    return {**chart, "background": "#ffffff", "padding": padding, "title": head, "layer": [*chart["layer"], line, below]}


def _ticks(names: Sequence[str]) -> list[tuple[int, str]]:
    """Where the axis is labelled: at the first period of years where there are several, else at every so many periods."""
    years = [
        (place, name[:4] if name[:2] != "FY" else name)
        for place, name in enumerate(names)
        if place == 0 or name[:4] != names[place - 1][:4]
    ]
    if names and names[0].startswith("FY"):
        years = list(enumerate(names))
    if len(years) < 3:
        years = list(enumerate(names))
    step = -(-len(years) // TICKS)
    wanted = years[::step]
    close = len(wanted) > 1 and (wanted[1][0] - wanted[0][0]) * TICKS * 2 < len(names)
    return wanted[1:] if close else wanted

"""Records by period, as bars. A place without a bar is a period without a record; a cross stands where a count is suppressed, and a grey field where
no release says anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clerestory.web.charts.draw import CONFIG, INK, MARK, RULE, SOFT, WARN, Spec

LEFT, RIGHT, TOP, BOTTOM = 58, 12, 8, 24
WIDTH, HEIGHT = 930, 104
MOST_BARS = 400
"""More periods are drawn as one area: so many bars would be thinner than a pixel, and their links heavier than the page."""
TICKS = 11


@dataclass(frozen=True)
class Bar:
    """One period: its name, its count (None: suppressed, or ``not covered``: no release says anything of it), and where its records are."""

    name: str
    count: int | None
    href: str = ""
    known: str = "counted"
    mark: str = ""
    """How far the count is the number of the records."""

    def unlinked(self) -> Bar:
        """The same for a file, whose links would lead nowhere."""
        return Bar(self.name, self.count, known=self.known, mark=self.mark)


def spec(bars: Sequence[Bar], *, breaks: Sequence[str] = (), width: int = WIDTH, height: int = HEIGHT) -> Spec:
    """The chart alone. ``breaks``: days (ISO) from which on counts are made otherwise; each is a broken line."""
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
        {"i": place, "j": place + 1, "n": bar.count, "href": bar.href, "known": bar.known} for place, bar in enumerate(bars)
    ]
    if len(bars) > MOST_BARS:
        mark: Spec = {"mark": {"type": "area", "interpolate": "step-after", "color": MARK}, "encoding": {"x": x, "y": y}}
        values = [{"i": value["i"], "n": value["n"] or 0} for value in values]
    else:
        between = 0.16 if len(bars) < 150 else 0.0
        values = [{**value, "i": value["i"] + between / 2, "j": value["j"] - between / 2} for value in values]
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
        "transform": [{"filter": "datum.known == 'suppressed'"}, {"calculate": "(datum.i + datum.j) / 2", "as": "m"}],
        "encoding": {"x": {**x, "field": "m"}, "y": {"datum": 0, "type": "quantitative"}},
    }
    gap = {
        "mark": {"type": "rect", "color": RULE, "opacity": 0.55, "y": 0, "y2": height},
        "transform": [{"filter": "datum.known == 'not covered'"}],
        "encoding": {"x": x, "x2": {"field": "j"}},
    }
    known = {bar.known for bar in bars} if len(bars) <= MOST_BARS else set()
    layers = [*([gap] if "not covered" in known else []), mark, *([held] if "suppressed" in known else [])]
    places_of_breaks = [{"i": place} for day in breaks if (place := _place(bars, day)) is not None]
    if places_of_breaks:
        layers.append(
            {
                "data": {"values": places_of_breaks},
                "mark": {"type": "rule", "color": WARN, "strokeDash": [4, 3], "strokeWidth": 1.5, "y": 0, "y2": height},
                "encoding": {"x": x},
            }
        )
    return {
        "background": None, "width": width, "height": height, "autosize": {"type": "none"},
        "padding": {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}, "data": {"values": values}, "layer": layers, "config": CONFIG,
    }  # fmt: skip


def _place(bars: Sequence[Bar], day: str) -> int | None:
    """Which period a day is in; None when it is before the first or is the first's own beginning."""
    begun = [place for place, bar in enumerate(bars) if _begins(bar.name) <= day]
    return begun[-1] if begun and begun[-1] else None


def _begins(name: str) -> str:
    """The first day of a period, near enough to sort by: ``FY2025`` is ``2024-10-01``, ``2025-Q2`` is ``2025-04``."""
    if name.startswith("FY"):
        return f"{int(name[2:]) - 1}-10-01"
    year, _, part = name.partition("-")
    if part.startswith("Q"):
        return f"{year}-{3 * int(part[1:]) - 2:02d}"
    return date.fromisocalendar(int(year), int(part[1:]), 1).isoformat() if part.startswith("W") else name


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
    kept = wanted[1:] if close else wanted
    return [(place, name) for place, name in kept if len(name) < 6 or (len(names) - place) * 16 > len(names)]

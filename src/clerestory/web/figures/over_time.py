"""Records by period, as bars that lead to their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerestory.web.charts.periods import MOST_BARS, Bar

if TYPE_CHECKING:
    from clerestory.search.exploring import Exploration
    from clerestory.web.page import Page


def bars(page: Page, found: Exploration) -> list[Bar]:
    """The periods of the one line of a question; none when there is no line."""
    series = found.look.series
    if series is None or not series.lines:
        return []
    path, points = f"/tables/{found.table.name}", series.lines[0].points
    linked = len(points) <= MOST_BARS
    return [
        Bar(
            point.period,
            point.count,
            page.link(path, found.spanning(series.column, point.period, point.period)) if linked and point.count else "",
            point.known,
            point.mark,
        )
        for point in points
    ]


def described(page: Page, found: Exploration) -> str:
    """The line in words, for those who do not see it; empty when there is none."""
    told = bars(page, found)
    counted = [bar for bar in told if bar.count]
    if not counted or found.look.series is None:
        return ""
    most = max(counted, key=lambda bar: bar.count or 0)
    return page.say(
        "Records by %(column)s from %(first)s to %(last)s. The most are in %(most)s: %(count)s.",
        column=found.look.series.column.replace("_", " "), first=told[0].name, last=told[-1].name,
        most=most.name, count=page.counted(most.count, most.mark),
    )  # fmt: skip


def days_of_breaks(found: Exploration) -> list[str]:
    """The days from which on the line's counts are made otherwise."""
    return [each.day for each in found.look.series.breaks] if found.look.series else []

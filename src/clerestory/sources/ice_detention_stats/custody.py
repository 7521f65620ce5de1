"""Average in-custody length of stay of those detained (ICLOS), and how many are detained for how long: mid and end of each month."""

from __future__ import annotations

from collections.abc import Iterator

from clerestory.sdk import Column, Records
from clerestory.sources.ice_detention_stats.columns import AVERAGE, MONTH, MONTH_STATE, PARTS, PERIOD, figures, picked, value
from clerestory.sources.ice_detention_stats.sheet import MONTHS, Sheet, fiscal_year_of

_POPULATION = Column(
    "population",
    meaning="Adult or family facility individuals, single adults or family units with a positive fear determination, or Total, as written.",
)
_POINT = Column("point", meaning="Whether the figure is of the middle (mid) or the end of the month.")
LENGTH = figures(
    "detention_iclos",
    "Average in-custody length of stay of those detained, mid and end of month",
    "figure: average days in custody so far of one population, mid or end of one month",
    (_POPULATION, MONTH, PERIOD, MONTH_STATE, _POINT),
    value(
        "Average days that those detained had been in custody. The FY2026 workbooks print 0 for all of October 2024 to September 2025.",
        "days",
        whole=False,
        sums=AVERAGE,
    ),
    series_by=("month", "point"),
)
DETAINED = figures(
    "detention_by_days_in_custody",
    "Detained, by population and days in custody, mid and end of month",
    "figure: people detained, mid or end of one month, of one population and group of days in custody",
    (
        _POPULATION,
        Column("days_in_custody", meaning="Group of days in custody (0-180 Days, 181-365 Days, …), or Total."),
        MONTH,
        PERIOD,
        MONTH_STATE,
        _POINT,
    ),
    value(
        "People in ICE detention. The FY2026 workbooks print 0 for all of October 2024 to September 2025.", "people", whole=True, sums=PARTS
    ),
    series_by=("month", "point"),
)
TABLES = (LENGTH, DETAINED)
HEADER = "population"
POINTS = {"mid", "end"}


def read(sheet: Sheet) -> Iterator[Records]:
    """Both tables: under ``Population`` the years, below them the months, below those mid and end."""
    starts = [number for number, cells in sheet.rows.items() if cells.get(1, "").casefold() == HEADER]
    for start, end in zip(starts, [*starts[1:], 10**9], strict=False):
        periods = _periods(sheet, start)
        titles = [(number, cells[1]) for number, cells in sheet.rows.items() if number < start and set(cells) == {1}]
        number, title = titles[-1] if titles else (start, "")
        sheet.used.add((number, 1))
        grouped = title.casefold().startswith("detainees")
        table = DETAINED if grouped else LENGTH
        rows = list(_rows(sheet, start + 3, end, periods, grouped))
        if rows:
            yield picked(table, sheet, title, rows)


def _periods(sheet: Sheet, start: int) -> dict[int, tuple[str, str, str]]:
    """Column → (month, period as written, mid or end). Years and months stand over the first of their columns only."""
    years, months, points = (sheet.rows.get(start + below, {}) for below in range(3))
    sheet.used.update((start + below, place) for below, cells in enumerate((years, months, points)) for place in cells)
    year = month = ""
    found: dict[int, tuple[str, str, str]] = {}
    for place in range(2, max(points, default=1) + 1):
        year = years.get(place, year)
        month = months.get(place, month)
        point = points.get(place, "")
        number = MONTHS.get(month[:3].casefold())
        if point in POINTS and number and year.isdigit():
            found[place] = (f"{year}-{number:02d}-01", f"{month} {year}", point)
    return found


def _rows(
    sheet: Sheet, first: int, end: int, periods: dict[int, tuple[str, str, str]], grouped: bool
) -> Iterator[tuple[int, int, dict[str, str | None]]]:
    population = ""
    for number, cells in sheet.rows.items():
        if not first <= number < end or 1 not in cells:
            continue
        values = [place for place in cells if place in periods]
        if not values:
            if grouped and set(cells) == {1}:
                population = cells[1]
                sheet.used.add((number, 1))
            continue
        sheet.used.update((number, place) for place in (1, *values))
        known: dict[str, str | None] = {"population": population if grouped else cells[1]}
        if grouped:
            known["days_in_custody"] = cells[1]
        for place in values:
            month, period, point = periods[place]
            yield (
                number,
                place,
                {
                    **known,
                    "fiscal_year": fiscal_year_of(month),
                    "month": month,
                    "period": period,
                    "point": point,
                    "value": sheet.raw[number][place],
                },
            )

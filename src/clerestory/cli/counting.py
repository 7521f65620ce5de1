"""Verbs that count by more than one thing: ``series``, ``crosstab``, ``histogram``, ``rate``, ``concentration``, ``periods``, ``texts``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clerestory.cli.query import Asking, asks
from clerestory.cli.show import cell_text, dump, foot, grid, held_back, in_words, number, percent, share_bar, shown
from clerestory.workbench import SIGNS, Workbench

WIDEST = 6
"""Columns of a crosstab that fit a terminal."""
KNOWN = {"not covered": "(not covered)", "no record": "0  (no release says that it covers this)", "suppressed": "suppressed"}


def _by(columns: tuple[str, ...]) -> str:
    return f" _by:{','.join(columns)}" if columns else ""


def _name(cells: Any) -> str:
    return " · ".join(shown(*cell).plain for cell in cells)


@click.command(cls=Asking)
@asks
@click.option(
    "--over", required=True, metavar="COLUMN[:STEP]", help="Day or moment, by day, week, month (usual), quarter, year or fiscal_year."
)
@click.option("--by", multiple=True, metavar="COLUMN", help="A line for each value of a column; may stand several times.")
@click.pass_obj
def series(workspace: str, table: str, query: str, as_of: str, as_json: bool, over: str, by: tuple[str, ...]) -> None:
    """Records by period. A period that no release covers is no zero."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.series(bench.query(table, query + _by(by), as_of=as_of), over)
    if as_json:
        dump(answer.as_json())
        return
    most = max((point.count or 0 for line in answer.lines for point in line.points), default=0)
    for line in answer.lines:
        rows: list[list[Any]] = [
            [point.period, KNOWN.get(point.known) or number(point.count, point.mark), share_bar(point.count or 0, most)[1]]
            for point in line.points
        ]
        rows += [[shown(None, state), number(count, line.undated_marks.get(state, "")), ""] for state, count in line.undated.items()]
        grid([(answer.step, "left"), ("records", "right"), ("", "left")], rows, title=_name(line.cells))
    click.echo(f"{in_words(answer.total, answer.total_mark)} in all")
    foot(answer.about, *(f"break on {each.day}: {each.why}" for each in answer.breaks), *held_back(answer.suppressed))


@click.command(cls=Asking)
@asks
@click.option(
    "--by",
    required=True,
    multiple=True,
    metavar="COLUMN[:STEP]",
    help="Column to count by; stands twice or more. The last one goes across.",
)
@click.option("--shares", is_flag=True, help="Shares of the total instead of counts.")
@click.pass_obj
def crosstab(workspace: str, table: str, query: str, as_of: str, as_json: bool, by: tuple[str, ...], shares: bool) -> None:
    """Records by several columns at once, with totals."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.crosstab(bench.query(table, query + _by(by), as_of=as_of))
    if as_json:
        dump(answer.as_json())
        return

    def told(count: int | None, mark: str = "") -> str:
        return SIGNS[mark and "about"] + percent(answer.share(count)) if shares and count is not None else number(count, mark)

    def cell(key: Any) -> str:
        return told(answer.cells.get(key, answer.absent), answer.marks.get(key, ""))

    def total(place: int, value: Any) -> str:
        return told(answer.totals[place][value], answer.mark_of(place, value))

    across = answer.axes[-1] if len(answer.by) > 1 else ()
    if len(across) > WIDEST or len(answer.by) == 1:
        rows: list[list[Any]] = [[*(shown(*part) for part in key), cell(key)] for key, _ in _sorted(answer)]
        grid([*((name, "left") for name in answer.by), ("records", "right")], rows)
    else:
        heads = list(dict.fromkeys(key[:-1] for key, _ in _sorted(answer)))
        rows = [[*(shown(*part) for part in head), *(cell((*head, part)) for part in across)] for head in heads]
        if len(answer.by) == 2:
            rows = [[*row, total(0, head[0])] for row, head in zip(rows, heads, strict=True)]
            rows.append(["total", *(total(1, part) for part in across), told(answer.total, answer.total_mark)])
        columns = [*((name, "left") for name in answer.by[:-1]), *((shown(*cell).plain, "right") for cell in across)]
        grid([*columns, *([("total", "right")] if len(answer.by) == 2 else [])], rows)
    click.echo(f"{in_words(answer.total, answer.total_mark)} in all" + (", each under all that it mentions" if answer.overlapping else ""))
    foot(answer.about, *held_back(answer.suppressed))


def _sorted(answer: Any) -> list[Any]:
    places = [{cell: place for place, cell in enumerate(axis)} for axis in answer.axes]
    return sorted(answer.cells.items(), key=lambda item: [place[cell] for place, cell in zip(places, item[0], strict=True)])


@click.command(cls=Asking)
@asks
@click.option("--of", "column", required=True, metavar="COLUMN[:STEP]", help="Column of numbers or days; bin:10 or month say the classes.")
@click.option("--bins", default=20, show_default=True, help="About how many classes.")
@click.pass_obj
def histogram(workspace: str, table: str, query: str, as_of: str, as_json: bool, column: str, bins: int) -> None:
    """Records by classes of a column of numbers or days."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.histogram(bench.query(table, query, as_of=as_of), column, bins)
    if as_json:
        dump(answer.as_json())
        return
    most = max((each.count or 0 for each in answer.bins), default=0)
    rows: list[list[Any]] = [
        [
            cell_text(each.low) if each.low == each.high else f"{cell_text(each.low)} to below {cell_text(each.high)}",
            number(each.count, each.mark),
            share_bar(each.count or 0, most)[1],
        ]
        for each in answer.bins
    ]
    rows += [[shown(None, state), number(count, answer.state_marks.get(state, "")), ""] for state, count in answer.states.items()]
    grid([(answer.column, "left"), ("records", "right"), ("", "left")], rows)
    click.echo(f"{in_words(answer.total, answer.total_mark)} in all")
    foot(answer.about, *held_back(answer.suppressed))


@click.command(cls=Asking)
@asks
@click.option("--per", "under", default="", metavar="QUERY", help="What stands below the line; all records of the table by default.")
@click.option("--per-table", default="", metavar="TABLE", help="Another table for what stands below the line.")
@click.option("--by", multiple=True, metavar="COLUMN", help="Column to work it out by, of both; may stand several times.")
@click.pass_obj
def rate(workspace: str, table: str, query: str, as_of: str, as_json: bool, under: str, per_table: str, by: tuple[str, ...]) -> None:
    """Records that fit QUERY, over those of another question."""
    with Workbench(Path(workspace)) as bench:
        above = bench.query(table, query + _by(by), as_of=as_of)
        answer = bench.rate(above, bench.query(per_table or table, under + _by(by), as_of=as_of))
    if as_json:
        dump(answer.as_json())
        return
    rows: list[list[Any]] = [
        [
            *(shown(*cell) for cell in each.cells),
            number(each.numerator, each.mark),
            SIGNS[each.under_mark] + cell_text(each.denominator),
            "" if each.rate is None else f"{SIGNS[each.rate_mark]}{each.rate:,.4f}",
        ]
        for each in answer.ratios
    ]
    grid([*((name, "left") for name in answer.by), ("records", "right"), ("of", "right"), ("rate", "right")], rows)
    foot(answer.about, *held_back(answer.suppressed))
    click.echo("over:", err=True)
    foot(answer.of, f"measured as {answer.of_measure}")


@click.command(cls=Asking)
@asks
@click.option("--by", "column", required=True, metavar="COLUMN", help="Column whose values share the records.")
@click.option("--top", default=10, show_default=True, help="Share of so many values with most records.")
@click.pass_obj
def concentration(workspace: str, table: str, query: str, as_of: str, as_json: bool, column: str, top: int) -> None:
    """How evenly records fall on the values of a column: share of the first ones, and the Gini index."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.concentration(bench.query(table, query, as_of=as_of), column, top)
    if as_json:
        dump(answer.as_json())
        return
    rows = [
        ["records", number(answer.total, answer.total_mark)],
        ["of them without a value", number(answer.without_value, answer.mark)],
        [f"values of {answer.column}", number(answer.values)],
        [f"share of the first {answer.top}", "suppressed" if answer.top_share is None else SIGNS[answer.mark] + percent(answer.top_share)],
        ["Gini index", "suppressed" if answer.gini is None else f"{SIGNS[answer.mark]}{answer.gini:.4f}"],
    ]
    grid([("", "left"), ("", "right")], rows)
    foot(answer.about, *held_back(answer.suppressed))


@click.command(cls=Asking)
@asks
@click.option("--over", "column", required=True, metavar="COLUMN", help="Column of days or moments.")
@click.option("--first", required=True, metavar="PERIOD", help="2024, 2025-Q1, 2025-03, FY2025 or 2025-01-20..2025-03-10.")
@click.option("--second", required=True, metavar="PERIOD", help="The period that it is compared with.")
@click.option("--by", multiple=True, metavar="COLUMN", help="Column to compare by; may stand several times.")
@click.pass_obj
def periods(
    workspace: str, table: str, query: str, as_of: str, as_json: bool, column: str, first: str, second: str, by: tuple[str, ...]
) -> None:
    """The same question of two periods, side by side."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.compare_periods(bench.query(table, query + _by(by), as_of=as_of), column, first, second)
    if as_json:
        dump(answer.as_json())
        return
    rows: list[list[Any]] = [[*(shown(*cell) for cell in pair.cells), *_pair(pair)] for pair in answer.pairs]
    whole = [*(["all", *[""] * (len(answer.by) - 1)] if answer.by else []), *_pair(answer.whole)]
    grid([*((name, "left") for name in answer.by), (answer.first, "right"), (answer.second, "right"), ("change", "right")], [*rows, whole])
    foot(answer.about, *held_back(answer.suppressed))


@click.command(cls=Asking)
@asks
@click.option("--of", "column", required=True, metavar="COLUMN", help="Column of texts.")
@click.option("--limit", default=20, show_default=True)
@click.pass_obj
def texts(workspace: str, table: str, query: str, as_of: str, as_json: bool, column: str, limit: int) -> None:
    """The different texts of a column among the records that fit, those that say most of what is asked first."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.texts(bench.query(table, query, as_of=as_of), column, limit)
    if as_json:
        dump(answer.as_json())
        return
    grid([(column, "left"), ("records", "right")], [[shown(each.text), number(each.records)] for each in answer.texts])
    click.echo(f"{len(answer.texts):,} of {answer.different:,} different texts, which {answer.total:,} records have")
    foot(answer.about)


def _pair(pair: Any) -> list[str]:
    change = "" if pair.difference is None else f"{SIGNS[pair.mark]}{pair.difference:+,}"
    return [number(pair.first, pair.first_mark), number(pair.second, pair.second_mark), change]


COMMANDS = (series, crosstab, histogram, rate, concentration, periods, texts)

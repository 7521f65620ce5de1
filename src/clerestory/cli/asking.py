"""Verbs that ask for numbers of records and the records: ``count``, ``facets``, ``search``, ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clerestory.cli.query import Asking, asks
from clerestory.cli.show import cell_text, dump, foot, grid, held_back, in_words, number, share_bar, shown
from clerestory.workbench import SIGNS, Workbench

MOST_COLUMNS = 4
MEASURES = ("sum", "mean", "min", "max", "median", "quantile", "distinct")


def _measures(command: Any) -> Any:
    for kind in reversed(MEASURES):
        name = "COLUMN:0.9" if kind == "quantile" else "COLUMN"
        said = "Number of different values of a column." if kind == "distinct" else f"The {kind} of a column."
        command = click.option(f"--{kind}", default="", metavar=name, help=said)(command)
    return command


@click.command(cls=Asking)
@asks
@click.option("--by", multiple=True, metavar="COLUMN", help="Column to work it out by; may stand several times.")
@click.option("--estimate", "quick", is_flag=True, help="Of a very large table: count a sample, and tell how far the number may be off.")
@_measures
@click.pass_obj
def count(workspace: str, /, table: str, query: str, as_of: str, as_json: bool, by: tuple[str, ...], quick: bool, **measures: str) -> None:
    """Number of records of TABLE that fit QUERY, or another number of a column."""
    asked = [f"{kind}:{column}" for kind, column in measures.items() if column]
    if len(asked) > 1:
        raise click.UsageError(f"{' and '.join(asked)} are asked at once; ask for one")
    wanted = [f"_by:{','.join(by)}"] if by else []
    if quick and (wanted or asked):
        raise click.UsageError("--estimate gives one number, without --by or another measure")
    with Workbench(Path(workspace)) as bench:
        if quick:
            _estimated(bench.estimate(bench.query(table, query, as_of=as_of)), as_json=as_json)
            return
        question = bench.query(table, " ".join([query, *wanted, *(f"_measure:{each}" for each in asked)]), as_of=as_of)
        if not question.by and question.measure.kind == "count":
            answer = bench.count(question)
        else:
            _numbers(bench.numbers(question), as_json=as_json)
            return
    if as_json:
        dump(answer.as_json())
        return
    click.echo(in_words(answer.count, answer.mark))
    foot(answer.about, *(["fewer than the threshold, or all but fewer: not shown"] if answer.count is None else []))


def _estimated(answer: Any, *, as_json: bool) -> None:
    if as_json:
        dump(answer.as_json())
        return
    whole = answer.whole
    click.echo(f"about {number(whole.count)}, give or take {whole.margin:,}" if whole.margin else number(whole.count))
    foot(answer.about)


def _numbers(answer: Any, *, as_json: bool) -> None:
    if as_json:
        dump(answer.as_json())
        return
    if not answer.by:
        (one,) = answer.numbers or (None,)
        click.echo(in_words(None) if one is None else in_words(one.value, one.mark) if one.mark else cell_text(one.value))
    else:
        columns = [(name, "left") for name in answer.by]
        rows: list[list[Any]] = [
            [*(shown(*cell) for cell in each.cells), SIGNS[each.mark] + cell_text(each.value), number(each.records, each.mark)]
            for each in answer.numbers
        ]
        plain = answer.measure == "count"
        grid(
            [*columns, (answer.measure, "right"), *([] if plain else [("records", "right")])], [row[:-1] if plain else row for row in rows]
        )
    foot(answer.about, *([f"in {answer.unit}"] if answer.unit else []), *held_back(answer.suppressed))


@click.command(cls=Asking)
@asks
@click.option(
    "--by", "columns", required=True, multiple=True, metavar="COLUMN", help="Column whose values are counted; may stand several times."
)
@click.option("--limit", default=20, show_default=True, help="Values shown; the others are put together.")
@click.option("--widen", is_flag=True, help="Leave out QUERY's own tests of that column, to see what else there is.")
@click.pass_obj
def facets(workspace: str, table: str, query: str, as_of: str, as_json: bool, columns: tuple[str, ...], limit: int, widen: bool) -> None:
    """Values of columns with the number of records of each; cell states that are no values are counted apart."""
    with Workbench(Path(workspace)) as bench:
        answers = bench.facets(bench.query(table, query, as_of=as_of), columns, limit, widen=widen)
    if as_json:
        told = [answer.as_json() for answer in answers]
        dump(told[0] if len(told) == 1 else {"ok": True, "facets": told})
        return
    for answer in answers:
        _facet(answer)
        foot(answer.about, *held_back(answer.suppressed))


def _facet(answer: Any) -> None:
    total = answer.total or 0
    rows: list[list[Any]] = [
        [shown(group.value, group.state), number(group.count, group.mark), *share_bar(group.count, total)] for group in answer.groups
    ]
    if answer.other_values:
        rows.append([shown(f"{answer.other_values:,} other values"), number(answer.other, answer.other_mark), "", ""])
    grid([(answer.column, "left"), ("records", "right"), ("share", "right"), ("", "left")], rows)
    click.echo(f"{in_words(answer.total, answer.total_mark)} in all" + (", each under all that it mentions" if answer.overlapping else ""))


@click.command(cls=Asking)
@asks
@click.option("--columns", default="", metavar="A,B,…", help="Columns to show.")
@click.option("--sort", default="", metavar="COLUMN", help="Sort by a column; -COLUMN sorts down.")
@click.option("--limit", default=20, show_default=True)
@click.option("--facet", "by", multiple=True, metavar="COLUMN", help="Count the values of a column as well; may stand several times.")
@click.option("--next", "cursor", default="", metavar="CURSOR", help="The page behind: `next` of the page before.")
@click.pass_obj
def search(
    workspace: str, table: str, query: str, as_of: str, as_json: bool, columns: str, sort: str, limit: int, by: tuple[str, ...], cursor: str
) -> None:
    """Records of TABLE that fit QUERY, each with its id; `clerestory why ID` opens one."""
    order = ((sort.removeprefix("-"), sort.startswith("-")),) if sort else ()
    wanted = tuple(name.strip() for name in columns.split(",") if name.strip())
    with Workbench(Path(workspace)) as bench:
        question = bench.query(table, query, as_of=as_of, columns=wanted, order=order)
        answer = bench.rows(question, limit, cursor)
        counted = bench.facets(question, by)
    if as_json:
        told = answer.as_json()
        dump({**told, "facets": [{**each.body(), "suppressed": each.suppressed} for each in counted]} if by else told)
        return
    records = answer.as_json()["rows"]
    shown_columns = answer.columns if wanted else _telling(answer.columns, records)
    rows: list[list[Any]] = [
        [record["id"], *(shown(record[name], record["_states"].get(name, "value")) for name in shown_columns)] for record in records
    ]
    grid([("id", "left"), *((name, "left") for name in shown_columns)], rows)
    left = len(answer.columns) - len(shown_columns)
    click.echo(f"{len(records):,} of {answer.total:,} records" + (f"; {left} more columns with --columns or --json" if left else ""))
    for each in counted:
        _facet(each)
    more = [f"the page behind: --next {answer.next}"] if answer.next else []
    foot(answer.about, *([f"never shown: {', '.join(answer.hidden)}"] if answer.hidden else []), *more)


def _telling(columns: list[str], records: list[dict[str, Any]]) -> list[str]:
    """The first columns that say something in these records: all of them would not fit a terminal."""
    told = [name for name in columns if len({str(record[name]) for record in records}) > 1 or len(records) == 1]
    return (told or columns)[:MOST_COLUMNS]


@click.command(cls=Asking)
@asks
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="FILE.csv, .ndjson, .parquet, .xlsx, .geojson, .md or .zip (CSV and data package).",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def export(workspace: str, table: str, query: str, as_of: str, as_json: bool, output: Path, force: bool) -> None:
    """All records that fit QUERY into a file, with a file beside it that says what it is and where it came from."""
    with Workbench(Path(workspace)) as bench:
        done = bench.export(bench.query(table, query, as_of=as_of), output, force=force)
    if as_json:
        dump(
            {
                "ok": True,
                "file": str(output),
                "citation": str(done.citation),
                "rows": done.rows,
                "bytes": done.size,
                "sha256": done.sha256,
                "releases": sorted(done.releases),
            }
        )
        return
    click.echo(f"{done.rows:,} records in {output}\nWhat they are and where they came from: {done.citation}")


COMMANDS = (count, facets, search, export)

"""Verbs that ask: ``count``, ``facets``, ``search``, ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clerestory.cli.show import as_json, as_of_option, bar, dump, foot, grid, number, shown
from clerestory.workbench import Workbench

query_argument = click.argument("query", nargs=-1, metavar="[QUERY]…")
MOST_COLUMNS = 4


@click.command()
@click.argument("table")
@query_argument
@as_of_option
@as_json
@click.pass_obj
def count(workspace: str, table: str, query: tuple[str, ...], as_of: str, as_json: bool) -> None:
    """Number of records of TABLE that fit QUERY."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.count(bench.query(table, " ".join(query), as_of=as_of))
    if as_json:
        dump(answer.as_json())
        return
    click.echo(number(answer.count))
    foot(answer.about, *(["fewer than the threshold, or all but fewer: not shown"] if answer.count is None else []))


@click.command()
@click.argument("table")
@query_argument
@click.option("--by", required=True, metavar="COLUMN", help="Column whose values are counted.")
@click.option("--limit", default=20, show_default=True, help="Values shown; the others are put together.")
@as_of_option
@as_json
@click.pass_obj
def facets(workspace: str, table: str, query: tuple[str, ...], by: str, limit: int, as_of: str, as_json: bool) -> None:
    """Values of one column with the number of records of each; cell states that are no values are counted apart."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.facet(bench.query(table, " ".join(query), as_of=as_of), by, limit)
    if as_json:
        dump(answer.as_json())
        return
    total = answer.total or 0
    rows = [
        (
            shown(group.value, group.state),
            number(group.count),
            f"{group.count / total:.1%}" if group.count and total else "",
            bar((group.count or 0) / total) if total else "",
        )
        for group in answer.groups
    ]
    if answer.other_values:
        rows.append((shown(f"{answer.other_values:,} other values"), number(answer.other), "", ""))
    grid([(by, "left"), ("records", "right"), ("share", "right"), ("", "left")], rows)
    click.echo(f"{number(answer.total)} in all")
    foot(answer.about, *([f"{answer.suppressed} small counts are suppressed"] if answer.suppressed else []))


@click.command()
@click.argument("table")
@query_argument
@click.option("--columns", default="", metavar="A,B,…", help="Columns to show.")
@click.option("--sort", default="", metavar="COLUMN", help="Sort by a column; -COLUMN sorts down.")
@click.option("--limit", default=20, show_default=True)
@as_of_option
@as_json
@click.pass_obj
def search(workspace: str, table: str, query: tuple[str, ...], columns: str, sort: str, limit: int, as_of: str, as_json: bool) -> None:
    """Records of TABLE that fit QUERY, each with its id; `clerestory why ID` opens one."""
    order = ((sort.removeprefix("-"), sort.startswith("-")),) if sort else ()
    wanted = tuple(name.strip() for name in columns.split(",") if name.strip())
    with Workbench(Path(workspace)) as bench:
        answer = bench.rows(bench.query(table, " ".join(query), as_of=as_of, columns=wanted, order=order), limit=limit)
    records = answer.records.to_pylist()
    if as_json:
        for record in records:
            cells = {name: record.get(name) for name in answer.columns}
            states = {name: record[f"{name}__state"] for name in answer.columns if record.get(f"{name}__state")}
            dump({"id": _id(record), **cells, "_states": states})
        return
    shown_columns = answer.columns if wanted else _telling(answer.columns, records)
    rows: list[list[Any]] = [
        [_id(record), *(shown(record.get(name), record.get(f"{name}__state") or "value") for name in shown_columns)] for record in records
    ]
    grid([("id", "left"), *((name, "left") for name in shown_columns)], rows)
    left = len(answer.columns) - len(shown_columns)
    click.echo(f"{len(records):,} of {answer.total:,} records" + (f"; {left} more columns with --columns or --json" if left else ""))
    foot(answer.about, *([f"never shown: {', '.join(answer.hidden)}"] if answer.hidden else []))


def _telling(columns: list[str], records: list[dict[str, object]]) -> list[str]:
    """The first columns that say something in these records: all of them would not fit a terminal."""
    told = [name for name in columns if len({str(record.get(name)) for record in records}) > 1 or len(records) == 1]
    return (told or columns)[:MOST_COLUMNS]


def _id(record: dict[str, object]) -> str:
    tail = f"-{record['_col']}" if record.get("_col") is not None else ""
    return f"{record['_release']}-{record['_grid']}-{record['_row']}{tail}"


@click.command()
@click.argument("table")
@query_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="FILE.csv, .ndjson, .parquet, .xlsx, .geojson, .md or .zip (CSV and data package).",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@as_of_option
@as_json
@click.pass_obj
def export(workspace: str, table: str, query: tuple[str, ...], output: Path, force: bool, as_of: str, as_json: bool) -> None:
    """All records that fit QUERY into a file, with a file beside it that says what it is and where it came from."""
    with Workbench(Path(workspace)) as bench:
        done = bench.export(bench.query(table, " ".join(query), as_of=as_of), output, force=force)
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

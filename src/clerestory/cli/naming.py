"""Verbs about questions with a name: ``queries`` of the workspace, ``measures`` that are defined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from clerestory.cli.query import Asking, asks
from clerestory.cli.show import as_json, cell_text, dump, foot, grid, held_back, number, shown
from clerestory.workbench import SIGNS, Workbench


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def queries(context: click.Context, as_json: bool) -> None:
    """Questions that have a name in this workspace; every verb takes @NAME in place of TABLE."""
    if context.invoked_subcommand:
        return
    with Workbench(Path(context.obj)) as bench:
        told = bench.queries.all()
    if as_json:
        dump({"ok": True, "queries": [each.as_json() for each in told]})
        return
    rows = [[each.name, each.query.table, each.as_json()["text"], each.words] for each in told]
    grid([("name", "left"), ("table", "left"), ("asks", "left"), ("for", "left")], rows)


@queries.command(cls=Asking)
@click.argument("name")
@asks
@click.option("--words", default="", metavar="TEXT", help="What it is for.")
@click.option("--force", is_flag=True, help="In place of a query of that name.")
@click.pass_obj
def save(workspace: str, name: str, table: str, query: str, as_of: str, as_json: bool, words: str, force: bool) -> None:
    """Keep a question of TABLE as NAME."""
    with Workbench(Path(workspace)) as bench:
        told = bench.save_query(name, bench.query(table, query, as_of=as_of), words, force=force)
    if as_json:
        dump({"ok": True, **told.as_json()})
        return
    click.echo(f"{name}: {told.query.table} {told.as_json()['text']}".rstrip())


@queries.command()
@click.argument("name")
@click.pass_obj
def forget(workspace: str, name: str) -> None:
    """Drop NAME."""
    with Workbench(Path(workspace)) as bench:
        bench.queries.forget(name)
    click.echo(f"{name} is no name any more")


@queries.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def to_file(workspace: str, file: Path, force: bool) -> None:
    """All named queries into FILE, to read, compare and take to another workspace."""
    with Workbench(Path(workspace)) as bench:
        told = bench.queries.write(file, force=force)
    click.echo(f"{told:,} queries in {file}")


@queries.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="In place of queries of the same names.")
@click.pass_obj
def from_file(workspace: str, file: Path, force: bool) -> None:
    """Take over the queries of FILE, all or none."""
    with Workbench(Path(workspace)) as bench:
        told = bench.queries.read(file, force=force)
    click.echo(f"{len(told):,} queries are in: {', '.join(each.name for each in told)}")


@click.command()
@as_json
@click.pass_obj
def measures(workspace: str, as_json: bool) -> None:
    """Named measures, each with the words of its definition."""
    with Workbench(Path(workspace)) as bench:
        told = bench.measures()
    if as_json:
        dump({"ok": True, "measures": [each.as_json() for each in told]})
        return
    grid([("name", "left"), ("counts", "left"), ("defined by", "left")], [[each.name, each.words, each.defined_by] for each in told])


@click.command(cls=Asking)
@click.argument("name")
@click.argument("query", nargs=-1, metavar="[QUERY]…", callback=lambda context, param, words: " ".join(words).replace("\0", ""))
@click.option("--as-of", default="", metavar="DATE", help="What this workspace held at the end of that day.")
@as_json
@click.pass_obj
def measure(workspace: str, name: str, query: str, as_of: str, as_json: bool) -> None:
    """A named measure's numbers (of the records that fit QUERY as well): one definition, never two in one result."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.measure_named(name, bench.query(bench.definition(name).query.table, query, as_of=as_of))
    if as_json:
        dump(answer.as_json())
        return
    published = answer.definition.published
    columns = [*((each, "left") for each in answer.numbers.by), ("here", "right"), *([("published", "right")] if published else [])]
    rows: list[list[Any]] = []
    for each in sorted(answer.numbers.numbers, key=lambda one: str(one.cells)):
        row = [*(shown(*cell) for cell in each.cells), SIGNS[each.mark] + cell_text(each.value)]
        rows.append([*row, number(published[key]) if (key := str(each.cells[-1][0])) in published else ""] if published else row)
    grid(columns, rows)
    foot(answer.about, *held_back(answer.suppressed))


COMMANDS = (queries, measures, measure)

"""Verbs that ask: ``count``, ``facets``, ``search``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from clerestory.workbench import Workbench


@click.command()
@click.argument("table")
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def count(workspace: str, table: str, query: tuple[str, ...], as_json: bool) -> None:
    """Number of records."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.count(bench.query(table, " ".join(query)))
    if as_json:
        click.echo(
            json.dumps({"ok": True, "count": answer.count, "suppressed": answer.suppressed, **answer.about.as_json()})
        )
        return
    click.echo("suppressed" if answer.count is None else f"{answer.count:,}")


@click.command()
@click.argument("table")
@click.argument("query", nargs=-1)
@click.option("--by", required=True)
@click.pass_obj
def facets(workspace: str, table: str, query: tuple[str, ...], by: str) -> None:
    """Values of a column with their counts."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.facet(bench.query(table, " ".join(query)), by)
    for group in answer.groups:
        click.echo(f"{group.count}\t{group.state}\t{group.value}")
    if answer.other_values:
        click.echo(f"{answer.other}\tother\t{answer.other_values:,} more values")
    if answer.suppressed:
        click.echo("suppressed\t\t" + ("all" if answer.total is None else f"{answer.suppressed:,} values"))


@click.command()
@click.argument("table")
@click.argument("query", nargs=-1)
@click.pass_obj
def search(workspace: str, table: str, query: tuple[str, ...]) -> None:
    """Records."""
    with Workbench(Path(workspace)) as bench:
        answer = bench.rows(bench.query(table, " ".join(query)))
    for row in answer.records.to_pylist():
        click.echo(json.dumps(row, default=str))


COMMANDS = (count, facets, search)

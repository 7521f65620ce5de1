"""Other ways in: ``serve`` (pages and API), ``sql``, ``mcp``."""

from __future__ import annotations

from pathlib import Path

import click

from clerestory.api.benches import LIMIT, stopped_after
from clerestory.cli.show import as_json, dump, grid, shown
from clerestory.serve import PORT
from clerestory.serve import serve as run
from clerestory.workbench import Workbench


@click.command()
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="This machine only; anything else is refused.")
@click.option("--limit", default=LIMIT, show_default=True, type=click.FloatRange(0.1), help="Seconds that one question may take.")
@click.option("--log", is_flag=True, help="Say on standard error what is asked for: routes and times, never a question.")
@click.pass_obj
def serve(workspace: str, port: int, host: str, limit: float, log: bool) -> None:
    """Open the workspace in a browser: pages and the API, on this machine only. Stop it with Ctrl-C."""
    run(Path(workspace), host=host, port=port, limit=limit, log=log, ready=lambda url: click.echo(f"Clerestory is open at {url}"))


@click.command()
@click.argument("statement", required=False)
@click.option("--views", is_flag=True, help="List the views and their columns.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="Most rows.")
@click.option("--seconds", default=LIMIT, show_default=True, type=click.FloatRange(0.1), help="Most seconds.")
@as_json
@click.pass_obj
def sql(workspace: str, statement: str | None, views: bool, limit: int, seconds: float, as_json: bool) -> None:
    """One SELECT over public views: institutional tables, without hidden columns. It can reach nothing else, and changes nothing."""
    if views or not statement:
        with Workbench(Path(workspace)) as bench:
            told = bench.views()
        if as_json:
            dump({"ok": True, "views": told})
            return
        grid([("view", "left"), ("columns", "left")], [(name, ", ".join(columns)) for name, columns in told.items()])
        return
    with Workbench(Path(workspace)) as bench, stopped_after(bench, seconds):
        answer = bench.select(statement, limit)
    if as_json:
        dump(answer.as_json())
        return
    rows = answer.table.to_pylist()
    grid([(name, "left") for name in answer.table.schema.names], [[shown(value) for value in row.values()] for row in rows])
    click.echo(f"{len(rows):,} rows" + ("; there are more: --limit" if answer.cut else ""))
    for view in answer.views:
        click.echo(f"{view['view']}: {view['releases']:,} releases, on:{view['on']}, snapshot {answer.snapshot}", err=True)


@click.command()
@click.option("--limit", default=LIMIT, show_default=True, type=click.FloatRange(0.1), help="Seconds that one question may take.")
@click.pass_obj
def mcp(workspace: str, limit: float) -> None:
    """Answer a language model's program (MCP) on standard input and output: read-only tools, the same gate, a citation in each answer."""
    # the library takes a second to load: only who asks for it waits
    from clerestory.mcp.server import run as answer  # noqa: PLC0415

    answer(Path(workspace), limit=limit)


COMMANDS = (serve, sql, mcp)

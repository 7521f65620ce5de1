"""Verbs that wait for others to ask: ``serve``."""

from __future__ import annotations

from pathlib import Path

import click

from clerestory.api.benches import LIMIT
from clerestory.serve import PORT
from clerestory.serve import serve as run


@click.command()
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="This machine only; anything else is refused.")
@click.option("--limit", default=LIMIT, show_default=True, type=click.FloatRange(0.1), help="Seconds that one question may take.")
@click.option("--log", is_flag=True, help="Say on standard error what is asked for: routes and times, never a question.")
@click.pass_obj
def serve(workspace: str, port: int, host: str, limit: float, log: bool) -> None:
    """Open the workspace in a browser: pages and the API, on this machine only. Stop it with Ctrl-C."""
    run(Path(workspace), host=host, port=port, limit=limit, log=log, ready=lambda url: click.echo(f"Clerestory is open at {url}"))


COMMANDS = (serve,)

"""``clerestory [-w WORKSPACE] VERB``: thin; everything is done by the workbench."""

from __future__ import annotations

import os
import sys

import click

from clerestory import __version__
from clerestory.cli import adding, asking, counting, keeping, listing, naming, opening, serving
from clerestory.errors import ClerestoryError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-w",
    "--workspace",
    default=".",
    envvar="CLERESTORY_WORKSPACE",
    metavar="FOLDER",
    help="The workspace; $CLERESTORY_WORKSPACE or the current folder by default.",
)
@click.version_option(__version__, prog_name="clerestory")
@click.pass_context
def cli(context: click.Context, workspace: str) -> None:
    """Investigate institutions through their published records. Institutions, never people."""
    context.obj = workspace


for module in (adding, asking, counting, naming, listing, opening, keeping, serving):
    for command in module.COMMANDS:
        cli.add_command(command)


def main() -> None:
    """Entry point: errors of the tree become a message and an exit code."""
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("stopped; what was already in stays in", err=True)
        sys.exit(1)
    except ClerestoryError as problem:
        click.echo(f"clerestory: {problem}", err=True)
        sys.exit(problem.exit_code)
    except OSError as problem:
        # the text of such an error may hold a path, and a path may hold a name
        reason = os.strerror(problem.errno) if problem.errno else type(problem).__name__
        click.echo(f"clerestory: the system would not read or write: {reason}", err=True)
        sys.exit(1)
    sys.exit(0)

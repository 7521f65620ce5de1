"""``clerestory [-w WORKSPACE] VERB``: thin; everything is done by the workbench."""

from __future__ import annotations

import importlib
import os
import sys

import click

from clerestory import __version__
from clerestory.errors import ClerestoryError
from clerestory.workbench import unsaid

VERBS = {
    "adding": ("init", "add"),
    "asking": ("count", "facets", "search", "export"),
    "counting": ("series", "crosstab", "histogram", "rate", "concentration", "periods", "texts"),
    "naming": ("queries", "measures", "measure"),
    "resolving": ("institutions", "resolve", "review"),
    "listing": ("sources", "releases", "drift", "quarantine"),
    "opening": ("why", "cite", "verify"),
    "keeping": ("purge", "rescreen", "doctor"),
    "serving": ("serve", "sql", "mcp"),
}
"""Which module holds which verbs: one that is not asked for is not loaded, so that a count does not wait for a server."""


class Verbs(click.Group):
    """Finds a verb in the module that holds it, and loads no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # the signature is click's
        """Every verb, by name."""
        return sorted(verb for verbs in VERBS.values() for verb in verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # the same
        """The verb, or None when there is none of that name."""
        for module, verbs in VERBS.items():
            if cmd_name in verbs:
                held: tuple[click.Command, ...] = importlib.import_module(f"clerestory.cli.{module}").COMMANDS
                return next(command for command in held if command.name == cmd_name)
        return None


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


def main() -> None:
    """Entry point: errors of the tree become a message and an exit code."""
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as problem:
        problem.message = unsaid(problem.message)  # type: ignore[misc]  # it may repeat what was typed
        problem.show()
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("stopped; what was already in stays in", err=True)
        sys.exit(1)
    except ClerestoryError as problem:
        click.echo(f"clerestory: {unsaid(str(problem))}", err=True)
        sys.exit(problem.exit_code)
    except OSError as problem:
        # the text of such an error may hold a path, and a path may hold a name
        reason = os.strerror(problem.errno) if problem.errno else type(problem).__name__
        click.echo(f"clerestory: the system would not read or write: {reason}", err=True)
        sys.exit(1)
    sys.exit(0)

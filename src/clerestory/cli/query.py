"""What every verb that asks has in common: TABLE, the query, and terms that begin with a minus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from clerestory.cli.show import as_json, as_of_option

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "\0"


class Asking(click.Command):
    """A command whose query may hold terms such as ``-state:GA``: what begins with one minus and is no option of the command is a term.

    What begins with two is an option, so that a slip of the pen is an error and not a word to search for.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark the terms, so that they are not taken for options."""
        options = {name: option for option in self.get_params(ctx) if isinstance(option, click.Option) for name in option.opts}
        marked: list[str] = []
        value_follows = False
        for arg in args:
            term = (
                not value_follows
                and len(arg) > 1
                and arg[0] == "-"
                and arg[1] != "-"
                and arg not in options
                and arg not in ctx.help_option_names
            )
            marked.append(_MARK + arg if term else arg)
            option = options.get(arg)
            value_follows = not value_follows and option is not None and not option.is_flag
        return super().parse_args(ctx, marked)


def _joined(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> str:
    return " ".join(word.removeprefix(_MARK) for word in words)


def asks(command: F) -> F:
    """TABLE, the query as one text, ``--as-of`` and ``--json``."""
    for each in (as_json, as_of_option, click.argument("query", nargs=-1, metavar="[QUERY]…", callback=_joined), click.argument("table")):
        command = each(command)
    return command

"""How things look in a terminal: tables in 80 columns, states that are not values, numbers with thousands."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from clerestory.workbench import in_words as told_in_words
from clerestory.workbench import signed

F = TypeVar("F", bound=Callable[..., Any])
BAR = 24
WHOLE = frozenset(("id", "release", "published", "SHA-256"))
"""Columns that are never broken: they are copied."""
STATE_SIGNS = {
    "empty": "(empty)",
    "placeholder": "(placeholder)",
    "redacted": "(redacted)",
    "partial": "(partly redacted)",
    "withheld": "(withheld)",
    "not_exported": "(not exported)",
    "unparsed": "(unparsed)",
}

as_json = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")


def console() -> Console:
    """Where results go; plain when it is no terminal."""
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


def as_of_option(command: F) -> F:
    """Ask what the workspace held on a day or at a snapshot."""
    return click.option("--as-of", default="", metavar="DATE", help="What this workspace held at the end of that day.")(command)


def dump(value: Any) -> None:
    """One JSON value on one line."""
    click.echo(json.dumps(value, default=plain, ensure_ascii=False))


def plain(value: Any) -> Any:
    """A value as JSON writes it: days and moments in ISO form."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if value.microsecond else value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


number, in_words = signed, told_in_words
"""A count as people read it, with its mark: in a table, and in a sentence. None: suppressed."""


def cell_text(value: Any) -> str:
    """A number worked out, a day or a text, as people read it; None: not known."""
    if value is None:
        return "not known"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value if isinstance(value, str) else str(plain(value))
    return f"{value:,}" if isinstance(value, int) or value.is_integer() else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.2f}"


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "" if share is None else f"{share:.1%}"


def share_bar(count: int | None, whole: int) -> tuple[str, str]:
    """A share of a whole, in words and as a bar."""
    return (percent(count / whole) if count and whole else "", bar((count or 0) / whole) if whole else "")


def shown(value: Any, state: str = "value") -> Text:
    """A value, or its state where there is none."""
    if value is None:
        return Text(STATE_SIGNS.get(state, "(not exported)"), style="dim")
    text = value if isinstance(value, str) else plain(value)
    style = "" if state == "value" else "yellow"
    return Text(text.replace("\n", " ⏎ "), style=style)


def grid(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str | Text]], title: str = "") -> None:
    """Print a table. ``columns``: (heading, ``left`` or ``right``)."""
    table = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False, expand=False)
    for heading, side in columns:
        table.add_column(heading, justify="right" if side == "right" else "left", overflow="fold", no_wrap=heading in WHOLE)
    for row in rows:
        table.add_row(*row)
    console().print(table)


def bar(share: float) -> str:
    """A bar as long as a share of the whole."""
    return "█" * round(share * BAR) or ("▏" if share else "")


def held_back(suppressed: int) -> list[str]:
    """What is said of small counts that are not told; nothing when there are none."""
    return [f"{suppressed:,} small count{' is' if suppressed == 1 else 's are'} suppressed"] if suppressed else []


def foot(about: Any, *more: str) -> None:
    """What an answer says of itself, below it, on standard error: a pipe gets the answer alone."""
    said = [
        f"{about.table}: {about.unit}",
        f"{about.releases:,} release{'' if about.releases == 1 else 's'}",
        f"on:{about.on}",
        f"snapshot {about.snapshot}",
    ]
    if about.published:
        said.append(f"newest published {about.published[:10]}")
    if about.universe:
        said.append(f"universe {about.universe}")
    console = Console(stderr=True, highlight=False, style="dim")
    console.print(" · ".join(said))
    if about.query:
        console.print(f"asked: {about.query}", markup=False)
    for note in (*about.notes, *more):
        console.print(note, markup=False)

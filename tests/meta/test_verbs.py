"""The table of verbs says what the modules hold, and a verb that needs no server loads none."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import click

from clerestory import cli
from clerestory.cli.main import VERBS
from clerestory.cli.main import cli as program


def test_every_verb_of_every_module_is_in_the_table() -> None:
    modules = {info.name: importlib.import_module(f"clerestory.cli.{info.name}") for info in pkgutil.iter_modules(cli.__path__)}
    held = {name: tuple(command.name for command in module.COMMANDS) for name, module in modules.items() if hasattr(module, "COMMANDS")}
    assert held == VERBS


def test_the_help_shows_every_verb() -> None:
    shown = program.get_help(click.Context(program))
    assert all(f"\n  {verb} " in shown for verbs in VERBS.values() for verb in verbs)


def test_a_count_loads_no_server() -> None:
    code = "import sys; from clerestory.cli.main import cli; cli.get_command(None, 'count'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "clerestory.cli.asking" in loaded
    assert not {"litestar", "uvicorn", "mcp", "vl_convert", "polars"} & set(loaded)

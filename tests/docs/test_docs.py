"""Every console block of the documents is run as it stands; output that is shown must come out."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from clerestory.demo.records import make_records

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
CODES = {0, 1}
"""1 is a finding, which a document may show; 2 would be a command that does not exist."""


def _commands(document: Path) -> list[tuple[str, list[str]]]:
    """(command, lines that its output must hold) of every block, in order."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(document.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line.strip())
    return found


@pytest.mark.timeout(900)  # some sixty commands, each a process of its own
@pytest.mark.parametrize("document", [path for path in DOCUMENTS if _commands(path)], ids=lambda path: path.name)
def test_commands_do_what_is_shown(document: Path, tmp_path: Path) -> None:
    make_records(tmp_path / "demo" / "records")
    environment = {**os.environ, "COLUMNS": "200"}
    for command, shown in _commands(document):
        words = shlex.split(command.removeprefix(".venv/bin/"))
        assert words[0] == "clerestory"
        done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode in CODES, f"{command}\n{done.stdout}{done.stderr}"
        for line in shown:
            assert line in done.stdout, f"{command} does not say {line!r}:\n{done.stdout}{done.stderr}"


def test_links_between_documents_hold() -> None:
    for document in [*DOCUMENTS, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs" / "design").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} points to {target}"

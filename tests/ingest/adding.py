"""Adding to a workspace of a test, with files of a layout that is known."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from clerestory.ingest.run import Outcome
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.lake.agreement import disagreements

HEADER = "STATE,LAW ENFORCEMENT AGENCY,TYPE,COUNTY,SUPPORT TYPE,SIGNED,MOA\n"


def table(name: str = "Alder", rows: int = 3) -> bytes:
    """A small file that a source knows."""
    lines = (f"GA,{name} County Sheriff {row},County,{name},Jail,01/0{row % 9 + 1}/2025,LINK\n" for row in range(rows))
    return (HEADER + "".join(lines)).encode()


def workspace(folder: Path) -> Path:
    """An empty one."""
    Workbench.create(folder).close()
    return folder


def add(folder: Path, *paths: Path, source: str = "") -> list[Outcome]:
    """Add in this process, and see that ledger and lake agree afterwards."""
    with Workbench(folder) as bench:
        outcomes = bench.add(bench.find_files([str(path) for path in paths]), source=source)
    assert not disagreements(folder)
    return outcomes


def count(folder: Path, table_name: str = "agreements_287g") -> int:
    """Records of all releases."""
    with Workbench(folder) as bench:
        return bench.count(bench.query(table_name, "on:all universe:*")).count or 0


def program(
    folder: Path, *words: str, script: Sequence[str] = ("-m", "clerestory"), timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.run(
        [sys.executable, *script, "-w", str(folder), *words],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )

"""Kills a run of `add` at its every step, one after the other, and sees that the next run makes good what was left.

A program of its own: `python crashing.py FOLDER SCENARIO`. It forks before any thread is started, so a run costs no more than its work; the
n-th child kills itself before its n-th step on disk (a rename, a sync, a deletion, a folder made, a statement, a piece of a column file).
Prints one JSON object: how many points there were, and whatever went wrong.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from clerestory import plugins
from clerestory.ingest import conform, files, run
from clerestory.lake import compact, stage
from clerestory.lake.layout import Layout, create
from tests.lake.agreement import content, disagreements

HEADER = "STATE,LAW ENFORCEMENT AGENCY,TYPE,COUNTY,SUPPORT TYPE,SIGNED,MOA,EXTRA\n"
MOST_POINTS = 2000
UNFINISHED = ("stands in no row", "is left in staging")
"""What a killed run may leave; a file that nobody names is no record."""


def _table(place: str, rows: int) -> str:
    lines = (f"GA,{place} County Sheriff {row},County,{place},Jail,0{row % 9 + 1}/02/2025,LINK,priority\n" for row in range(rows))
    return HEADER + "".join(lines)


def small(folder: Path) -> None:
    """Several files, one twice, one that is bad: many commits, and a compaction."""
    for place in ("Alder", "Birch", "Cedar"):
        (folder / f"{place}.csv").write_text(_table(place, 4))
    (folder / "Again.csv").write_text(_table("Alder", 4))
    (folder / "Bad.csv").write_text("a,b\n1,2\n")
    compact.MOST_FRAGMENTS = 1


def large(folder: Path) -> None:
    """One release in many runs, written by a second thread while the next is read."""
    (folder / "Large.csv").write_text(_table("Alder", 400))
    stage.RUN_ROWS, conform.GROUP_ROWS = 60, 30
    (folder / "small.csv").write_text(_table("Birch", 4))


SCENARIOS = {"small": small, "large": large}


class Injector:
    """Counts steps; at the chosen one the process is gone."""

    def __init__(self, at: int) -> None:
        self._at, self._seen, self._lock = at, itertools.count(1), threading.Lock()

    def step(self) -> None:
        with self._lock:
            if next(self._seen) == self._at:
                os.kill(os.getpid(), signal.SIGKILL)

    def before(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def stepping(*args: Any, **options: Any) -> Any:
            self.step()
            return real(*args, **options)

        setattr(owner, name, stepping)

    def install(self) -> None:
        for name in ("replace", "fsync", "unlink", "mkdir", "rmdir"):
            self.before(os, name)
        for name in ("write_table", "close"):
            self.before(pq.ParquetWriter, name)
        injector, connect = self, sqlite3.connect

        class Connection(sqlite3.Connection):
            def execute(self, *args: Any) -> sqlite3.Cursor:
                injector.step()
                return super().execute(*args)

            def executemany(self, *args: Any) -> sqlite3.Cursor:
                injector.step()
                return super().executemany(*args)

            def executescript(self, *args: Any) -> sqlite3.Cursor:
                injector.step()
                return super().executescript(*args)

        sqlite3.connect = lambda *args, **options: connect(*args, **{**options, "factory": Connection})  # type: ignore[assignment]


def child(work: Callable[[], None]) -> int:
    """Run something in a process of its own; how it ended."""
    process = os.fork()
    if not process:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def add(workspace: Path, given: Path, at: int = 0) -> None:
    os.cpu_count = lambda: 1  # all in this process
    if at:
        Injector(at).install()
    run.add(Layout(workspace), files.find_files([str(given)]))


def main(base: Path, scenario: str) -> dict[str, Any]:
    given, whole = base / "in", base / "whole"
    given.mkdir()
    SCENARIOS[scenario](given)
    create(whole)
    empty = base / "empty"
    shutil.copytree(whole, empty)
    assert child(lambda: add(whole, given)) == 0
    run.shared_screen().text("read the lists once, not once a child")
    plugins.all_of("sources")
    expected, problems = content(whole), disagreements(whole)
    points = 0
    for points in range(1, MOST_POINTS):
        workspace = base / "crashed"
        shutil.rmtree(workspace, ignore_errors=True)
        shutil.copytree(empty, workspace)
        ended = child(lambda: add(workspace, given, points))  # noqa: B023 - run before the next turn
        if ended == 0:
            break
        if ended != -signal.SIGKILL:
            problems.append(f"point {points}: ended with {ended}")
        if (workspace / "ledger.sqlite").exists():
            problems += [f"point {points}, left behind: {each}" for each in disagreements(workspace) if not each.endswith(UNFINISHED) and "before any ledger" not in each]  # fmt: skip
        if (ended := child(lambda: add(workspace, given))) != 0:  # noqa: B023 - as above
            problems.append(f"point {points}: the next run ended with {ended}")
            continue
        problems += [f"point {points}, afterwards: {each}" for each in disagreements(workspace)]
        found = content(workspace)
        problems += [f"point {points}: {what} differ" for what in sorted({*expected, *found}) if expected.get(what) != found.get(what)]
    return {"points": points - 1, "records": sum(len(rows) for what, rows in expected.items() if what.startswith("records")), "problems": problems[:20]}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))  # noqa: T201 - this is its answer

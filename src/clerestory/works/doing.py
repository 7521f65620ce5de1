"""What a process that does long work does: one task, told of as it goes on.

It runs beside the server, so that a file that takes all memory or crashes a reader takes nothing else with it, and so that stopping it is
safe at any moment: the lake is whole whenever a process that writes to it is killed.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

from clerestory.errors import ClerestoryError
from clerestory.ingest.read import Job
from clerestory.ingest.run import Outcome, unforeseen
from clerestory.ingest.stricter import Stricter
from clerestory.search import json
from clerestory.workbench import Workbench
from clerestory.works.record import Progress
from clerestory.works.rows import rows_about

EVERY = 0.25
"""Seconds between two messages about progress."""
MOST_NAMED = 200
"""Files that did not get in of which the names are kept with a work; the ledger has them all."""


def do(folder: Path, kind: str, task: Mapping[str, Any], output: str, told: Connection) -> None:
    """Do one task in a process of its own. Tells ``("progress", …)``, ``("found", …)``, and at the end ``("done", …)`` or ``("failed", …)``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal; the server says when to stop
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        with Workbench(folder) as bench:
            told.send(("done", TASKS[kind](bench, task, output, told)))
    except ClerestoryError as problem:
        told.send(("failed", {"found": problem.found, "expected": problem.expected, "do": problem.do}))
    except Exception as problem:  # told of by kind and place: its text could hold a cell
        known = unforeseen(problem)
        told.send(("failed", {"found": known.found, "expected": known.expected, "do": known.do}))
    finally:
        told.close()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Told:
    """Progress over some files, told at most every quarter of a second."""

    def __init__(self, jobs: Sequence[Job], told: Connection, clock: Callable[[], float] = time.monotonic) -> None:
        self._sizes = {job.name: job.path.stat().st_size for job in jobs}
        self._clock, self._told = clock, told
        self._jobs = list(jobs)
        self._began = self._said = self._file_began = clock()
        self._at = Progress(files=len(jobs), bytes=sum(job.path.stat().st_size for job in jobs))
        self._large = _Large(0, 0)
        self.say(force=True)

    def rows(self, rows: int) -> None:
        """The large file that is read stands at so many rows."""
        job = self._jobs[self._at.files_done] if self._at.files_done < len(self._jobs) else None
        if not self._large.size and job is not None:
            self._large = _Large(job.path.stat().st_size, rows_about(job.path))
            self._file_began = self._clock()
        spent = max(self._clock() - self._file_began, 0.001)
        self._at = replace(self._at, rows=rows, rows_about=max(self._large.rows, rows), rows_a_second=round(rows / spent))
        self.say()

    def file(self, size: int) -> None:
        """One more file is done."""
        self._large = _Large(0, 0)
        self._at = replace(
            self._at, files_done=self._at.files_done + 1, bytes_done=self._at.bytes_done + size, rows=0, rows_about=0, rows_a_second=0
        )
        self.say()

    def say(self, *, force: bool = False) -> None:
        now = self._clock()
        if not force and now - self._said < EVERY and self._at.files_done < self._at.files:
            return
        self._said = now
        share = self._large.size * self._at.rows / self._at.rows_about if self._at.rows_about else 0
        done = self._at.bytes_done + share
        left = round((now - self._began) * (self._at.bytes - done) / done) if done and now - self._began > 1 else None
        self._told.send(("progress", asdict(replace(self._at, bytes_done=round(done), seconds_left=left))))


class _Large:
    """The file that is read by itself: its size and, about, its rows."""

    def __init__(self, size: int, rows: int) -> None:
        self.size, self.rows = size, rows


def _jobs(bench: Workbench, task: Mapping[str, Any]) -> list[Job]:
    chosen = task.get("chosen", {})
    jobs = []
    for job in bench.uploads.jobs(task["upload"]):
        how = chosen.get(job.path.name, {})
        if how.get("leave"):
            continue
        stricter = Stricter(tuple(how.get("withhold", ())), bool(how.get("persons")))
        jobs.append(replace(job, source=how.get("source", ""), stricter=stricter))
    return jobs


def _look(bench: Workbench, task: Mapping[str, Any], output: str, told: Connection) -> dict[str, Any]:
    jobs = _jobs(bench, task)
    progress = _Told(jobs, told)
    for job in jobs:
        told.send(("found", {"file": job.path.name, **bench.preview(job).as_json()}))
        progress.file(job.path.stat().st_size)
    return {}


def _add(bench: Workbench, task: Mapping[str, Any], output: str, told: Connection) -> dict[str, Any]:
    jobs = _jobs(bench, task)
    progress = _Told(jobs, told)
    result: dict[str, Any] = {
        "added": 0,
        "known": 0,
        "failed": 0,
        "records": 0,
        "quarantined": 0,
        "releases": [],
        "tables": [],
        "not_in": [],
    }

    def on_file(outcome: Outcome) -> None:
        _count(result, outcome)
        told.send(("found", result))
        progress.file(outcome.size)

    bench.add(jobs, on_file=on_file, on_rows=progress.rows)
    return result


def _count(result: dict[str, Any], outcome: Outcome) -> None:
    result[outcome.status] += 1
    result["records"] += outcome.records
    result["quarantined"] += outcome.quarantined
    result["releases"] += outcome.releases
    result["tables"] = sorted({*result["tables"], *outcome.tables})
    if outcome.reason and len(result["not_in"]) < MOST_NAMED:
        result["not_in"].append({"name": outcome.name, "reason": outcome.reason, "partly": outcome.status == "added"})


def _export(bench: Workbench, task: Mapping[str, Any], output: str, told: Connection) -> dict[str, Any]:
    query = json.read(task["query"])
    at = Progress(files=1, rows_about=bench.count(query).count or 0)
    told.send(("progress", asdict(at)))
    began = said = time.monotonic()

    def on_rows(rows: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < EVERY:
            return
        said, rate = now, rows / (now - began)
        left = round(max(0, at.rows_about - rows) / rate) if now - began > 1 else None
        told.send(("progress", asdict(replace(at, rows=rows, rows_a_second=round(rate), seconds_left=left))))

    done = bench.export(query, Path(output), force=True, on_rows=on_rows)
    return {"name": task["name"], "kind": task["kind"], "rows": done.rows, "size": done.size, "sha256": done.sha256}


TASKS: Mapping[str, Callable[[Workbench, Mapping[str, Any], str, Connection], dict[str, Any]]] = {
    "look": _look,
    "add": _add,
    "export": _export,
}

"""Adding files and folders: read side by side, committed one after the other in the order of their names."""

from __future__ import annotations

import errno
import fnmatch
import os
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from clerestory import plugins
from clerestory.errors import BadFile, ClerestoryError, UsageError
from clerestory.ingest.protect import Guard
from clerestory.ingest.read import Context, Job, read_file
from clerestory.ingest.screening import Screen, file_name
from clerestory.kernel.hashing import file_sha256
from clerestory.lake.compact import compact
from clerestory.lake.facts import Release
from clerestory.lake.layout import Layout
from clerestory.lake.write import Writer

AHEAD = 6
"""Files that may be read ahead of the commit."""
LARGE = 64 << 20
"""From this many bytes on, a file is read in the main process with all cores to itself."""
SKIPPED = (".*", "~$*", "Thumbs.db", "desktop.ini")


@dataclass
class Outcome:
    """What became of one file."""

    name: str
    size: int
    status: str
    """``added``, ``known`` (the same bytes are in already) or ``failed``."""
    releases: list[str] = field(default_factory=list)
    source: str = ""
    tables: tuple[str, ...] = ()
    records: int = 0
    quarantined: int = 0
    reason: str = ""


def find_files(paths: Sequence[str]) -> list[Job]:
    """Every file named, below a folder named, or fitting a pattern. Raises UsageError when a path is not there."""
    jobs: dict[Path, Job] = {}
    for text in paths:
        base = Path(text)
        if base.is_dir():
            for path in sorted(file for file in base.rglob("*") if file.is_file()):
                below = path.relative_to(base).as_posix()
                if not any(fnmatch.fnmatch(part, pattern) for part in below.split("/") for pattern in SKIPPED):
                    jobs.setdefault(path.resolve(), Job(path, below))
        elif base.is_file():
            jobs.setdefault(base.resolve(), Job(base, base.name))
        else:
            matches = sorted(Path().glob(text)) if not base.is_absolute() else sorted(base.parent.glob(base.name))
            if not matches:
                raise UsageError(
                    "no file or folder at one of the paths given",
                    expected="an existing path or a pattern that fits some",
                    do="check the spelling",
                )
            for path in matches:
                jobs.setdefault(path.resolve(), Job(path, path.name))
    return list(jobs.values())


def add(
    layout: Layout, jobs: Sequence[Job], *, source: str = "", on_file: Callable[[Outcome], None] = lambda outcome: None
) -> list[Outcome]:
    """Add files to a workspace. A file that cannot be read is told of and does not stop the others.

    Raises KeyMissing without the key, Busy beside another writer.
    """
    key = layout.key()
    if source:
        plugins.load("sources", source)
    outcomes: list[Outcome] = []
    with Writer(layout) as writer:
        for job, sha256, future in _read_ahead(layout, key, jobs, source, writer):
            outcome = _settle(writer, job, sha256, future)
            outcomes.append(outcome)
            on_file(outcome)
        compact(writer)
    return outcomes


def _settle(writer: Writer, job: Job, sha256: str, future: Future[list[Release]] | list[str]) -> Outcome:
    size = job.path.stat().st_size
    name = file_name(job.name)
    if isinstance(future, list):
        return Outcome(name, size, "known", future)
    try:
        releases = future.result()
        writer.commit(releases)
    except BadFile as problem:
        writer.unplaced(sha256, name, size, str(problem))
        return Outcome(name, size, "failed", reason=str(problem))
    return Outcome(
        name,
        size,
        "added",
        [release.id for release in releases],
        releases[0].source,
        tuple(sorted({part.table for release in releases for part in release.parts})),
        sum(part.records for release in releases for part in release.parts),
        sum(part.quarantined for release in releases for part in release.parts),
    )


def _read_ahead(
    layout: Layout, key: bytes, jobs: Sequence[Job], source: str, writer: Writer
) -> Iterator[tuple[Job, str, Future[list[Release]] | list[str]]]:
    """Jobs in their order with the future of what they give; a few are read ahead by worker processes."""
    workers = min(len(jobs), os.cpu_count() or 1)
    started: deque[tuple[Job, str, Future[list[Release]] | list[str]]] = deque()
    seen: dict[str, None] = {}
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn")) if workers > 1 else None
    try:
        for named in jobs:
            sha256 = file_sha256(named.path)
            job = replace(named, source=source or named.source)
            known = writer.known(sha256)
            if known or sha256 in seen:
                started.append((job, sha256, known))
            else:
                seen[sha256] = None
                large = job.path.stat().st_size >= LARGE
                future = (
                    pool.submit(_work, layout, key, job, sha256)
                    if pool and not large
                    else _now(layout, key, job, sha256)
                )
                started.append((job, sha256, future))
            while len(started) > AHEAD:
                yield started.popleft()
        while started:
            yield started.popleft()
    finally:
        if pool:
            pool.shutdown(wait=True, cancel_futures=True)


def _now(layout: Layout, key: bytes, job: Job, sha256: str) -> Future[list[Release]]:
    future: Future[list[Release]] = Future()
    try:
        future.set_result(_work(layout, key, job, sha256))
    except BadFile as problem:
        future.set_exception(problem)
    return future


@cache
def shared_screen() -> Screen:
    """The shipped rules, loaded once a process."""
    return Screen()


@cache
def _context(layout: Layout, key: bytes) -> Context:
    return Context(plugins.all_of("sources"), Guard(shared_screen(), key), layout.staging)


_DO = {
    errno.ENOSPC: "make room on the disk and add it again; what was in already stays in",
    errno.EACCES: "give yourself the right to read it",
}


def _work(layout: Layout, key: bytes, job: Job, sha256: str) -> list[Release]:
    """Read one file. Whatever goes wrong with it stays its own; of an unforeseen error only kind and place are told, never its text."""
    try:
        return read_file(job, _context(layout, key), sha256)
    except (ClerestoryError, MemoryError):
        raise
    except OSError as problem:
        raise BadFile(
            f"the system would not read or write: {problem.strerror or type(problem).__name__}",
            do=_DO.get(problem.errno or 0, ""),
        ) from None
    except Exception as problem:  # one file must not stop the others
        frame = traceback.extract_tb(problem.__traceback__)[-1]
        raise BadFile(
            f"an unforeseen {type(problem).__name__} in {Path(frame.filename).name}, line {frame.lineno}",
            expected="a file that this version can read",
            do="report it with a made-up file of the same layout",
        ) from None

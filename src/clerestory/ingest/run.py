"""Adding files and folders: read side by side, committed one after the other in the order of their names."""

from __future__ import annotations

import errno
import os
import shutil
import traceback
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from clerestory import plugins
from clerestory.errors import BadFile, ClerestoryError, NotWritten
from clerestory.ingest.copies import Sifted, sift
from clerestory.ingest.protect import Guard
from clerestory.ingest.read import NOT_IN, Context, Job, read_file
from clerestory.ingest.screening import Screen, file_name
from clerestory.kernel.hashing import file_sha256
from clerestory.lake.compact import compact
from clerestory.lake.facts import Release, Tombstone
from clerestory.lake.layout import Layout
from clerestory.lake.write import Writer

AHEAD = 6
"""Files that may be read ahead of the commit."""
LARGE = 64 << 20
"""From this many bytes on, a file is read in the main process with all cores to itself."""


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
    """Why it is not in; for an archive, which members are not."""


def add(
    layout: Layout,
    jobs: Sequence[Job],
    *,
    source: str = "",
    again: bool = False,
    on_file: Callable[[Outcome], None] = lambda outcome: None,
    on_rows: Callable[[int], None] = lambda rows: None,
) -> list[Outcome]:
    """Add files to a workspace. A file that cannot be read is told of and does not stop the others.

    ``again``: files that were purged are let in once more. ``on_rows`` is told, while a large file is read, how many rows of it have been.

    Raises KeyMissing without the key, Busy beside another writer.
    """
    key = layout.key()
    if source:
        plugins.load("sources", source)
    outcomes: list[Outcome] = []
    with Writer(layout) as writer:
        for reading in _read_ahead(layout, key, jobs, source, writer, again, on_rows):
            outcome = _settle(writer, reading)
            outcomes.append(outcome)
            on_file(outcome)
        with suppress(NotWritten):  # on a full disk, many small files serve as well as a few
            compact(writer)
    return outcomes


@dataclass
class _Reading:
    """A file on its way. ``future`` None: its bytes are in, or came before in this run."""

    job: Job
    sha256: str
    future: Future[list[Release]] | None
    again: Callable[[], list[Release]] = list
    """Reads it once more, apart from the others."""
    purged_too: bool = False
    """Whether what was purged is let in once more."""


def _settle(writer: Writer, reading: _Reading) -> Outcome:
    name, size = file_name(reading.job.name), _size(reading.job.path)
    try:
        if reading.future is None:
            return Outcome(name, size, "known", _known(writer, reading))
        found = _new(writer, reading)
        if not found.releases:
            return Outcome(name, size, "known", found.holders, reason="; ".join(found.notes))
        releases = found.releases
        writer.commit(releases)
    except (BadFile, NotWritten) as problem:
        if reading.sha256:
            with suppress(NotWritten):
                writer.unplaced(reading.sha256, name, size, str(problem))
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
        "; ".join(note for release in releases for note in release.notes if note.startswith(NOT_IN)),
    )


def _new(writer: Writer, reading: _Reading) -> Sifted:
    """What of a file is not held yet."""
    held = set(writer.known(reading.sha256)) if reading.sha256 else set()
    found = sift(writer, [release for release in _result(reading) if release.id not in held], purged_too=reading.purged_too)
    if not found.releases and not found.holders:
        raise BadFile("; ".join(found.notes) or "nothing new in it", do="to let in what was purged, add it with --again")
    return found


def _known(writer: Writer, reading: _Reading) -> list[str]:
    known = writer.known(reading.sha256)
    if not known:
        raise BadFile("the same bytes as an earlier file of this run, which is not in", do="see what is said of that one")
    return known


def _result(reading: _Reading) -> list[Release]:
    """What reading gave. When a worker was killed, all its neighbours' files are lost with it: each is read again by itself."""
    assert reading.future is not None
    try:
        return reading.future.result()
    except BrokenExecutor:
        try:
            return reading.again()
        except BrokenExecutor:
            raise BadFile(
                "the system stopped the process that was reading it, most likely for want of memory",
                expected="a file that fits this machine",
                do="close other programs and add it by itself",
            ) from None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_ahead(
    layout: Layout, key: bytes, jobs: Sequence[Job], source: str, writer: Writer, again: bool, on_rows: Callable[[int], None]
) -> Iterator[_Reading]:
    """Jobs in their order with the future of what they give; a few are read ahead by worker processes."""
    workers = _Workers(min(len(jobs), os.cpu_count() or 1))
    started: deque[_Reading] = deque()
    seen: set[str] = set()
    try:
        for named in jobs:
            job = replace(named, source=source or named.source)
            started.append(_start(workers, layout, key, job, seen, writer, again, on_rows))
            while len(started) > AHEAD:
                yield started.popleft()
        while started:
            yield started.popleft()
    finally:
        workers.close()


def _start(
    workers: _Workers, layout: Layout, key: bytes, job: Job, seen: set[str], writer: Writer, again: bool, on_rows: Callable[[int], None]
) -> _Reading:
    try:
        sha256 = file_sha256(job.path)
    except OSError as problem:
        return _Reading(job, "", _failed(_refused(problem)))
    tombstone = writer.purged(sha256)
    if sha256 in seen or (writer.known(sha256) and not (again and tombstone)):
        return _Reading(job, sha256, None)
    if tombstone and not again:
        return _Reading(job, "", _failed(_gone(tombstone)))
    seen.add(sha256)
    work = partial(_work, layout, key, job, sha256)
    apart = workers.count > 1 and _size(job.path) < LARGE
    return _Reading(job, sha256, workers.submit(work) if apart else _now(partial(work, on_rows)), partial(_alone, work), again)


class _Workers:
    """Processes that read files; new ones when the system killed one."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[[], list[Release]]) -> Future[list[Release]]:
        self._pool = self._pool or _pool(self.count)
        try:
            return self._pool.submit(work)
        except BrokenExecutor:
            self.close()
            self._pool = _pool(self.count)
            return self._pool.submit(work)

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()


def _alone(work: Callable[[], list[Release]]) -> list[Release]:
    with _pool(1) as pool:
        return pool.submit(work).result()


def _now(work: Callable[[], list[Release]]) -> Future[list[Release]]:
    future: Future[list[Release]] = Future()
    try:
        future.set_result(work())
    except BadFile as problem:
        future.set_exception(problem)
    return future


def _failed(problem: BadFile) -> Future[list[Release]]:
    future: Future[list[Release]] = Future()
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
    errno.EFBIG: "make room for larger files and add it again; what was in already stays in",
    errno.ENOENT: "it was there when the run began: bring it back and add it again",
    errno.EACCES: "give yourself the right to read it",
}


def _gone(tombstone: Tombstone) -> BadFile:
    return BadFile(
        f"these bytes were purged on {tombstone.at[:10]}: {tombstone.why or 'no reason was given'}",
        expected="a file that nobody purged",
        do="leave it out; to let it in in spite of the reason, add it with --again",
    )


def _refused(problem: OSError) -> BadFile:
    return BadFile(
        f"the system would not read or write: {os.strerror(problem.errno) if problem.errno else type(problem).__name__}",
        do=_DO.get(problem.errno or 0, ""),
    )


def _work(layout: Layout, key: bytes, job: Job, sha256: str, on_rows: Callable[[int], None] | None = None) -> list[Release]:
    """Read one file. Whatever goes wrong with it stays its own; of an unforeseen error only kind and place are told, never its text."""
    staging = layout.staging / uuid.uuid4().hex
    again = _HashedAgain(job.path)
    try:
        staging.mkdir(parents=True)
        context = replace(_context(layout, key), staging=staging, when_read=again.start)
        releases = read_file(job, replace(context, on_rows=on_rows) if on_rows else context, sha256)
        _check_unchanged(again.result(), sha256)
    except BaseException as problem:
        shutil.rmtree(staging, ignore_errors=True)
        if isinstance(problem, ClerestoryError) or not isinstance(problem, Exception):
            raise
        raise unforeseen(problem) from None
    return releases


class _HashedAgain:
    """The hash of a file's bytes after they were read; of a large file, worked out while its last records are written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._future: Future[str] | None = None

    def start(self) -> None:
        """All bytes have been read."""
        if self._future is None and _size(self._path) >= LARGE:
            pool = ThreadPoolExecutor(1)
            self._future = pool.submit(file_sha256, self._path)
            pool.shutdown(wait=False)

    def result(self) -> str:
        """The hash."""
        return self._future.result() if self._future else file_sha256(self._path)


def _check_unchanged(found: str, sha256: str) -> None:
    """A release is named by the hash of its bytes, so they must be those that were read."""
    if found != sha256:
        raise BadFile(
            "the file changed while it was read", expected="a file that nobody is writing to", do="wait until it is whole and add it again"
        )


def unforeseen(problem: Exception) -> BadFile:
    """What is told of an error that nobody raised on purpose: its kind and place, never its text."""
    if isinstance(problem, OSError):
        return _refused(problem)
    if isinstance(problem, MemoryError):
        return BadFile("there is not enough memory to read it", do="close other programs and add it by itself")
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    return BadFile(
        f"an unforeseen {type(problem).__name__} in {Path(frame.filename).name}, line {frame.lineno}",
        expected="a file that this version can read",
        do="report it with a made-up file of the same layout",
    )

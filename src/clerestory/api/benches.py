"""A bounded pool of threads, each with a workbench of its own. The event loop never runs a question itself.

A workbench belongs to one thread: a connection that threads share gives wrong answers without saying so. A question that takes longer than
its limit is stopped, its asker is told, and the others go on.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from litestar import Request

from clerestory.errors import Busy, ClerestoryError, TookTooLong
from clerestory.workbench import Workbench

T = TypeVar("T")
LIMIT = 20.0
"""Seconds that one question may take."""
TICK = 0.05
"""Seconds between looks at the time; a stop that comes between two statements is repeated as often."""


class _Job:
    __slots__ = ("bench", "future", "limit", "question", "since")

    def __init__(self, question: Callable[[Workbench], Any], future: asyncio.Future[Any], limit: float) -> None:
        self.question, self.future, self.limit = question, future, limit
        self.since = time.monotonic()
        self.bench: Workbench | None = None


class Benches:
    """Workbenches of one workspace. ``start`` and ``stop`` belong to the event loop that asks."""

    def __init__(self, workspace: Path, *, size: int = 4, limit: float = LIMIT, waiting: int = 512) -> None:
        self.workspace, self.size, self.limit, self.waiting = workspace, size, limit, waiting
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._running: set[_Job] = set()
        self._asked = 0
        self._done: deque[tuple[_Job, Any, BaseException | None]] = deque()
        self._waking = self._watching = self._stopping = False
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        """Held while a job ends and while one is stopped: a late stop must not hit the next job of the thread."""

    def start(self) -> None:
        """Open the workspace and the threads. Raises NoWorkspace when the folder is none."""
        Workbench(self.workspace).close()
        self._loop = asyncio.get_running_loop()
        self._threads = [threading.Thread(target=self._work, name=f"bench-{number}", daemon=True) for number in range(self.size)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop what runs, begin nothing more, and let the threads end."""
        self._stopping = True
        for _ in self._threads:
            self._jobs.put(None)
        deadline = time.monotonic() + 5
        for thread in self._threads:
            while thread.is_alive() and time.monotonic() < deadline:
                for job in list(self._running):
                    self._interrupt(job)
                thread.join(TICK)

    async def ask(self, question: Callable[[Workbench], T], *, limit: float | None = None) -> T:
        """Run a question on a workbench. Raises what it raises, TookTooLong past the limit, Busy when too many wait."""
        if self._asked >= self.waiting:
            raise Busy("too many questions wait for an answer", expected=f"at most {self.waiting} at a time", do="ask again in a moment")
        job = _Job(question, self._loop.create_future(), limit or self.limit)
        self._asked += 1
        self._jobs.put(job)
        if not self._watching:
            self._watching = True
            self._loop.call_later(TICK, self._watch)
        try:
            found: T = await job.future
        except asyncio.CancelledError:
            # the asker has gone away: nobody needs the answer
            job.limit = 0
            raise
        return found

    def _watch(self) -> None:
        """Stop what is past its limit; runs only while something is asked."""
        now = time.monotonic()
        for job in list(self._running):
            if now - job.since > job.limit:
                self._interrupt(job)
                if not job.future.done():
                    job.future.set_exception(too_long(job.limit))
        self._watching = bool(self._asked)
        if self._watching:
            self._loop.call_later(TICK, self._watch)

    def _interrupt(self, job: _Job) -> None:
        with self._lock:
            if job in self._running and job.bench is not None:
                job.bench.interrupt()

    def _work(self) -> None:
        bench: Workbench | None = None
        while (job := self._jobs.get()) is not None:
            value, error = None, None
            try:
                if not (self._stopping or job.future.cancelled()):
                    bench = _current(bench, self.workspace)
                    job.bench, job.since = bench, time.monotonic()
                    self._running.add(job)
                    # opening a workspace takes a moment, in which the asker or the server may have gone
                    if not (self._stopping or job.future.cancelled()):
                        value = job.question(bench)
            except BaseException as problem:  # whatever it is, the asker gets it and the thread lives on
                error = problem
            with self._lock:
                self._running.discard(job)
                if bench is not None and not bench.ready():
                    error = error and too_long(job.limit)
            self._done.append((job, value, error))
            if not self._waking:
                self._waking = True
                with suppress(RuntimeError):  # the loop has ended: nobody waits
                    self._loop.call_soon_threadsafe(self._settle)
            del job, value, error
        if bench is not None:
            bench.close()

    def _settle(self) -> None:
        """Hand over all answers that are there: many for one waking of the loop."""
        self._waking = False
        while self._done:
            job, value, error = self._done.popleft()
            self._asked -= 1
            if job.future.done():
                continue
            if error is None:
                job.future.set_result(value)
            else:
                job.future.set_exception(error)


def _current(bench: Workbench | None, workspace: Path) -> Workbench:
    """The workbench, or a new one when the workspace has changed since it was opened."""
    if bench is not None:
        if bench.is_current():
            return bench
        bench.close()
    opened = Workbench(workspace)
    opened.is_current()  # remembers what it was opened on
    return opened


@contextmanager
def stopped_after(bench: Workbench, seconds: float) -> Iterator[None]:
    """Stop what a workbench does when it takes too long, where no pool looks after it. Raises TookTooLong then."""
    ended = threading.Event()

    def watch() -> None:
        if not ended.wait(seconds):
            while not ended.wait(TICK):
                bench.interrupt()

    threading.Thread(target=watch, name="limit", daemon=True).start()
    try:
        yield
    except ClerestoryError:
        if bench.ready():
            raise
        raise too_long(seconds) from None
    finally:
        ended.set()


def too_long(limit: float) -> ClerestoryError:
    """What is told of a question that was stopped."""
    return TookTooLong(
        f"the question was stopped after {limit:g} seconds",
        expected="an answer within the limit of this server",
        do="ask for less at a time: a shorter period, fewer columns to split by; or raise the limit with `clerestory serve --limit`",
    )


def benches_of(request: Request[Any, Any, Any]) -> Benches:
    """The pool of the application that a request came to."""
    found: Benches = request.app.state["benches"]
    return found

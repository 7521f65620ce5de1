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
LATE = 0.005
"""Seconds after which a question gets a second thread beside it. Small questions are answered one after the other: threads that take turns at
the interpreter's lock would spend more on their turns than on the answers."""
TOGETHER = 0.002
"""Seconds for which answers are gathered while others wait to be asked: each handing over costs two turns at the lock."""
TICK = 0.05
"""Seconds between looks at the time; a stop that comes between two statements is repeated as often."""


class _Job:
    __slots__ = ("bench", "future", "limit", "question", "since", "told")

    def __init__(self, question: Callable[[Workbench], Any], future: asyncio.Future[Any], limit: float) -> None:
        self.question, self.future, self.limit = question, future, limit
        self.since = time.monotonic()
        self.told = 0.0
        """When it was last told to stop."""
        self.bench: Workbench | None = None


class Benches:
    """Workbenches of one workspace. ``start`` and ``stop`` belong to the event loop that asks."""

    def __init__(self, workspace: Path, *, size: int = 4, limit: float = LIMIT, waiting: int = 512) -> None:
        self.workspace, self.size, self.limit, self.waiting = workspace, size, limit, waiting
        self._jobs: deque[_Job] = deque()
        self._wake: SimpleQueue[bool] = SimpleQueue()
        """True: a thread is to answer what waits; False: it is to end."""
        self._awake = 0
        self._running: set[_Job] = set()
        self._asked = 0
        self._done: deque[tuple[_Job, Any, BaseException | None]] = deque()
        self._waking = self._watching = self._stopping = False
        self._settled = 0.0
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
            self._wake.put(False)
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
        with self._lock:
            self._jobs.append(job)
            if not self._awake:
                self._rouse()
        if not self._watching:
            self._watching = True
            self._loop.call_later(LATE, self._watch)
        try:
            found: T = await job.future
        except asyncio.CancelledError:
            # the asker has gone away: nobody needs the answer
            job.limit = 0
            raise
        return found

    def _rouse(self) -> None:
        """Wake one more thread; the lock is held."""
        self._awake += 1
        self._wake.put(True)

    def _watch(self) -> None:
        """Stop what is past its limit, and wake a thread for what waits behind long questions; runs only while something is asked."""
        now = time.monotonic()
        running = list(self._running)
        with self._lock:
            if self._jobs and self._awake < self.size and all(now - job.since > LATE for job in running):
                self._rouse()
        for job in running:
            if now - job.since > job.limit and now - job.told > TICK:
                job.told = now
                self._interrupt(job)
                if not job.future.done():
                    job.future.set_exception(too_long(job.limit))
        # an answer that was kept back for others may wait behind a long question
        self._settle()
        self._watching = bool(self._asked)
        if self._watching:
            self._loop.call_later(LATE, self._watch)

    def _interrupt(self, job: _Job) -> None:
        with self._lock:
            if job in self._running and job.bench is not None:
                job.bench.interrupt()

    def _next(self, done: _Job | None) -> _Job | None:
        """What waits longest; None where nothing does, or where another thread is awake and this one has just been long."""
        with self._lock:
            spare = done is not None and self._awake > 1 and time.monotonic() - done.since > LATE
            if self._jobs and not spare:
                return self._jobs.popleft()
            self._awake -= 1
            return None

    def _work(self) -> None:
        bench: Workbench | None = None
        while self._wake.get():
            job: _Job | None = None
            while (job := self._next(job)) is not None:
                bench = self._answer(job, bench)
        if bench is not None:
            bench.close()

    def _answer(self, job: _Job, bench: Workbench | None) -> Workbench | None:
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
        if not self._waking and (not self._jobs or time.monotonic() - self._settled > TOGETHER):
            self._waking = True
            with suppress(RuntimeError):  # the loop has ended: nobody waits
                self._loop.call_soon_threadsafe(self._settle)
        return bench

    def _settle(self) -> None:
        """Hand over all answers that are there: many for one waking of the loop."""
        self._waking = False
        self._settled = time.monotonic()
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

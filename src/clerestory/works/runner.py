"""One piece of long work after the other, each in a process of its own: there is one writer of a workspace, and looking waits for it too.

What becomes of a work is written down, so that it outlives the page that asked for it and the server. Work that a server's end
interrupted is taken up again once when the next one starts: what is in already is known by its bytes and passed over.
"""

from __future__ import annotations

import multiprocessing
import secrets
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from clerestory.errors import Busy, ClerestoryError, UnknownName
from clerestory.ingest.uploads import Uploads
from clerestory.kernel.clock import now
from clerestory.lake.layout import Layout
from clerestory.workbench import Workbench
from clerestory.works.doing import do
from clerestory.works.record import MOST_KEPT, Progress, Work, forget, load, save

MOST_WAITING = 20
TRIES = 2
"""How often a work is begun before a server that comes back leaves it."""
KILL_AFTER = 5.0
SAVE_EVERY = 2.0
TICK = 0.1
STOPPED = {
    "found": "the process that did it was ended from outside, most likely for want of memory",
    "expected": "room for the largest file",
    "do": "close other programs and begin again; what was in stays in, and nothing is half in",
}
LEFT = {
    "found": "the server ended while this was done, and again when it was taken up",
    "expected": "a server that runs until it is done",
    "do": "begin again; what was in stays in, and nothing is half in",
}


class Works:
    """The long work of one workspace. ``start`` it once; then any thread may ask."""

    def __init__(self, workspace: Path) -> None:
        self.layout = Layout(workspace)
        self.uploads = Uploads(self.layout.uploads)
        self._works: dict[str, Work] = {}
        self._queue: SimpleQueue[str | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="works", daemon=True)

    def start(self) -> None:
        """Look through what is written down, take up what was interrupted, and begin."""
        for work in load(self.layout.works):
            self._works[work.id] = work
            if work.state == "running" and work.tries >= TRIES:
                self._end(work.id, "failed", problem=LEFT)
            elif work.open:
                self._put(replace(work, state="waiting"))
                self._queue.put(work.id)
        self.uploads.sweep(self._uploads_in_use())
        self._thread.start()

    def stop(self) -> None:
        """Stop what runs; it is taken up again by the next server."""
        self._ending.set()
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(KILL_AFTER + 5)

    def ask(self, kind: str, task: Mapping[str, Any]) -> Work:
        """Ask for a work. Raises Busy when too many wait."""
        with self._lock:
            if sum(work.open for work in self._works.values()) >= MOST_WAITING:
                raise Busy("too much work waits already", expected=f"at most {MOST_WAITING} at a time", do="wait until some is done")
        work = Work(secrets.token_hex(6), kind, dict(task), now())
        self._put(work)
        self._queue.put(work.id)
        self._forget_old()
        return work

    def get(self, name: str) -> Work:
        """A work by its id. Raises UnknownName."""
        with self._lock:
            if name not in self._works:
                raise UnknownName("there is no such work", expected=f"one of the last {MOST_KEPT}", do="look at the list under Add")
            return self._works[name]

    def all(self) -> list[Work]:
        """All works that are remembered, the newest first."""
        with self._lock:
            return sorted(self._works.values(), key=lambda work: (work.asked, work.id), reverse=True)

    def cancel(self, name: str, *, keep: bool = False) -> Work:
        """Stop a work. What is in stays in; the file that was being read is not. ``keep``: the files sent for it stay, to be added."""
        work = self.get(name)
        if work.open:
            self._end(name, "cancelled")
            if not keep or work.kind == "add":
                self.uploads.discard(str(work.task.get("upload", "")))
        return self.get(name)

    def looked(self, upload: str) -> Work | None:
        """The newest look at an upload."""
        return next((work for work in self.all() if work.kind == "look" and work.task.get("upload") == upload), None)

    def file(self, name: str) -> Path:
        """The file that an export made. Raises UnknownName."""
        work = self.get(name)
        path = self._output(work)
        if work.kind != "export" or work.state != "done" or not path.is_file():
            raise UnknownName("this work has no file", expected="an export that is done", do="export again")
        return path

    def _put(self, work: Work, *, write: bool = True) -> None:
        with self._lock:
            self._works[work.id] = work
        if write:
            with suppress(ClerestoryError):  # on a full disk the work itself still runs, and is told of while the server lives
                save(self.layout.works, work)

    def _change(self, name: str, *, write: bool = True, **changes: Any) -> None:
        self._put(replace(self.get(name), **changes), write=write)

    def _end(self, name: str, state: str, **changes: Any) -> None:
        # Whatever ends an adding, raw files do not stay, and are gone when it is told; a look leaves them to be added.
        # What is cancelled still reads them: see cancel.
        work = self.get(name)
        if work.kind == "add" and state != "cancelled":
            self.uploads.discard(str(work.task.get("upload", "")))
        self._change(name, state=state, ended=now(), **changes)

    def _forget_old(self) -> None:
        ended = [work for work in self.all() if not work.open]
        for work in ended[MOST_KEPT:]:
            with self._lock:
                self._works.pop(work.id, None)
            forget(self.layout.works, work.id)

    def _uploads_in_use(self) -> set[str]:
        return {str(work.task.get("upload", "")) for work in self.all() if work.open}

    def _output(self, work: Work) -> Path:
        return self.layout.works / f"{work.id}.file.{work.task.get('kind', 'csv')}"

    def _run(self) -> None:
        while (name := self._queue.get()) is not None and not self._ending.is_set():
            work = self.get(name)
            if work.state != "waiting":
                continue
            self._change(name, state="running", began=work.began or now(), tries=work.tries + 1)
            self._watch(name)

    def _watch(self, name: str) -> None:
        """One process, from its start to its end."""
        work = self.get(name)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        arguments = (self.layout.root, work.kind, work.task, str(self._output(work)), theirs)
        process = context.Process(target=do, args=arguments, name=f"work-{name}")
        process.start()
        theirs.close()
        try:
            self._listen(name, ours, process)
        finally:
            ours.close()
            _stop(process, at_once=self.get(name).state in ("running", "cancelled"))
            if work.kind == "add":
                self._sweep()
        if self.get(name).state == "running" and not self._ending.is_set():
            self._end(name, "failed", problem=STOPPED)

    def _listen(self, name: str, told: Connection, process: BaseProcess) -> None:
        written = time.monotonic()
        while self.get(name).state == "running" and not self._ending.is_set():
            try:
                message = told.recv() if told.poll(TICK) else None
            except (EOFError, OSError):
                return
            if message is None:
                if not process.is_alive() and not told.poll(0):
                    return
                continue
            self._take(name, *message, write=time.monotonic() - written > SAVE_EVERY)
            if time.monotonic() - written > SAVE_EVERY:
                written = time.monotonic()

    def _take(self, name: str, what: str, value: Any, *, write: bool) -> None:
        work = self.get(name)
        if work.state != "running":
            return
        if what == "progress":
            self._change(name, write=write, progress=Progress(**value))
        elif what == "found":
            found = {"files": [*work.result.get("files", ()), value]} if work.kind == "look" else value
            self._change(name, write=write, result=found)
        elif what == "failed":
            self._end(name, "failed", problem=value)
        elif what == "done":
            self._end(name, "done", result={**work.result, **value})

    def _sweep(self) -> None:
        with suppress(ClerestoryError), Workbench(self.layout.root) as bench:
            bench.sweep()


def _stop(process: BaseProcess, *, at_once: bool) -> None:
    """End a process that may have ended already."""
    process.join(TICK if at_once else KILL_AFTER)
    if process.is_alive():
        process.terminate()
        process.join(KILL_AFTER)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()

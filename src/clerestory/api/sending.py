"""Files down the wire: written in a thread of their own as fast as they are taken, never more of them in memory than a few pieces.

A file has no limit of time. Who stops taking it for a minute is let go, and a file that fails on the way ends without its end, so that nobody
takes it for whole.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from clerestory.errors import Busy
from clerestory.workbench import Workbench

PIECE = 256 * 1024
AHEAD = 4
"""Pieces that are made while one is sent."""
PATIENCE = 60.0
"""Seconds for which a piece waits to be taken."""
AT_ONCE, WAITING = 2, 16
Write = Callable[[Any], None]


class GoneAway(Exception):
    """Nobody takes the file any more."""


class _Pipe:
    """What a writer writes to: pieces for the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._held = loop, bytearray()
        self.pieces: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue(AHEAD)
        self.left = False

    def write(self, data: Any) -> int:
        self._held += data
        if len(self._held) >= PIECE:
            self.put(bytes(self._held))
            self._held.clear()
        return len(data)

    def end(self, error: BaseException | None) -> None:
        if error is None and self._held:
            self.put(bytes(self._held))
        with suppress(GoneAway):
            self.put(error)

    def put(self, piece: bytes | BaseException | None) -> None:
        if self.left:
            raise GoneAway
        waiting = asyncio.run_coroutine_threadsafe(self.pieces.put(piece), self._loop)
        try:
            waiting.result(PATIENCE)
        except (TimeoutError, RuntimeError):
            waiting.cancel()
            self.left = True
            raise GoneAway from None


class Sending:
    """Sends files; two at once, the others wait their turn."""

    def __init__(self, open_bench: Callable[[], Workbench]) -> None:
        self._open = open_bench
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def send(self, opening: Callable[[Workbench], Write]) -> AsyncIterator[bytes]:
        """The pieces of a file. ``opening``, in the thread, gives what writes it; what goes wrong before the first piece is raised here."""
        if self._waiting >= WAITING:
            raise Busy("too many files wait to be sent", expected=f"at most {WAITING}", do="ask again when some are through")
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        pipe = _Pipe(asyncio.get_running_loop())
        threading.Thread(target=self._write, args=(pipe, opening), name="sending", daemon=True).start()
        try:
            first = await pipe.pieces.get()
        except BaseException:
            self._leave(pipe)
            raise
        if isinstance(first, BaseException):
            self._leave(pipe)
            raise first
        return self._pieces(pipe, first)

    async def _pieces(self, pipe: _Pipe, piece: bytes | BaseException | None) -> AsyncIterator[bytes]:
        try:
            while piece is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
                piece = await pipe.pieces.get()
        finally:
            self._leave(pipe)

    def _leave(self, pipe: _Pipe) -> None:
        pipe.left = True
        while not pipe.pieces.empty():
            pipe.pieces.get_nowait()
        self._turns.release()

    def _write(self, pipe: _Pipe, opening: Callable[[Workbench], Write]) -> None:
        error: BaseException | None = None
        try:
            with self._open() as bench:
                opening(bench)(pipe)
        except GoneAway:
            return
        except BaseException as problem:
            error = problem
        with suppress(GoneAway):
            pipe.end(error)

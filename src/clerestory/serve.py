"""The server: API and pages composed, run on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn

from clerestory.api.app import Application, make_app
from clerestory.api.benches import LIMIT
from clerestory.errors import UsageError
from clerestory.web.routes import handlers, warm
from clerestory.workbench import Workbench

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8275


def application(workspace: Path, *, limit: float = LIMIT) -> Application:
    """API and pages over one workspace."""
    app = make_app(workspace, handlers=handlers(), limit=limit)
    app.on_startup.append(warm)
    return app


class _Server(uvicorn.Server):
    """Tells when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Being told to stop is no failure: unlike the base class, do not raise the signal again when all is done."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(
    workspace: Path, *, host: str = "127.0.0.1", port: int = PORT, limit: float = LIMIT, log: bool = False, ready: Callable[[str], None]
) -> None:
    """Serve until told to stop (SIGINT, SIGTERM). ``ready`` gets the address once requests are answered. Raises UsageError, NoWorkspace."""
    if host not in LOOPBACK:
        raise UsageError(
            f"--host {host} is not of this machine alone",
            expected=f"one of {', '.join(LOOPBACK)}: there are no accounts yet, so whoever reaches the server may ask it everything",
            do="to use it from elsewhere, bring the port over by ssh -L",
        )
    Workbench(workspace).close()
    listening = _listen("127.0.0.1" if host == "localhost" else host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    if log:
        logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(message)s")
        logging.getLogger("clerestory.server").setLevel(logging.INFO)
    config = uvicorn.Config(
        application(workspace, limit=limit), access_log=False, log_config=None, http="httptools", ws="none", lifespan="on",
        timeout_graceful_shutdown=5, server_header=False, h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip
    # what is there now stays: looking through it for garbage again and again would hold every answer up
    gc.collect()
    gc.freeze()
    with contextlib.closing(listening), asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_Server(config, lambda: ready(address)).serve([listening]))


def _loop() -> asyncio.AbstractEventLoop:
    """The fast event loop, where the system has one."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415 - not there on Windows

    return uvloop.new_event_loop()


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise UsageError(
            f"port {port} cannot be had: another program uses it, or the system keeps it",
            expected="a free port", do="name another with --port, or --port 0 for any that is free",
        ) from None  # fmt: skip
    listening.set_inheritable(True)
    return listening

"""Fetching one file from a server that behaves, and from one that does not. Everything on loopback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from clerestory.errors import BadFile, UsageError
from clerestory.ingest.download import Limits, download
from clerestory.ingest.uploads import Uploads
from clerestory.lake.doctor import examine, mend
from clerestory.lake.layout import Layout
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import workspace

BODY = b"a,b\n1,2\n"
SOON = Limits(size=1000, wait=0.5, whole=5)


class _Server(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing to say."""

    def do_GET(self) -> None:
        getattr(self, "_" + self.path.partition("?")[0].strip("/").partition(".")[0])()

    def _head(self, code: int = 200, **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _good(self) -> None:
        assert "Clerestory" in self.headers["User-Agent"]
        self._head(Content_Length=str(len(BODY)))
        self.wfile.write(BODY)

    def _named(self) -> None:
        self._head(Content_Disposition='attachment; filename="../../list 2025.csv"')
        self.wfile.write(BODY)

    def _moved(self) -> None:
        self._head(302, Location="/good.csv", Content_Length="0")

    def _loop(self) -> None:
        self._head(302, Location="/loop", Content_Length="0")

    def _away(self) -> None:
        self._head(302, Location="file:///etc/hostname", Content_Length="0")

    def _ftp(self) -> None:
        self._head(302, Location="ftp://127.0.0.1/x", Content_Length="0")

    def _gone(self) -> None:
        self._head(404, Content_Length="0")

    def _large(self) -> None:
        self._head(Content_Length="5000")

    def _endless(self) -> None:
        self._head()
        try:
            while True:
                self.wfile.write(b"x" * 500)
        except OSError:
            return

    def _short(self) -> None:
        self._head(Content_Length="100")
        self.wfile.write(BODY)

    def _half(self) -> None:
        self._head(Content_Length="900000")
        self.wfile.write(b"x" * 100_000)
        self.wfile.flush()
        self.server.shutting.wait(120)  # type: ignore[attr-defined]

    def _silent(self) -> None:
        self.server.shutting.wait(5)  # type: ignore[attr-defined]


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    made.daemon_threads = True
    made.shutting = Event()  # type: ignore[attr-defined]
    Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutting.set()  # type: ignore[attr-defined]
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize(("path", "name"), [("good.csv", "good.csv"), ("moved", "good.csv"), ("named", "list 2025.csv")])
def test_a_file_comes_whole_under_its_name(server: str, tmp_path: Path, path: str, name: str) -> None:
    found = download(f"{server}/{path}", tmp_path, SOON)
    assert found == tmp_path / name
    assert found.read_bytes() == BODY


@pytest.mark.parametrize(
    ("path", "said"),
    [("gone", "404"), ("large", "5,000"), ("endless", "more than"), ("short", "fetched|announced"), ("silent", "nothing came"),
     ("loop", "answered 302"), ("away", "answered 302"), ("ftp", "not of the web")],
)  # fmt: skip
def test_what_cannot_be_had_whole_is_told(server: str, tmp_path: Path, path: str, said: str) -> None:
    with pytest.raises(BadFile, match=said) as told:
        download(f"{server}/{path}?q=Quillwort", tmp_path, SOON)
    assert "Quillwort" not in str(told.value)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/plain,x", "example"])
def test_only_the_web(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError):
        download(address, tmp_path)


def _fetched(at: Path) -> None:
    with Workbench(at) as bench, bench.fetched([str(Path(__file__))]):
        pass


def _written(at: Path) -> None:
    with Workbench(at) as bench:
        bench.sweep()


SWEEPS: dict[str, Callable[[Path], object]] = {
    "the next add": _fetched,
    "the next verb that writes": _written,
    "doctor --fix": lambda at: mend(Layout(at)),
    "the server's start": lambda at: Uploads(at / "uploads").sweep(),
}


def test_what_a_killed_download_left_is_swept_and_a_running_one_is_let_be(server: str, tmp_path: Path) -> None:
    at = workspace(tmp_path / "w")
    program = subprocess.Popen(
        [sys.executable, "-m", "clerestory", "-w", str(at), "add", f"{server}/half.csv"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "no_proxy": "*"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 120
        while not (came := [path for path in (at / "uploads").rglob("*") if path.is_file() and path.stat().st_size]):
            assert program.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        assert examine(Layout(at)) == []
        for sweep in SWEEPS.values():
            sweep(at)
            assert came[0].is_file()
    finally:
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
    assert came[0].is_file()
    assert ["1 files or folders of a run that was stopped" in finding.what for finding in examine(Layout(at))] == [True]
    for number, sweep in enumerate(SWEEPS.values()):
        copy = shutil.copytree(at, tmp_path / f"copy{number}")
        sweep(copy)
        assert not list((copy / "uploads").iterdir())
        assert examine(Layout(copy)) == []

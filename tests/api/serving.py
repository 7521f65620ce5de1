"""A workspace to serve, and ways to ask it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT


@contextmanager
def served(folder: Path, *arguments: str, log: Path | None = None) -> Iterator[str]:
    """The program itself, serving; gives its address. It must end well when told to stop."""
    command = [sys.executable, "-m", "clerestory", "-w", str(folder), "serve", "--port", "0", *(["--log"] if log else []), *arguments]
    with (log or Path(os.devnull)).open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert " http://" in line
            yield line.split()[-1].rstrip("/")
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(30)
            process.stdout.close()
    assert code == 0

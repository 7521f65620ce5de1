"""Folders for files that are only passing: fetched, read, removed. One is locked while its process lives, so that what a killed one left is known."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "web-"


@contextmanager
def passing(root: Path) -> Iterator[Path]:
    """A folder below ``root`` for its owner only, removed at the end."""
    root.mkdir(mode=0o700, exist_ok=True)
    folder, handle = _held(root)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def left(root: Path) -> list[Path]:
    """Folders whose process has ended. Reads only."""
    return list(_unheld(root))


def sweep(root: Path) -> None:
    """Remove them."""
    for folder in _unheld(root):
        shutil.rmtree(folder, ignore_errors=True)


def _held(root: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(dir=root, prefix=PREFIX))
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        fcntl.flock(handle, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder, handle
        os.close(handle)  # swept before it was locked


def _unheld(root: Path) -> Iterator[Path]:
    """Each is locked while it is looked at: nobody else removes it, or takes it for living."""
    for folder in sorted(root.glob(f"{PREFIX}*")):
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield folder
        except BlockingIOError:
            continue
        finally:
            os.close(handle)

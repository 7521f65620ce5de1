"""Files on their way in: what a browser sends lies in a private folder of the workspace, under numbers, until it was read.

An upload is a list of files, each with the bytes that have come so far; a file that was interrupted goes on where it stopped. The names that
files were sent under are kept beside them only (they say which source a file is of, and may name people) and go with them.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any

from clerestory.errors import Busy, NotWritten, UnknownName, UsageError
from clerestory.ingest.files import SKIPPED
from clerestory.ingest.read import Job
from clerestory.lake import passing
from clerestory.lake.ledger import written

MOST_UPLOADS = 20
MOST_FILES = 20_000
LARGEST_FILE = 64 << 30
LONGEST_NAME = 1000
RESERVE = 1 << 30
"""Bytes of the disk that no upload may take: what is read from it needs room too."""
KEPT_HOURS = 24
"""How long an upload waits for its next byte before it is removed."""
_ID = re.compile(r"[0-9a-f]{16}")
_NAMES = "names.ndjson"


@dataclass(frozen=True)
class Sent:
    """One file of an upload."""

    number: int
    name: str
    size: int
    received: int

    @property
    def whole(self) -> bool:
        """Whether every byte is there."""
        return self.received == self.size


class Uploads:
    """All uploads of a workspace. Every id and number is checked before a path is made of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def begin(self, files: Sequence[tuple[str, int]]) -> str:
        """A new upload of files with these names and sizes; gives its id. Raises UsageError, Busy, NotWritten."""
        wanted = [(tame(name), size) for name, size in files]
        _check(wanted)
        with written():
            self.root.mkdir(mode=0o700, exist_ok=True)
            self.root.chmod(0o700)
            if sum(1 for _ in self.root.iterdir()) >= MOST_UPLOADS:
                raise Busy(
                    f"{MOST_UPLOADS} uploads wait already", expected="fewer at a time", do="go on with one of them, or throw one away"
                )
            self._room(sum(size for _, size in wanted))
            name = secrets.token_hex(8)
            folder = self.root / name
            folder.mkdir(mode=0o700)
            with _private(folder / _NAMES, "w") as file:
                file.writelines(json.dumps([path, size]) + "\n" for path, size in wanted)
        return name

    def files(self, upload: str) -> list[Sent]:
        """The files of an upload and what of each has come. Raises UnknownName."""
        folder = self._folder(upload)
        lines = (folder / _NAMES).read_text(encoding="utf-8").splitlines()
        return [
            Sent(number, name, size, _size(folder / str(number))) for number, (name, size) in enumerate(json.loads(line) for line in lines)
        ]

    def begin_unsized(self) -> str:
        """A new upload of files whose sizes nobody tells beforehand: a form's."""
        upload = self.begin([("form", 0)])
        (self._folder(upload) / _NAMES).write_text("", encoding="utf-8")
        return upload

    def open_next(self, upload: str) -> Incoming:
        """Where the next file of a form is written; ``named`` makes it part of the upload."""
        number = len(self.files(upload))
        if number >= MOST_FILES:
            raise UsageError(f"the form brings more than {MOST_FILES:,} files", expected="fewer", do="send the folder in parts")
        return Incoming(self._folder(upload) / str(number), min(LARGEST_FILE, self._left()), 0)

    def named(self, upload: str, name: str, size: int) -> None:
        """Say what the file was called that ``open_next`` gave."""
        with written(), (self._folder(upload) / _NAMES).open("a", encoding="utf-8") as file:
            file.write(json.dumps([tame(name), size]) + "\n")

    def open(self, upload: str, number: int, offset: int) -> Incoming:
        """Where the next bytes of a file are written. Raises UnknownName, and UsageError when ``offset`` is not where the file stands."""
        files = self.files(upload)
        if not 0 <= number < len(files):
            raise UnknownName(f"the upload has no file {number}", expected=f"a number below {len(files)}")
        sent = files[number]
        if offset != sent.received:
            raise UsageError(
                f"the file stands at byte {sent.received}",
                expected="bytes that go on from there",
                do=f"send them from byte {sent.received} on",
            )
        self._room(sent.size - sent.received)
        return Incoming(self._folder(upload) / str(number), sent.size, offset)

    def jobs(self, upload: str) -> list[Job]:
        """The whole files, ready to be read; what a folder merely brings along (hidden files, a spreadsheet's lock) is left out."""
        folder = self._folder(upload)
        return [
            Job(folder / str(sent.number), sent.name)
            for sent in sorted(self.files(upload), key=lambda sent: sent.name)
            if sent.whole and not any(fnmatch(part, pattern) for part in sent.name.split("/") for pattern in SKIPPED)
        ]

    def discard(self, upload: str) -> None:
        """Remove an upload with all that came of it. One that is not there is no error."""
        if _ID.fullmatch(upload):
            shutil.rmtree(self.root / upload, ignore_errors=True)

    def waiting(self) -> list[str]:
        """Ids of the uploads that are there, the newest first."""
        if not self.root.is_dir():
            return []
        found = [path for path in self.root.iterdir() if _ID.fullmatch(path.name) and (path / _NAMES).is_file()]
        return [path.name for path in sorted(found, key=_touched, reverse=True)]

    def sweep(self, keep: Collection[str] = ()) -> list[str]:
        """Remove uploads that nothing was added to for a day, other than those of running work; give their ids.

        What a process that was killed had fetched from the web goes at once.
        """
        passing.sweep(self.root)
        gone = []
        old = time.time() - KEPT_HOURS * 3600
        for path in list(self.root.iterdir()) if self.root.is_dir() else []:
            if path.name not in keep and _touched(path) < old:
                shutil.rmtree(path, ignore_errors=True)
                gone.append(path.name)
        return gone

    def _folder(self, upload: str) -> Path:
        folder = self.root / upload
        if not _ID.fullmatch(upload) or not (folder / _NAMES).is_file():
            raise UnknownName(
                "there is no such upload", expected="one that was begun, and neither read nor removed since", do="send the files again"
            )
        return folder

    def _left(self) -> int:
        return max(0, shutil.disk_usage(self.root).free - RESERVE)

    def _room(self, more: int) -> None:
        if self._left() < more:
            raise NotWritten(
                f"the disk has room for {self._left():,} bytes more, and {more:,} are to come",
                expected="room for the files beside what is made of them",
                do="make room, or add fewer files at a time; files that lie on this machine can be added without sending them: `clerestory add FOLDER`",
            )


class Incoming:
    """One file that grows. Use as a context manager; what was written stays when the sender goes away."""

    def __init__(self, path: Path, size: int, offset: int) -> None:
        self._path, self._size, self.received = path, size, offset

    def __enter__(self) -> Incoming:
        with written():
            self._file = _private(self._path, "ab")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        """Take more bytes. Raises UsageError past the size that was told, NotWritten on a full disk."""
        if self.received + len(data) > self._size:
            raise UsageError(
                "more bytes came than the file was said to have",
                expected=f"{self._size:,} bytes",
                do="begin the upload anew: the file has changed",
            )
        with written():
            self._file.write(data)
            self._file.flush()
        self.received += len(data)


def tame(name: str) -> str:
    """A name as a path below nothing: no drive, no root, no way up. It is never used as a path on this machine."""
    parts = [part.strip() for part in re.sub(r"[\x00-\x1f\x7f]", " ", name.replace("\\", "/")).split("/")]
    kept = [part for part in parts if part not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part)]
    return "/".join(kept)[-LONGEST_NAME:].lstrip("/") or "file"


def _check(files: Sequence[tuple[str, int]]) -> None:
    if not files:
        raise UsageError("the upload names no file", expected="at least one", do="choose files or a folder")
    if len(files) > MOST_FILES:
        raise UsageError(f"the upload names {len(files):,} files", expected=f"at most {MOST_FILES:,}", do="send the folder in parts")
    largest = max(size for _, size in files)
    if largest > LARGEST_FILE or min(size for _, size in files) < 0:
        raise UsageError(
            f"a file of the upload has {largest:,} bytes",
            expected=f"at most {LARGEST_FILE:,}",
            do="add it from the disk: `clerestory add FILE`",
        )


def _private(path: Path, mode: str) -> IO[Any]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_APPEND if "a" in mode else 0), 0o600)
    return os.fdopen(handle, mode)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _touched(path: Path) -> float:
    """When anything in a folder last changed."""
    newest = 0.0
    with suppress(OSError):
        newest = max(each.stat().st_mtime for each in (path, *path.iterdir()))
    return newest

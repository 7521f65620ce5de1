"""Bytes that can be read again from the start, wherever they stand: a file, a zip member, a gzip stream."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from clerestory.errors import BadFile
from clerestory.formats.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD = 1 << 16


class Content:
    """One file's bytes, re-openable. ``name`` is only ever a tie-break and a label: what the bytes are decides."""

    def __init__(
        self, name: str, opener: Callable[[], BinaryIO], *, member: str = "", any_order: bool = True, limits: Limits = DEFAULT
    ) -> None:
        self.name, self.member, self.limits = name, member, limits
        self._opener, self._any_order = opener, any_order
        self._spool: Callable[[], BinaryIO] | None = None

    @classmethod
    def of_path(cls, path: Path, name: str | None = None, limits: Limits = DEFAULT) -> Content:
        """The content of a file on disk."""
        return cls(name or path.name, lambda: cast(BinaryIO, path.open("rb")), limits=limits)

    @classmethod
    def of_bytes(cls, data: bytes, name: str, member: str = "", limits: Limits = DEFAULT) -> Content:
        """Content already in memory."""
        return cls(name, lambda: io.BytesIO(data), member=member, limits=limits)

    def stream(self) -> BinaryIO:
        """A new handle at byte 0, to be read forward only."""
        return self._opener()

    def any_order(self) -> BinaryIO:
        """A new handle that can seek. Packed content is unpacked once, to memory or to an unnamed temporary file."""
        if self._any_order:
            return self._opener()
        if self._spool is None:
            with self._opener() as source:
                self._spool = _spool(source, self.limits.memory_bytes)
        return self._spool()

    def head(self, size: int = HEAD) -> bytes:
        """The first bytes, for sniffing."""
        with self.stream() as handle:
            return handle.read(size)

    def sha256(self) -> str:
        """Hash of all bytes, unpacked, as hex. What the same bytes have in common wherever they are packed."""
        digest = hashlib.sha256()
        with self.stream() as handle:
            while block := handle.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()

    def whole(self, what: str) -> bytes:
        """Everything, for formats that cannot be read in parts. Raises BadFile past ``limits.document_bytes``."""
        with self.stream() as handle:
            data = handle.read(self.limits.document_bytes + 1)
        if len(data) > self.limits.document_bytes:
            raise BadFile(
                f"{what} is larger than {self.limits.document_bytes:,} bytes",
                expected="a document that fits in memory",
                do="split it, or publish it as CSV, NDJSON or Parquet",
            )
        return data


class Guarded(io.RawIOBase):
    """A forward stream out of an archive: counts what comes out and turns decoder failures into BadFile."""

    def __init__(self, source: BinaryIO, what: str, spend: Callable[[int], None]) -> None:
        super().__init__()
        self._source, self._what, self._spend = source, what, spend

    def readable(self) -> bool:
        """It is: this is all it is for."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes. Raises BadFile when the packed data is damaged or holds more than it may."""
        view = memoryview(buffer)
        try:
            data = self._source.read(len(view))
        except (EOFError, zlib.error, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            raise BadFile(
                f"{self._what} is damaged or cut short ({type(error).__name__})",
                expected="packed data that unpacks to its end",
                do="obtain the file again and compare its size with the publisher's",
            ) from None
        view[: len(data)] = data
        self._spend(len(data))
        return len(data)

    def close(self) -> None:
        """Close the packed stream too."""
        self._source.close()
        super().close()


class _Shared(io.RawIOBase):
    """One of many handles on a single unnamed file; each keeps its own position."""

    def __init__(self, file: BinaryIO, size: int, lock: threading.Lock) -> None:
        super().__init__()
        self._file, self._size, self._lock, self._at = file, size, lock, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        with self._lock:
            self._file.seek(self._at)
            data = self._file.read(len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


def _spool(source: BinaryIO, memory: int) -> Callable[[], BinaryIO]:
    """Read ``source`` to its end and return an opener for what it held.

    Large content goes to a file that never has a name: the system frees it when the process ends, killed or not.
    """
    first = source.read(memory + 1)
    if len(first) <= memory:
        return lambda: io.BytesIO(first)
    file = cast(BinaryIO, tempfile.TemporaryFile(prefix="clerestory-"))  # noqa: SIM115 - lives as long as its handles
    file.write(first)
    shutil.copyfileobj(source, file, 1 << 20)
    file.flush()
    size, lock = file.tell(), threading.Lock()
    return lambda: cast(BinaryIO, io.BufferedReader(_Shared(file, size, lock), 1 << 16))

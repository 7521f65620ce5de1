"""Archives: what is inside a zip or a gzip stream, without ever writing a member to disk under its name."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from clerestory.errors import BadFile
from clerestory.formats.content import Content, Guarded
from clerestory.formats.limits import Limits

_ENCRYPTED = 0x1
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Budget:
    """Bytes that may still come out of one outermost file, whatever is nested in it."""

    def __init__(self, limits: Limits) -> None:
        self._left, self._limits = limits.unpacked_bytes, limits

    def spend(self, size: int) -> None:
        """Raises BadFile when more comes out than the limits allow."""
        self._left -= size
        if self._left < 0:
            raise _bomb(f"more than {self._limits.unpacked_bytes:,} bytes unpacked")


class Archive(zipfile.ZipFile):
    """A zip that closes the handle that it was given."""

    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        super().__init__(handle)

    def close(self) -> None:
        """Close the archive and its file."""
        super().close()
        self._handle.close()


def open_zip(content: Content) -> Archive:
    """The archive. Raises BadFile when its member list cannot be read."""
    handle = content.any_order()
    try:
        return Archive(handle)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, struct.error) as error:
        handle.close()
        raise BadFile(
            "a zip archive without a readable member list",
            expected="a whole archive",
            do="obtain the file again: it was probably cut short on its way",
        ) from error


def zip_members(content: Content, limits: Limits, budget: Budget) -> Iterator[tuple[Content, str]]:
    """Each member as content, with the reason why it cannot be read (empty when it can).

    Raises BadFile when the archive promises more than the limits allow.
    """
    with open_zip(content) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _clutter(info.filename)]
    if len(infos) > limits.members:
        raise _bomb(f"{len(infos):,} members")
    promised = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    _check_ratio(promised, packed, limits)
    budget.spend(promised)
    for ordinal, info in enumerate(infos):
        inside = info.filename.replace("\\", "/")
        member = f"{content.member}!/{inside}" if content.member else inside
        reason = "the member is encrypted" if info.flag_bits & _ENCRYPTED else ""
        yield _member(content, ordinal, info, member, limits), reason


def _member(outer: Content, ordinal: int, info: zipfile.ZipInfo, member: str, limits: Limits) -> Content:
    def opener() -> BinaryIO:
        archive = open_zip(outer)
        try:
            source = cast(BinaryIO, archive.open(info))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            archive.close()
            raise BadFile(
                f"zip member {ordinal + 1} cannot be opened ({type(error).__name__})",
                expected="a member packed with a common method",
                do="unpack the archive with another tool and add the unpacked files",
            ) from None
        return cast(BinaryIO, io.BufferedReader(_Closing(source, archive, f"zip member {ordinal + 1}"), 1 << 18))

    return Content(PurePosixPath(member).name, opener, member=member, any_order=False, limits=limits)


class _Closing(Guarded):
    """A member's stream that closes the archive behind it."""

    def __init__(self, source: BinaryIO, archive: Archive, what: str) -> None:
        super().__init__(source, what, lambda size: None)
        self._archive = archive

    def close(self) -> None:
        """Close the member, its archive and the archive's file."""
        super().close()
        self._archive.close()


def gunzipped(content: Content, limits: Limits, budget: Budget) -> Content:
    """The content of a gzip stream (of all its parts)."""
    name = content.name[:-3] if content.name.lower().endswith(".gz") else content.name
    highest = 0

    def opener() -> BinaryIO:
        packed = _Counted(content.stream())
        seen = 0

        def spend(size: int) -> None:
            nonlocal seen, highest
            seen += size
            _check_ratio(seen, packed.taken + 1, limits)
            if seen > highest:  # a second reading of the same bytes is not more content
                budget.spend(seen - highest)
                highest = seen

        source = cast(BinaryIO, gzip.GzipFile(fileobj=cast(BinaryIO, packed)))
        return cast(BinaryIO, io.BufferedReader(Guarded(source, "the gzip stream", spend), 1 << 18))

    return Content(name, opener, member=content.member, any_order=False, limits=limits)


class _Counted(io.RawIOBase):
    """Counts the packed bytes that were taken, to compare with what came out."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source, self.taken = source, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.taken += len(data)
        return data

    def close(self) -> None:
        """Close the packed file."""
        self._source.close()
        super().close()


def _clutter(name: str) -> bool:
    return name.startswith(_CLUTTER[0]) or PurePosixPath(name.replace("\\", "/")).name in _CLUTTER[1:]


def _check_ratio(out: int, packed: int, limits: Limits) -> None:
    if out > limits.ratio_from and out > packed * limits.ratio:
        raise _bomb(f"{out:,} bytes unpacked from {packed:,}")


def _bomb(found: str) -> BadFile:
    return BadFile(
        f"an archive with {found}",
        expected="an archive of published tables",
        do="unpack it yourself, look at it, and add the unpacked files",
    )

"""Names that follow from bytes alone: the same on every machine, for ever."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from clerestory.errors import UsageError

BLOCK = 1 << 20
RELEASE_DIGITS = 16


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes as hex, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def release_id(sha256: str, member: str = "") -> str:
    """Id of a release: the start of its file's SHA-256; for an archive member, of that and the member's path."""
    if not member:
        return sha256[:RELEASE_DIGITS]
    return hashlib.sha256(f"{sha256}\n{member}".encode()).hexdigest()[:RELEASE_DIGITS]


class RecordId(NamedTuple):
    """Where a record stands: release, grid of the release (sheet, page), row, and column where one cell makes one record."""

    release: str
    grid: int
    row: int
    column: int | None = None

    def __str__(self) -> str:
        tail = "" if self.column is None else f"-{self.column}"
        return f"{self.release}-{self.grid}-{self.row}{tail}"


_RECORD = re.compile(rf"([0-9a-f]{{{RELEASE_DIGITS}}})-([0-9]{{1,9}})-([0-9]{{1,12}})(?:-([0-9]{{1,9}}))?")


def parse_record_id(text: str) -> RecordId:
    """Read a record id back. Raises UsageError when the text is none."""
    match = _RECORD.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            "that is no record id",
            expected="RELEASE-SHEET-ROW, for example 0123456789abcdef-0-17",
            do="copy the id from the result of `clerestory search`",
        )
    release, grid, row, column = match.groups()
    return RecordId(release, int(grid), int(row), int(column) if column else None)

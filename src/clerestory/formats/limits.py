"""How much a file may ask of the machine before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds that no honest file reaches. Past one, the reader raises ``BadFile`` instead of going on."""

    unpacked_bytes: int = 64 << 30
    """All bytes that come out of one outermost file's archives, together."""
    ratio: int = 250
    """Unpacked size over packed size of an archive; looked at only past ``ratio_from`` bytes."""
    ratio_from: int = 256 * MIB
    depth: int = 5
    """Archives inside archives."""
    members: int = 20_000
    """Members of one archive."""
    record_bytes: int = 16 * MIB
    """One CSV record, one JSON value, one spreadsheet row."""
    document_bytes: int = 1 << 30
    """A file that can only be read whole: a JSON document, an HTML page."""
    columns: int = 20_000
    memory_bytes: int = 32 * MIB
    """Unpacked content kept in memory; larger content that must be read in any order goes to an unnamed temporary file."""


DEFAULT = Limits()

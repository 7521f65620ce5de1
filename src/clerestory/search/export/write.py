"""Which kinds of files are written, and a file that appears only when it is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from clerestory.errors import UsageError
from clerestory.search.export import csv, geojson, markdown, ndjson, package, parquet, xlsx
from clerestory.search.export.facts import Facts
from clerestory.search.export.records import Records


@dataclass(frozen=True)
class Kind:
    """A kind of file."""

    suffix: str
    media: str
    write: Callable[[Records, BinaryIO, Facts], None]
    explains: bool = True
    """Whether what it is stands inside."""


KINDS = {
    module.SUFFIX: Kind(module.SUFFIX, module.MEDIA, module.write, module is not csv)
    for module in (csv, ndjson, parquet, xlsx, geojson, markdown, package)
}


@dataclass(frozen=True)
class Sent:
    """What went out."""

    rows: int
    sha256: str
    size: int
    releases: frozenset[str]
    """Releases that at least one of the records came from."""


@dataclass(frozen=True)
class Exported(Sent):
    """A file that was written, and the one beside it that says what it is."""

    citation: Path


class Meter:
    """Counts and hashes what goes through it."""

    def __init__(self, sink: Any) -> None:
        self._sink, self._hash, self.size, self.closed = sink, hashlib.sha256(), 0, False

    def write(self, data: Any) -> int:
        """Pass it on."""
        self._hash.update(data)
        self._sink.write(data)
        self.size += memoryview(data).nbytes
        return memoryview(data).nbytes

    def tell(self) -> int:
        """Bytes so far."""
        return self.size

    def flush(self) -> None:
        """Nothing is kept back."""

    def writable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is not."""
        return False

    def seekable(self) -> bool:
        """What has gone has gone."""
        return False

    def close(self) -> None:
        """Its sink stays open: whoever opened it closes it."""

    @property
    def sha256(self) -> str:
        """Hash of all that went through."""
        return self._hash.hexdigest()


def kind_of(suffix: str) -> Kind:
    """A kind by the ending of a name. Raises UsageError where nothing is written so."""
    found = KINDS.get(suffix.lower())
    if found is None:
        raise UsageError(
            f"{suffix or 'a name without an ending'} is no kind of file that is written", expected=f"a name that ends in {', '.join(KINDS)}"
        )
    return found


def check_kind(output: Path, *, force: bool = False) -> None:
    """Raises UsageError for a kind of file that is not written, and for a file that would be overwritten without ``force``."""
    kind_of(output.suffix)
    if not output.parent.is_dir():
        raise UsageError("the folder of the file to write is not there", do="make it first")
    if output.exists() and not force:
        raise UsageError(f"{output.name} is there already", expected="a new name", do="name another, or say --force to write over it")


def send(records: Records, facts: Facts, kind: Kind, sink: Any) -> Sent:
    """Write records to anything that has ``write``."""
    meter = Meter(sink)
    kind.write(records, cast("BinaryIO", meter), facts)
    return Sent(records.rows, meter.sha256, meter.size, frozenset(records.releases))


def export(records: Records, facts: Facts, output: Path) -> Exported:
    """Write records to ``output`` and their citation beside it; both appear only when they are whole."""
    draft = output.with_name(f".{output.name}.part")
    beside = output.with_name(f"{output.name}.citation.json")
    try:
        with draft.open("wb") as file:
            sent = send(records, facts, kind_of(output.suffix), file)
        told = {"file": output.name, "sha256": sent.sha256, **facts.cited(sent.releases, sent.rows)}
        beside.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(sent.rows, sent.sha256, sent.size, sent.releases, beside)

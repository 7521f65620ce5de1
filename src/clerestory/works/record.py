"""Long work, as it is written down: a small file each, so that a server that was started again can say what became of it.

Holds numbers, ids and names that were screened; never the content of a file, and of what came in only the ids of releases, so that a purge has
nothing to look for here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from clerestory.lake.ledger import written

MOST_KEPT = 100
"""Ended works that are remembered."""
OPEN = ("waiting", "running")
_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Progress:
    """How far a work is. Sizes in bytes; ``rows`` of the file that is being read."""

    files: int = 0
    files_done: int = 0
    bytes: int = 0
    bytes_done: int = 0
    rows: int = 0
    rows_about: int = 0
    """Rows that the file being read holds, about; 0: nobody knows."""
    rows_a_second: int = 0
    seconds_left: int | None = None


@dataclass(frozen=True)
class Work:
    """One piece of long work. Moments in UTC."""

    id: str
    kind: str
    """``look`` (at files on their way in), ``add`` or ``export``."""
    task: Mapping[str, Any]
    asked: str
    state: str = "waiting"
    """``waiting``, ``running``, ``done``, ``failed``, ``cancelled``."""
    began: str = ""
    ended: str = ""
    progress: Progress = field(default_factory=Progress)
    result: Mapping[str, Any] = field(default_factory=dict)
    problem: Mapping[str, str] | None = None
    """What was found, expected, to do, when it failed."""
    tries: int = 0

    @property
    def open(self) -> bool:
        """Whether it is still to end."""
        return self.state in OPEN

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def save(folder: Path, work: Work) -> None:
    """Write a work down, whole or not at all."""
    with written():
        folder.mkdir(mode=0o700, exist_ok=True)
        beside = folder / f"{work.id}.new"
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(work.as_json(), file)
        beside.replace(folder / f"{work.id}.json")


def load(folder: Path) -> list[Work]:
    """All works that are remembered, the oldest first. What cannot be read is passed over."""
    found = []
    for path in folder.glob("*.json") if folder.is_dir() else ():
        with suppress(OSError, ValueError, TypeError, KeyError):
            told = json.loads(path.read_text(encoding="utf-8"))
            if _ID.fullmatch(told["id"]):
                found.append(Work(**{**told, "progress": Progress(**told["progress"])}))
    return sorted(found, key=lambda work: (work.asked, work.id))


def forget(folder: Path, work: str) -> None:
    """Remove what was written down of a work, and the file that it made."""
    if _ID.fullmatch(work):
        for path in folder.glob(f"{work}.*"):
            path.unlink(missing_ok=True)

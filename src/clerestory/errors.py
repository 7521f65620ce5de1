"""Every error that Clerestory raises on purpose.

    ClerestoryError
    ├── UsageError            the caller asked for something that cannot be done          exit 2
    │   ├── NoWorkspace       the folder is not a workspace
    │   ├── UnknownName       a table, column, source or verb that does not exist
    │   │   └── Gone          a release that was here and was withdrawn; carries the reason
    │   └── Refused           the question points at a person; carries what may be asked
    │       └── TooFine       it looks so closely that only a few would be counted
    ├── BadFile               one file cannot be read; ingest goes on with the next       exit 1
    ├── NotWritten            the system would not write to the workspace: disk full           exit 1
    ├── BadSource             a source's declaration contradicts itself or another        exit 2
    ├── KeyMissing            the workspace key is not where it was; ingest stops         exit 2
    ├── LakeDamaged           what is stored is not what was stored                       exit 1
    ├── TookTooLong           a question was stopped at its limit                         exit 1
    └── Busy                  another process is writing to this workspace                exit 2

Each says what was found, what was expected and what to do. None may quote the content of a cell:
an error text ends in logs and on screens, where no identifier may ever be.
"""

from __future__ import annotations

from typing import ClassVar


class ClerestoryError(Exception):
    """Base of the tree. ``str()`` gives the three parts as one paragraph."""

    exit_code: ClassVar[int] = 2

    def __init__(self, found: str, *, expected: str = "", do: str = "") -> None:
        self.found, self.expected, self.do = found, expected, do
        super().__init__(found, expected, do)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.found, self.expected, self.do))

    def __str__(self) -> str:
        parts = [self.found]
        if self.expected:
            parts.append(f"Expected: {self.expected}")
        if self.do:
            parts.append(f"Do: {self.do}")
        return ". ".join(part.rstrip(".") for part in parts) + "."


def _rebuild(kind: type[ClerestoryError], found: str, expected: str, do: str) -> ClerestoryError:
    return kind(found, expected=expected, do=do)


class UsageError(ClerestoryError):
    """The caller asked for something that cannot be done as asked."""


class NoWorkspace(UsageError):
    """The folder holds no ``clerestory.toml``."""


class UnknownName(UsageError):
    """A name that does not exist; the nearest valid ones are in ``do``."""


class Gone(UnknownName):
    """Something that was here and was taken out for good; the reason is kept."""


class Refused(UsageError):
    """The question points at a person. ``do`` names the aggregate question that can be asked."""


class TooFine(Refused):
    """The question looks so closely at persons' records that nearly all counts would be of a few."""


class BadFile(ClerestoryError):
    """One file cannot be read. Nothing of it is let in; the run goes on with the next file."""

    exit_code = 1


class NotWritten(ClerestoryError):
    """The system would not write to the workspace. What was in stays in; nothing is half in."""

    exit_code = 1


class BadSource(ClerestoryError):
    """A source's declaration contradicts itself or another source."""


class KeyMissing(ClerestoryError):
    """The workspace key is missing or unreadable: tokens would change, so ingest stops."""


class LakeDamaged(ClerestoryError):
    """What is stored is not what was stored."""

    exit_code = 1


class TookTooLong(ClerestoryError):
    """A question was stopped at its limit of time or memory; nothing else was."""

    exit_code = 1


class Busy(ClerestoryError):
    """Another process holds the writer's lock of this workspace, or too many ask at once."""

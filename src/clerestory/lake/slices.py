"""What a question may see of a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from clerestory.lake.stage import GRID, RELEASE, ROW
from clerestory.schema.table import Copies, Distinct

SUFFIX_STATE, SUFFIX_TEXT = "__state", "__text"
ORIGIN = (RELEASE, GRID, ROW)


@dataclass(frozen=True)
class Latest:
    """Of each combination of values of ``by``, only the records of the last release that has any; each group of releases by itself."""

    by: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    """Releases that replace each other, in the order of their publication."""


@dataclass(frozen=True)
class Slice:
    """What a question may see: one table, and of it the records of some releases."""

    table: str
    releases: tuple[str, ...]
    distinct: Distinct | None = None
    copies: Copies | None = None
    latest: Latest | None = None
    public: frozenset[str] = frozenset()
    """Columns whose values a result may show: only their codes are kept on the disk."""


@dataclass(frozen=True)
class Shape:
    """The files that hold a table's records now, and the columns that any of them has, computed ones included."""

    files: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[int, ...] = ()
    """Records of each file."""
    held: frozenset[str] = frozenset()
    """Releases of which a file holds records."""

    @cached_property
    def present(self) -> frozenset[str]:
        """Columns that some record may have."""
        return frozenset(column for column in self.columns if not column.endswith((SUFFIX_STATE, SUFFIX_TEXT)))

    @cached_property
    def states(self) -> frozenset[str]:
        """Columns of which some cell may be no plain value."""
        return frozenset(column.removesuffix(SUFFIX_STATE) for column in self.columns if column.endswith(SUFFIX_STATE))

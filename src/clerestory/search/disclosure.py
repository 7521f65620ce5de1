"""The last gate of every result: tables about persons give counts, and no count below the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clerestory.errors import Refused
from clerestory.schema.table import Grain, Table
from clerestory.settings import Settings

SUPPRESSED = None
"""Stands where a count may not be shown. It is not zero."""


@dataclass(frozen=True)
class Gate:
    """The rule of one workspace."""

    settings: Settings

    def rows(self, table: Table) -> None:
        """Raises Refused for tables whose rows may not be shown, exported or cited."""
        if table.grain is Grain.PERSON_EVENT:
            raise Refused(
                f"{table.name} holds one record for each {table.unit}: its rows are never shown or exported",
                expected="a count",
                do=f"ask `clerestory count {table.name} …` or `clerestory facets {table.name} …`",
            )

    def count(self, table: Table, number: int, total: int) -> int | None:
        """A count that may be shown, or SUPPRESSED: small ones, and those whose complement in the releases asked is small."""
        if table.grain is not Grain.PERSON_EVENT:
            return number
        least = self.settings.threshold
        return SUPPRESSED if 0 < number < least or 0 < total - number < least else number

    def groups(
        self, table: Table, groups: Sequence[tuple[Any, int]], total: int
    ) -> tuple[list[tuple[Any, int | None]], int]:
        """Groups that may be shown, with small counts suppressed, and how many were.

        Where the suppressed ones could be worked out from the total (one alone, or all together below the threshold), the smallest of
        the others goes with them.
        """
        if table.grain is not Grain.PERSON_EVENT:
            return list(groups), 0
        least = self.settings.threshold
        hidden = {index for index, (_, number) in enumerate(groups) if 0 < number < least}
        shown = sorted((number, index) for index, (_, number) in enumerate(groups) if number >= least)
        rest = total - sum(number for _, number in groups)
        while hidden and shown and (len(hidden) == 1 or sum(groups[index][1] for index in hidden) + rest < least):
            hidden.add(shown.pop(0)[1])
        return [
            (value, SUPPRESSED if index in hidden else number) for index, (value, number) in enumerate(groups)
        ], len(hidden)

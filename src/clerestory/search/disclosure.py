"""The last gate of every result: tables about persons give counts, and no count from which a few people could be told.

This is the rule of a workspace. ``told`` says which tables it leaves, ``sums`` how a question is answered from them, ``guarded`` gives the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clerestory.errors import Refused
from clerestory.schema.table import Grain, Table
from clerestory.settings import Settings


@dataclass(frozen=True)
class Gate:
    """The rule of one workspace."""

    settings: Settings

    def guards(self, table: Table) -> bool:
        """Whether a table's counts are counts of people."""
        return table.grain is Grain.PERSON_EVENT

    def rows(self, table: Table) -> None:
        """Raises Refused for tables whose rows may not be shown, exported or cited."""
        if self.guards(table):
            raise Refused(
                f"{table.name} holds one record for each {table.unit}: its rows are never shown or exported",
                expected="a count",
                do=f"ask `clerestory count {table.name} …` or `clerestory facets {table.name} …`",
            )

    def small(self, number: int) -> bool:
        """Whether so few people could be told apart. Nobody at all is not few."""
        return 0 < number < self.settings.threshold

    def hidden(self, numbers: Sequence[int]) -> set[int]:
        """Positions of the parts of a shown total that may not be shown: the small ones.

        Where they could be worked out from the total (one alone, or all together small), the smallest of the others goes with them.
        """
        hidden = {index for index, number in enumerate(numbers) if self.small(number)}
        shown = sorted((number, index) for index, number in enumerate(numbers) if number and index not in hidden)
        while hidden and shown and (len(hidden) == 1 or self.small(sum(numbers[index] for index in hidden))):
            hidden.add(shown.pop(0)[1])
        return hidden

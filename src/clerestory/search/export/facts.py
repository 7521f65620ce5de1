"""What a file says of itself: the question, what it was asked of, what each column means, where the records came from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from clerestory import __version__
from clerestory.schema.cellstate import State

STATES = {
    State.EMPTY: "the released cell is empty",
    State.PLACEHOLDER: "something was typed to fill the cell",
    State.REDACTED: "the publisher put a mark over it",
    State.PARTIAL: "a mark stands over one part of it",
    State.WITHHELD: "it identifies a person and was not taken in",
    State.NOT_EXPORTED: "the release has no such column",
    State.UNPARSED: "its text does not fit the column's type",
}
"""What stands in NAME__state where NAME has no plain value."""


@dataclass(frozen=True)
class Facts:
    """Everything that is known before the first record is read."""

    table: str
    about: dict[str, Any]
    """An answer's own words: query, snapshot, coverage."""
    columns: tuple[dict[str, Any], ...]
    """name, type, meaning, unit of each."""
    releases: tuple[dict[str, Any], ...]
    """Releases asked."""

    def cited(self, held: Collection[str], rows: int | None = None) -> dict[str, Any]:
        """The same when all records have passed. ``held``: releases that the records came from; ``rows`` None: not counted."""
        releases = [release for release in self.releases if release["id"] in held]
        return {
            "citation": self._sentence(releases, rows),
            "rows": rows,
            **self.about,
            "licences": sorted({release["licence"] for release in releases if release["licence"]}),
            "columns": list(self.columns),
            "states": {state.value: meaning for state, meaning in STATES.items()},
            "releases": releases,
            "made_by": f"Clerestory {__version__}",
        }

    def _sentence(self, releases: list[dict[str, Any]], rows: int | None) -> str:
        """One sentence to put under a figure."""
        text = self.about["query"]["text"]
        publishers = sorted({release["publisher"] for release in releases})
        newest = max((release["published"] or "" for release in releases), default="")[:10]
        parts = [
            f"{self.table}, {'' if rows is None else f'{rows:,} '}records" + (f" that fit {text}" if text else ""),
            f"{', '.join(publishers) or 'nobody'}: {len(releases):,} release{'' if len(releases) == 1 else 's'}"
            + (f", newest published {newest}" if newest else ""),
            f"snapshot {self.about['snapshot']}",
        ]
        return "; ".join(parts) + "."

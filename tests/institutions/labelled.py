"""The labelled pairs: half of them to choose rules by, half only to measure with; which half, a hash of the pair says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clerestory.institutions.reading import Reading, read

FILE = Path(__file__).with_name("labelled_pairs.tsv")
ALWAYS = {"ice_facilities": "facility", "facility_ids": "facility"}
"""Lists that say of themselves what all their names are, as ``Listing.always`` does."""


@dataclass(frozen=True)
class Side:
    """A name with what its list says beside it."""

    name: str
    listed: str
    state: str
    county: str
    kind: str
    city: str

    def read(self) -> Reading:
        return read(self.name, self.state, self.county, self.kind or ALWAYS.get(self.listed, ""), self.city)


@dataclass(frozen=True)
class Pair:
    first: Side
    second: Side
    label: str
    reason: str
    chosen_by: bool

    @property
    def hard(self) -> bool:
        """A different pair of one place's name: another state, another kind."""
        return self.label == "different" and self.reason.startswith(("same name", "same place", "another place of like name"))


def pairs() -> Iterator[Pair]:
    for line in FILE.read_text(encoding="utf-8").splitlines()[1:]:
        cells = line.split("\t")
        digest = hashlib.sha256("\t".join(cells[:12]).encode()).digest()
        yield Pair(Side(*cells[:6]), Side(*cells[6:12]), cells[12], cells[13], digest[0] % 2 == 0)

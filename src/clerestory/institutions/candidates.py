"""Which institutions a name could mean at all: by place, by county, by rare words, by a letter left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from clerestory.institutions import kinds
from clerestory.institutions.places import SHORTEST
from clerestory.institutions.reading import Reading

MOST = 40
"""A word that more institutions of a state share than this leads nowhere."""


class Candidates:
    """An index of readings. What it gives for a reading holds everything that ``compare`` could link it to, and little else."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, ...], list[str]] = defaultdict(list)

    def add(self, institution: str, reading: Reading) -> None:
        """Make an institution findable by a reading of one of its names."""
        for key in set(_keys(reading)):
            held = self._held[key]
            if institution not in held:
                held.append(institution)

    def of(self, reading: Reading) -> Iterable[str]:
        """Institutions that share a key with a reading, each once."""
        found: dict[str, None] = {}
        for key in _keys(reading):
            held = self._held.get(key, ())
            if key[0] != "word" or len(held) <= MOST:
                found.update(dict.fromkeys(held))
        return found


def _keys(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Without a state a name finds its likes in every state: for the queue, never for a link."""
    states = (reading.state, "") if reading.state else ("",)
    for state in states:
        if reading.place:
            yield from (("place", state, form) for form in reading.forms)
        elif reading.kind:
            yield ("only", state, reading.kind)
    if not reading.state:
        return
    for county in reading.county if reading.level == "county" else ():
        yield ("county", county, reading.kind)
    for word in reading.words:
        if len(word) > 3:
            yield ("word", reading.state, word)
    if len(reading.place) > SHORTEST and reading.kind in kinds.PLACED:
        for i in range(len(reading.place)):
            yield ("slip", reading.state, reading.kind, reading.place[:i] + reading.place[i + 1 :])
        yield ("slip", reading.state, reading.kind, reading.place)

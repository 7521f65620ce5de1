"""The institutions that are known: ids that stay, identifiers, and readings of every name that a list gives them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from clerestory.institutions.candidates import Candidates
from clerestory.institutions.compare import Comparison, Outcome, compare
from clerestory.institutions.reading import Reading

RULES = "2026.12"
"""Version of the rules of reading and comparison."""
CLEARLY = 1.0
"""Points by which the best of several institutions must lead, else somebody has to say."""


@dataclass
class Institution:
    """One institution: how it was first known, what identifies it, how its names read."""

    id: str
    key: str
    readings: list[Reading] = field(default_factory=list)
    identifiers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the rules say of a name. ``institution``: the likeliest, also where nobody knows; empty when there is none."""

    outcome: Outcome
    institution: str
    comparison: Comparison | None
    why: str


def id_of(key: str) -> str:
    """The id of an institution first known by a key: the same on every machine."""
    return "i" + base64.b32encode(hashlib.sha256(key.encode()).digest())[:11].decode().lower()


def key_of(reading: Reading) -> str:
    """How an institution without an identifier is known: by what its name says."""
    return "/".join(("name", reading.state, reading.kind, reading.level, "+".join(sorted(reading.county)), reading.place, *reading.numbers))


class Registry:
    """Institutions in memory, with what finds them."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known = dict(known or {})
        """Key → id of everything that ever was in: an id once given stays."""
        self.by_id: dict[str, Institution] = {}
        self._by_number: dict[tuple[str, str], str] = {}
        self._candidates = Candidates()

    def found(self, key: str) -> Institution:
        """The institution that is known by a key; a new one when there is none."""
        number = self.known.get(key) or self.known.setdefault(key, id_of(key))
        return self.by_id.setdefault(number, Institution(number, key))

    def name(self, institution: Institution, reading: Reading) -> None:
        """Give an institution a name, read."""
        if reading not in institution.readings:
            institution.readings.append(reading)
            self._candidates.add(institution.id, reading)

    def identify(self, institution: Institution, scheme: str, number: str) -> None:
        """Give an institution an identifier. One that has another number of the scheme keeps its own."""
        if institution.identifiers.setdefault(scheme, number) == number:
            self._by_number.setdefault((scheme, number), institution.id)

    def numbered(self, scheme: str, number: str) -> Institution | None:
        """The institution that has an identifier."""
        held = self._by_number.get((scheme, number))
        return self.by_id[held] if held else None

    def resolve(self, reading: Reading, identifiers: Mapping[str, str] | None = None) -> Answer:
        """What the rules say of a name: the one institution that it clearly means, the likeliest for somebody to judge, or none."""
        if reading.nothing:
            return Answer(Outcome.DIFFERENT, "", None, "names no institution")
        best: dict[str, Comparison] = {}
        for candidate in self._candidates.of(reading):
            institution = self.by_id[candidate]
            compared = [compare(reading, each, identifiers or {}, institution.identifiers) for each in institution.readings]
            best[candidate] = max(compared, key=lambda each: (each.outcome is Outcome.SAME, not each.conflicts, each.points))
        ranked = sorted(best, key=lambda each: (best[each].outcome is not Outcome.SAME, -best[each].points, each))
        likely = [each for each in ranked if best[each].outcome is not Outcome.DIFFERENT]
        if not likely:
            return Answer(Outcome.DIFFERENT, "", None, "no institution of that state, kind and place is known")
        first = best[likely[0]]
        rivals = [each for each in likely[1:] if best[each].points > first.points - CLEARLY]
        if first.outcome is Outcome.SAME and rivals:
            return Answer(Outcome.UNSURE, likely[0], first, f"{len(rivals) + 1} institutions fit: {first.words()}")
        return Answer(first.outcome, likely[0], first, first.words())

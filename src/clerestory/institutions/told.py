"""Institutions and names as front ends show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clerestory.institutions.judged import handle
from clerestory.institutions.lists import Mention
from clerestory.lake.institutions import Fact

_SPEAKING = ("shipped", "agreements", "alpr", "facilit", "detention")
"""Origins whose names say what a thing is, those that say it best first; the FBI's table has bare places."""


@dataclass(frozen=True)
class Card:
    """An institution with what is said of it."""

    id: str
    name: str
    kind: str
    state: str
    names: tuple[str, ...]
    facts: tuple[Fact, ...]
    linked: tuple[tuple[Mention, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        told = {"id": self.id, "name": self.name, "kind": self.kind, "state": self.state}
        facts = [{name: value for name, value in asdict(fact).items() if name != "institution"} for fact in self.facts]
        linked = [{"id": handle(mention.key()), **asdict(mention), "records": records} for mention, records in self.linked]
        return {**told, "names": list(self.names), "facts": facts, "linked": linked}


@dataclass(frozen=True)
class Judgement:
    """A name that waits for somebody's word: the likeliest institution, and why the rules do not decide."""

    id: str
    mention: Mention
    records: int
    tables: tuple[str, ...]
    likeliest: Card | None
    why: str

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        told = {"id": self.id, **asdict(self.mention), "records": self.records, "tables": list(self.tables), "why": self.why}
        card = self.likeliest
        return {**told, "likeliest": {"id": card.id, "name": card.name, "kind": card.kind, "state": card.state} if card else None}


@dataclass(frozen=True)
class Summary:
    """What is resolved. ``names`` and ``records`` by outcome: same, unsure, different."""

    institutions: int
    mentions: int
    names: dict[str, int]
    records: dict[str, int]
    decisions: int
    rules: str

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def card_of(institution: str, facts: Sequence[Fact]) -> Card:
    """An institution from its facts: of several values of one kind, the one that most origins give."""
    names = sorted({fact.value for fact in facts if fact.what == "name"})
    best = min(names, key=lambda name: _rank(name, facts), default=institution)
    return Card(institution, best, _most(facts, "kind"), _most(facts, "state"), tuple(names), tuple(facts))


def _rank(name: str, facts: Sequence[Fact]) -> tuple[int, bool, int, str]:
    origins = [fact for fact in facts if fact.what == "name" and fact.value == name]
    place = min((i for fact in origins for i, start in enumerate(_SPEAKING) if fact.origin.startswith(start)), default=len(_SPEAKING))
    return place, name.isupper() or name.islower(), -len(origins), name


def _most(facts: Sequence[Fact], what: str) -> str:
    values = [fact.value for fact in facts if fact.what == what]
    return max(sorted(set(values)), key=values.count, default="")

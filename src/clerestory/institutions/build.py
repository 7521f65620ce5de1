"""The registry out of a workspace: from what ships, then list by list, those with identifiers first. The same lists give the same registry."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from clerestory.ingest.screening.organisation import organisation
from clerestory.institutions import kinds
from clerestory.institutions.compare import Outcome, compare
from clerestory.institutions.lists import LISTINGS, NUMBERS, Listing, Mention, unslugged
from clerestory.institutions.reading import Reading, read
from clerestory.institutions.registry import RULES, Answer, Institution, Registry, key_of
from clerestory.institutions.shipped import components, served, systems
from clerestory.lake.institutions import Fact, Name, Resolved

_MASKED = re.compile(r"\b[Aa]a{2,}\b|\b9{3,}\b")


@dataclass
class Built:
    """A registry with its facts, and what every name of the workspace's lists resolves to."""

    registry: Registry
    facts: dict[tuple[str, str, str, str], Fact] = field(default_factory=dict)
    names: dict[str, Resolved] = field(default_factory=dict)

    def say(self, fact: Fact) -> None:
        """Add a fact; one that the same origin says twice is dated from first to last."""
        key = (fact.institution, fact.what, fact.value, fact.origin)
        known = self.facts.get(key)
        if known:
            since = min(filter(None, (known.since, fact.since)), default="")
            last = max((known.until, known.release), (fact.until, fact.release))
            fact = Fact(*key, last[1], since, last[0])
        self.facts[key] = fact


def build(known: dict[str, str], names_of: Callable[[Listing], Iterable[Name]]) -> Built:
    """Build everything. ``known``: key → id of all institutions that ever were; ``names_of``: distinct names of a list."""
    built = Built(Registry(known))
    _ship(built)
    for listing in LISTINGS:
        for name in names_of(listing):
            _take(built, listing, name)
    return built


def _ship(built: Built) -> None:
    for component in components():
        held = built.registry.found(f"shipped/{component.key}")
        for name in (component.name, *component.also):
            built.registry.name(held, read(name, "US", kind="federal"))
            built.say(Fact(held.id, "name", name, "shipped: federal components", component.source))
        for what, value in (("kind", component.kind), ("state", "US"), ("relation:part of", component.part_of)):
            if value:
                told = built.registry.found(f"shipped/{value}").id if what.startswith("relation") else value
                built.say(Fact(held.id, what, told, "shipped: federal components", component.source))
    for area, state, share in served():
        held = built.registry.found(f"shipped/{area}")
        what = "relation:serves" if share == "whole" else "relation:serves a part of"
        built.say(Fact(held.id, what, state, "shipped: areas of responsibility", "Deportation Data Project (CC0)"))
    for system in systems():
        held = built.registry.found(f"shipped/{system.key}")
        built.say(Fact(held.id, "name", system.name, "shipped: information systems", system.source))
        built.say(Fact(held.id, "kind", system.kind, "shipped: information systems", system.source))
        built.say(Fact(held.id, f"fact:{system.checked}", system.fact, "shipped: information systems", system.source))
        if system.operator:
            by = built.registry.found(f"shipped/{system.operator}").id
            built.say(Fact(held.id, "relation:operated by", by, "shipped: information systems", system.source))
        if system.vendor:
            built.say(Fact(held.id, f"vendor:{system.checked}", system.vendor, "shipped: information systems", system.source))


def _take(built: Built, listing: Listing, name: Name) -> None:
    """Take one name of a list: link it, found an institution for it, or leave it to be judged."""
    given = dict(zip(listing.columns, name.cells, strict=True))
    number = given.get(listing.number, "").strip() if listing.number else ""
    if listing.scheme and not NUMBERS[listing.scheme].fullmatch(number):
        number = ""
    said = {"state": listing.state, "county": listing.county, "kind": listing.kind, "city": listing.city}
    beside = {what: given[column].strip() for what, column in said.items() if column}
    beside |= {"kind": listing.always} if listing.always else {}
    mention = Mention(given[listing.name].strip(), **beside, number=f"{listing.scheme}/{number}" if number else "")
    if not mention.name or _MASKED.search(mention.name):
        return
    reading = mention.read()
    answer = _answer(built.registry, listing, reading, number)
    if answer.outcome is Outcome.DIFFERENT and listing.founds and _is_body(mention, reading, number):
        key = f"{listing.scheme}/{number}" if number else key_of(reading)
        if number or key not in built.registry.known or built.registry.known[key] not in built.registry.by_id:
            answer = Answer(
                Outcome.SAME, built.registry.found(key).id, None, f"founded by its {listing.scheme}" if number else "founded by this list"
            )
    if answer.outcome is Outcome.SAME:
        _tell(built, built.registry.by_id[answer.institution], listing, mention, reading, number, name)
    _remember(built, listing, mention, answer, name)


def _answer(registry: Registry, listing: Listing, reading: Reading, number: str) -> Answer:
    held = registry.numbered(listing.scheme, number) if number else None
    if held is None:
        if number and listing.founds and reading.kind != "federal":
            return Answer(Outcome.DIFFERENT, "", None, "")
        return registry.resolve(reading, {listing.scheme: number} if number else None)
    against = [compare(reading, each) for each in held.readings]
    refused = next((each for each in against if each.conflicts), None)
    if refused and listing.scheme == "ori":
        # a list of somebody's matching: its numbers are evidence, not the agency's own word
        return Answer(Outcome.UNSURE, held.id, refused, f"one {listing.scheme}, yet {refused.words()}")
    return Answer(Outcome.SAME, held.id, None, f"one {listing.scheme}")


def _is_body(mention: Mention, reading: Reading, number: str) -> bool:
    """Whether a name of a list of public bodies founds one: with a number of its own, or with state and kind. A trader's name never does."""
    if reading.nothing or reading.kind == "private":
        return False
    return bool(number or (reading.whole and reading.state and reading.kind)) and (
        bool(number) or organisation(mention.name) == mention.name
    )


def _tell(built: Built, held: Institution, listing: Listing, mention: Mention, reading: Reading, number: str, name: Name) -> None:
    if number or listing.founds:  # a name that the rules linked is no ground for linking further names
        built.registry.name(held, reading)
    if number:
        built.registry.identify(held, listing.scheme, number)
        built.say(Fact(held.id, f"id:{listing.scheme}", number, listing.table, name.release, name.since, name.until))
    state = reading.state if reading.whole else ""
    told = {"name": unslugged(mention.name), "kind": reading.kind, "state": state, "city": mention.city}
    for what, value in told.items():
        if value and value != kinds.NONE:
            built.say(Fact(held.id, what, value, listing.table, name.release, name.since, name.until))
    for county in sorted(reading.county):
        built.say(Fact(held.id, "county", county, listing.table, name.release, name.since, name.until))


def _remember(built: Built, listing: Listing, mention: Mention, answer: Answer, name: Name) -> None:
    key = mention.key()
    known = built.names.get(key)
    tables = {listing.table, *(json.loads(known.tables) if known else ())}
    records = name.records + (known.records if known else 0)
    if known and known.outcome == Outcome.SAME and answer.outcome is not Outcome.SAME:
        outcome, institution, points, why = known.outcome, known.institution, known.points, known.why
    else:
        points = answer.comparison.points if answer.comparison else 0.0
        outcome, institution, why = str(answer.outcome), answer.institution, answer.why
    if known and known.outcome == outcome == Outcome.SAME and known.institution != institution:
        outcome, why = str(Outcome.UNSURE), "two lists give it to two institutions"
    built.names[key] = Resolved(key, records, json.dumps(sorted(tables)), outcome, institution, points, why, RULES)


def shipped_only() -> Built:
    """A registry of nothing but what ships."""
    built = Built(Registry())
    _ship(built)
    return built

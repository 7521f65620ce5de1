"""All that can be done with the institutions of a workspace: look them up, resolve names, judge what the rules leave open, take it back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from clerestory.errors import UnknownName, UsageError
from clerestory.institutions import judged
from clerestory.institutions.build import build, shipped_only
from clerestory.institutions.lists import FOUNDING, Mention, mention_of
from clerestory.institutions.places import folded
from clerestory.institutions.reading import state_code
from clerestory.institutions.registry import RULES, Answer, Registry
from clerestory.institutions.told import Card, Judgement, Summary, card_of
from clerestory.lake import institutions as kept
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger
from clerestory.lake.read import Reader

_WHO = re.compile(r"[\w .-]{1,32}")
MOST_NAMES = 100_000
"""Names of one question."""


@dataclass(frozen=True)
class Institutions:
    """The institutions of one workspace. ``screen`` masks what words must not hold; ``refuse`` raises for words that point at a person."""

    layout: Layout
    reader: Callable[[], Reader]
    screen: Callable[[str], str]
    refuse: Callable[..., None]

    def resolve_all(self) -> Summary:
        """Build the registry from the releases held and resolve every name of its lists. Decisions stay and are applied."""
        reader = self.reader()
        built = build(kept.known_ids(reader.ledger), lambda listing: kept.distinct_names(reader, listing.table, listing.columns))
        names = sorted(built.names.values(), key=lambda each: each.mention)
        kept.keep_registry(self.layout, built.registry.known, built.facts.values(), names)
        return self.summary()

    def summary(self) -> Summary:
        """How many institutions and names there are, and how many names are linked, wait, or mean none that is known."""
        with closing(Ledger(self.layout.ledger)) as ledger:
            names, rows = kept.resolved(ledger), kept.decisions(ledger)
            held = {fact.institution for fact in kept.facts(ledger)}
        now = judged.links(names, rows)
        outcomes = Counter(now[each.mention].outcome for each in names)
        weights: Counter[str] = Counter()
        for each in names:
            weights[now[each.mention].outcome] += each.records
        return Summary(len(held), len(names), dict(outcomes), dict(weights), len(judged.standing(rows)), RULES)

    def all(self, kind: str = "", state: str = "", words: str = "", limit: int = 50) -> list[Card]:
        """Institutions of a kind and state whose names hold some words. Raises Refused for words that point at a person."""
        if words:
            self.refuse(words, names=False)
        code = state_code(state) if state else ""
        if state and not code:
            raise UsageError(f"{state[:40]!r} is no state", expected="its postal code or name, or US for federal bodies")
        wanted = [folded(word) for word in words.split()]
        found = []
        for card in self._cards():
            text = [folded(name) for name in card.names]
            if (
                (not kind or card.kind == kind)
                and (not code or card.state == code)
                and all(any(word in name for name in text) for word in wanted)
            ):
                found.append(card)
        if words and not found:
            self.refuse(words, names=True)
        found.sort(key=lambda card: (not any(folded(words) == folded(name) for name in card.names), card.name, card.id))
        return found[:limit]

    def one(self, institution: str) -> Card:
        """One institution with every fact and the names that are linked to it. Raises UnknownName when there is none."""
        with closing(Ledger(self.layout.ledger)) as ledger:
            facts = kept.facts(ledger, institution) or [fact for fact in shipped_only().facts.values() if fact.institution == institution]
            names, rows = kept.resolved(ledger), kept.decisions(ledger)
        if not facts:
            raise UnknownName(f"there is no institution {institution[:40]!r}", do="look it up with `clerestory institutions search`")
        now = judged.links(names, rows)
        linked = [each for each in names if now[each.mention].institution == institution]
        return replace(card_of(institution, facts), linked=tuple((mention_of(each.mention), each.records) for each in linked))

    def answer(self, names: Sequence[str], state: str = "") -> list[tuple[str, Answer, str]]:
        """What the rules say of names: (name, answer, name of the institution). Nothing is kept. Raises Refused for what has a person's shape."""
        if len(names) > MOST_NAMES:
            raise UsageError(f"{len(names):,} names at once", expected=f"at most {MOST_NAMES:,}")
        for name in names:
            self.refuse(name, names=False)
        registry = self.registry()
        answers = [registry.resolve(Mention(name, state).read()) for name in names]
        called = {institution: self._called(institution) for institution in {each.institution for each in answers} if institution}
        return [(name, each, called.get(each.institution, "")) for name, each in zip(names, answers, strict=True)]

    def registry(self) -> Registry:
        """The registry as it was built last, in memory; what ships alone where none was built."""
        built = shipped_only()
        with closing(Ledger(self.layout.ledger)) as ledger:
            ids, names, rows = kept.known_ids(ledger), kept.resolved(ledger), kept.decisions(ledger)
            numbers = kept.identifiers(ledger)
        registry, now = built.registry, judged.links(names, rows)
        keys = {number: key for key, number in ids.items()}
        for each in names:
            link, mention = now[each.mention], mention_of(each.mention)
            grounds = mention.number or link.by != "rules" or not FOUNDING.isdisjoint(json.loads(each.tables))
            if grounds and link.institution in keys:
                registry.name(registry.found(keys[link.institution]), mention.read())
        for institution, scheme, number in numbers:
            if institution in registry.by_id:
                registry.identify(registry.by_id[institution], scheme, number)
        return registry

    def queue(self, limit: int = 50) -> list[Judgement]:
        """Names that wait for somebody's word, those that settle most records first."""
        with closing(Ledger(self.layout.ledger)) as ledger:
            names, rows = kept.resolved(ledger), kept.decisions(ledger)
        waiting = judged.queue(names, rows)[:limit]
        cards = {card.id: card for card in self._cards()} if waiting else {}
        return [
            Judgement(
                judged.handle(each.mention),
                mention_of(each.mention),
                each.records,
                tuple(json.loads(each.tables)),
                cards.get(each.institution),
                each.why,
            )
            for each in waiting
        ]

    def decide(self, name: str, verdict: str, who: str, why: str = "", institution: str = "") -> kept.Decision:
        """Say what a name of the lists (its handle) means. Without an institution: the likeliest, as the queue shows it."""
        if verdict not in judged.VERDICTS:
            raise UsageError(f"{verdict[:40]!r} is no verdict", expected="same, different or unsure")
        if not _WHO.fullmatch(who):
            raise UsageError("nobody is said to decide this", expected="a role or initials of at most 32 letters: --who TEXT")
        with closing(Ledger(self.layout.ledger)) as ledger:
            found = next((each for each in kept.resolved(ledger) if judged.handle(each.mention) == name), None)
            known = set(kept.known_ids(ledger).values())
        if found is None:
            raise UnknownName(f"no name of the lists has the handle {name[:40]!r}", do="take one that `clerestory review` shows")
        institution = institution or found.institution
        if institution not in known:
            raise UnknownName(
                "no institution to decide about", do="name one with --institution, as `clerestory institutions search` shows it"
            )
        row = kept.Decision(0, "", self.screen(who), found.mention, institution, verdict, self.screen(why))
        return self.decision(kept.add_decisions(self.layout, [row])[0])

    def undo(self, number: int, who: str) -> kept.Decision:
        """Take a decision back; what held before it holds again. The row stays, with the row that undoes it."""
        row = self.decision(number)
        if not _WHO.fullmatch(who):
            raise UsageError("nobody is said to take this back", expected="a role or initials of at most 32 letters: --who TEXT")
        if row not in judged.standing(self.decisions()):
            raise UsageError(f"decision {number} does not stand", do="see those that stand with `clerestory review decisions`")
        back = replace(row, id=0, at="", who=self.screen(who), why="", undoes=row.id)
        return self.decision(kept.add_decisions(self.layout, [back])[0])

    def decision(self, number: int) -> kept.Decision:
        """One decision. Raises UnknownName when there is none."""
        found = next((row for row in self.decisions() if row.id == number), None)
        if found is None:
            raise UnknownName(f"there is no decision {number}", do="see them with `clerestory review decisions`")
        return found

    def decisions(self) -> list[kept.Decision]:
        """Every decision and every undoing, oldest first."""
        with closing(Ledger(self.layout.ledger)) as ledger:
            return kept.decisions(ledger)

    def links(self) -> dict[str, judged.Link]:
        """What every name of the lists means now."""
        with closing(Ledger(self.layout.ledger)) as ledger:
            return judged.links(kept.resolved(ledger), kept.decisions(ledger))

    def write(self, path: Path, *, force: bool = False) -> int:
        """The standing decisions into a file; how many."""
        with closing(Ledger(self.layout.ledger)) as ledger:
            keys = {number: key for key, number in kept.known_ids(ledger).items()}
        return judged.write_file(path, self.decisions(), keys, force=force)

    def read(self, path: Path) -> int:
        """Take over the decisions of a file that do not stand here already, all or none; how many came in."""
        here = {(row.mention, row.institution, row.verdict) for row in judged.standing(self.decisions())}
        rows = [row for row in judged.read_file(path) if (row.mention, row.institution, row.verdict) not in here]
        return len(kept.add_decisions(self.layout, [replace(row, who=self.screen(row.who), why=self.screen(row.why)) for row in rows]))

    def _called(self, institution: str) -> str:
        with closing(Ledger(self.layout.ledger)) as ledger:
            facts = kept.facts(ledger, institution) or [fact for fact in shipped_only().facts.values() if fact.institution == institution]
        return card_of(institution, facts).name

    def _cards(self) -> Iterable[Card]:
        with closing(Ledger(self.layout.ledger)) as ledger:
            facts = kept.facts(ledger) or sorted(shipped_only().facts.values(), key=lambda fact: fact.institution)
        by_id: dict[str, list[kept.Fact]] = {}
        for fact in facts:
            by_id.setdefault(fact.institution, []).append(fact)
        return [card_of(institution, several) for institution, several in by_id.items()]

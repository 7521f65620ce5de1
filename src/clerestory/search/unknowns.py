"""Not known is not zero: what must be said beside an answer, so that nobody takes a slip of the pen, a masked word or a column that was not
exported for an agency that did nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from clerestory.kernel.note import note
from clerestory.lake.conditions import AllOf, Compare, Condition, InState, Matches, Says
from clerestory.lake.read import Reader
from clerestory.schema.cellstate import State
from clerestory.search.disclosure import Gate
from clerestory.search.guarded import count_cells
from clerestory.search.language import show_term
from clerestory.search.memory import Memory
from clerestory.search.plan import SEARCHED, Plan, bare
from clerestory.search.query import Either, Split, Term
from clerestory.search.reasons import reasons
from clerestory.search.releases import ORIGIN_FIELDS

UNKNOWN = (State.REDACTED, State.WITHHELD, State.NOT_EXPORTED, State.UNPARSED)
"""States of cells of which nobody here can tell what they would say."""
TEXTS = ("words", "starts", "matches", "mentions")
MASKED = r"\[w\]"
"""What the screen writes for a word that it masks."""
MOST_COMPARED = 5_000
"""The most frequent values among which the nearest are looked for."""
MOST_NEAR = 3
LIKE = 50
"""In a hundred: how much of two values must be the same for one to be near the other."""
EVERYTHING = AllOf(())


@dataclass(frozen=True)
class Looker:
    """What it takes to look at the releases of a question."""

    reader: Reader
    gate: Gate
    memory: Memory


def unknowns(desk: Looker, plan: Plan, total: int | None) -> Iterator[str]:
    """What must be said beside an answer about ``total`` records."""
    terms = [term for test in plan.query.tests for term in (test.terms if isinstance(test, Either) else (test,))]
    if not desk.gate.guards(plan.table):
        for column in dict.fromkeys(term.field for term in terms if term.field in plan.columns and term.operator != "state"):
            yield from _unknown_cells(desk, plan, column)
        if any(term.operator in TEXTS for term in terms):
            yield from _masked(desk, plan, terms)
    if any(term.operator == "mentions" for term in terms) or any(split.aspect == "mentions" for split in plan.query.by):
        yield note(
            "the reason mentions it: what the search was for cannot be told from that (lexicon of %(name)s %(version)s)",
            name=reasons().name, version=str(reasons().version),
        )  # fmt: skip
        yield from (note("not to be compared across %(day)s: %(why)s", day=day, why=why) for day, why in reasons().breaks)
    if total == 0:
        yield from _nothing(desk, plan, terms)
    elif not desk.gate.guards(plan.table):
        for term in terms:
            if term.operator == "=" and len(term.values) > 1 and term.field in plan.columns:
                yield from _not_there(desk, plan, term)


def _unknown_cells(desk: Looker, plan: Plan, column: str) -> Iterator[str]:
    """How many cells of a column could not be looked at."""

    def look() -> str:
        counts = {state: desk.reader.count(plan.view, InState(column, (state.value,))) for state in UNKNOWN}
        told = ", ".join(f"{number:,} {state.value.replace('_', ' ')}" for state, number in counts.items() if number)
        if not told:
            return ""
        asked = desk.reader.count(plan.view, EVERYTHING)
        return note(
            "%(column)s: of %(number)s records asked, %(told)s: what these would say is not known", column=column, number=asked, told=told
        )

    if said := desk.memory.once(("states", plan.chosen.snapshot, plan.view, column), look):
        yield said


def _masked(desk: Looker, plan: Plan, terms: list[Term]) -> Iterator[str]:
    """How many of the texts that were searched hold words that nobody can search."""
    named = {term.field for term in terms if term.operator in TEXTS and term.field}
    every = any(term.operator in TEXTS and not term.field for term in terms)
    for name in sorted(named | ({each for each, column in plan.columns.items() if column.protection in SEARCHED} if every else set())):
        if name not in plan.columns or name not in desk.reader.columns(plan.view) or plan.columns[name].protection != "screened":
            continue
        key = ("masked", plan.chosen.snapshot, plan.view, name)
        number = desk.memory.once(key, partial(desk.reader.count, plan.view, Matches(name, MASKED)))
        if number:
            yield note("%(column)s: %(number)s records have masked words in it, which no search finds", column=name, number=number)


def _nothing(desk: Looker, plan: Plan, terms: list[Term]) -> Iterator[str]:
    """Why an answer may be zero."""
    chosen = plan.chosen
    if not chosen.releases:
        yield chosen.why_none or f"the workspace holds no release of {plan.table.name} that fits, so this zero says nothing"
        return
    told = False
    for term in terms:
        if not term.negated and term.operator in ("=", *TEXTS) and (not term.field or term.field in plan.columns):
            for said in _not_there(desk, plan, term):
                told = True
                yield said
    if not told and len(plan.tests) > 1 and not desk.gate.guards(plan.table):
        alone = [desk.reader.count(plan.view, condition) for condition in plan.where.conditions]
        if all(alone):
            yield note("each test fits some records by itself, but none fits them all")


def _not_there(desk: Looker, plan: Plan, term: Term) -> Iterator[str]:
    """Values of a test that no record has, with the nearest that some has."""
    if term.operator in TEXTS:
        if not desk.gate.guards(plan.table) and not desk.reader.count(plan.view, bare(term, plan)):
            yield note("no record of the releases asked fits %(test)s", test=show_term(term))
        return
    column = plan.columns[term.field]
    if column.type != "text":
        return
    for value in term.values:
        if _has(desk, plan, Compare(term.field, "=", value)):
            continue
        known = _values(desk, plan, term.field)
        if value.casefold() in known:
            continue
        close = [known[each] for each in _nearest(value.casefold(), known)]
        asked = f"{term.field}:{show_term(Term('', 'words', (value,)))}"
        nearby = ", ".join(show_term(Term(term.field, "=", (each,))) for each in close)
        inside = 0 if desk.gate.guards(plan.table) else desk.reader.count(plan.view, Says((term.field,), value))
        yield note("no record of the releases asked has %(test)s", test=asked)
        if nearby:
            yield note("the nearest to %(test)s are %(values)s", test=asked, values=nearby)
        if inside:
            words = show_term(Term(term.field, "words", (value,)))
            yield note("%(number)s records say it among other words: %(test)s", number=inside, test=words)


def _has(desk: Looker, plan: Plan, condition: Condition) -> bool:
    if desk.gate.guards(plan.table):
        return False
    key = ("has", plan.chosen.snapshot, plan.view, condition)
    return desk.memory.once(key, partial(desk.reader.count, plan.view, condition)) > 0


def _nearest(value: str, known: Mapping[str, str]) -> list[str]:
    """The known values most like one, best first; where none is, those that hold it."""
    close = [name for name, _, _ in extract(value, known.keys(), scorer=ratio, score_cutoff=LIKE, limit=MOST_NEAR)]
    return close or [name for name in known if value in name][:MOST_NEAR]


def _values(desk: Looker, plan: Plan, column: str) -> dict[str, str]:
    """Values of a column that may be named, by their small letters, the most frequent first."""
    if column in ORIGIN_FIELDS and column not in plan.columns:
        return {}

    def look() -> dict[str, str]:
        whole = bare_plan(plan)
        found = count_cells(desk.reader, desk.gate, whole, (Split(column),)).cells
        told = sorted(((number, value) for ((value, state),), number in found.items() if number and state == "value"), reverse=True)
        return {str(value).casefold(): str(value) for _, value in told[:MOST_COMPARED]}

    return desk.memory.once(("values", plan.chosen.snapshot, plan.view, column), look)


def bare_plan(plan: Plan) -> Plan:
    """The same releases without any test."""
    return replace(plan, where=EVERYTHING, tests=(), query=replace(plan.query, tests=(), by=()))

"""The different texts of a column that say what is asked, the ones that say it most first."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clerestory.errors import Refused, UsageError
from clerestory.lake.conditions import AllOf, HasValue
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.guarded import Counted
from clerestory.search.plan import Plan, column_named
from clerestory.search.query import Either

USUAL = 20
SATURATION, BY_LENGTH = 1.2, 0.75
"""The usual constants of BM25: how soon more of a word adds nothing, and how much a long text counts against itself."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Text:
    """One text. ``score``: by BM25 over the texts that fit; 0 where the question names no words."""

    text: str
    records: int
    score: float


@dataclass(frozen=True)
class Texts:
    """Texts in order of score, then of records."""

    about: About
    column: str
    total: int
    """Records that fit and have a text."""
    different: int
    """How many different texts they have."""
    texts: list[Text]

    def body(self) -> dict[str, Any]:
        """What it says, without what it says of itself."""
        texts = [{"text": each.text, "records": each.records, "score": round(each.score, 4)} for each in self.texts]
        return {"column": self.column, "total": self.total, "different": self.different, "texts": texts}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return answered(self.about, 0, **self.body())


def texts(desk: Desk, plan: Plan, name: str, limit: int = USUAL) -> Texts:
    """The texts of a column among the records that fit. Raises Refused for tables about persons."""
    if desk.gate.guards(plan.table):
        raise Refused(f"{plan.table.name} is about persons, so its texts are not listed", expected="a facet of one of its columns")
    if column_named(name, plan.columns, plan.table).type != "text":
        raise UsageError(f"{name} holds no texts but values of the type {plan.columns[name].type}", expected="a column of texts")
    found = desk.reader.groups(plan.view, AllOf((*plan.where.conditions, HasValue(name))), [name])
    counts = {row[0]: row[-1] for row in found if row[0] is not None}
    total = sum(counts.values())
    scores = score(list(counts), _words(plan, name))
    ranked = sorted(zip(counts.items(), scores, strict=True), key=lambda each: (-each[1], -each[0][1], each[0][0]))
    told = [Text(text, records, points) for (text, records), points in ranked[:limit]]
    return Texts(desk.about(plan, Counted({}, total)), name, total, len(counts), told)


def _words(plan: Plan, name: str) -> list[tuple[str, bool]]:
    """(word, whether it is only the beginning of one) that the question asks the column for."""
    terms = [term for test in plan.query.tests for term in (test.terms if isinstance(test, Either) else (test,))]
    wanted: list[tuple[str, bool]] = []
    for term in terms:
        if not term.negated and term.operator in ("words", "starts") and term.field in ("", name):
            for value in term.values:
                words = _WORD.findall(value.casefold())
                wanted += [(word, term.operator == "starts" and place == len(words) - 1) for place, word in enumerate(words)]
    return list(dict.fromkeys(wanted))


def score(several: Sequence[str], wanted: Sequence[tuple[str, bool]]) -> list[float]:
    """BM25 of each text for some words, over these texts."""
    if not wanted or not several:
        return [0.0] * len(several)
    split = [_WORD.findall(text.casefold()) for text in several]
    usual = sum(map(len, split)) / len(split) or 1.0
    points = [0.0] * len(split)
    for word, begins in wanted:
        times = [sum(each.startswith(word) if begins else each == word for each in words) for words in split]
        having = sum(1 for number in times if number)
        rarity = math.log(1 + (len(split) - having + 0.5) / (having + 0.5))
        for place, number in enumerate(times):
            if number:
                length = SATURATION * (1 - BY_LENGTH + BY_LENGTH * len(split[place]) / usual)
                points[place] += rarity * number * (SATURATION + 1) / (number + length)
    return points

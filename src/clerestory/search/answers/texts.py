"""The different texts of a column that say what is asked, the ones that say it most first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clerestory.errors import Refused, UsageError
from clerestory.lake.codes.words import Word, words_in
from clerestory.lake.conditions import AllOf, HasValue
from clerestory.search.answers.about import About
from clerestory.search.answers.asked import Desk, answered
from clerestory.search.guarded import Counted
from clerestory.search.plan import Plan, column_named
from clerestory.search.query import Either

USUAL = 20


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
    where = AllOf((*plan.where.conditions, HasValue(name)))
    said = desk.reader.texts(plan.view, where, name, _words(plan, name), limit)
    told = [Text(text, records, points) for text, records, points in said.texts]
    return Texts(desk.about(plan, Counted({}, said.total)), name, said.total, said.different, told)


def _words(plan: Plan, name: str) -> list[Word]:
    """The words, and beginnings of words, that the question asks the column for."""
    terms = [term for test in plan.query.tests for term in (test.terms if isinstance(test, Either) else (test,))]
    wanted: list[Word] = []
    for term in terms:
        if not term.negated and term.operator in ("words", "starts") and term.field in ("", name):
            for value in term.values:
                words = words_in(value)
                wanted += [(word, term.operator == "starts" and place == len(words) - 1) for place, word in enumerate(words)]
    return list(dict.fromkeys(wanted))

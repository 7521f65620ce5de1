"""Screening of free text: an allow-list of words, with what identifiers look like masked before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from clerestory.ingest.screening.context import anything_to_hear, hear, manner_of
from clerestory.ingest.screening.lexicon import VERSION, Rules, lexicon
from clerestory.ingest.screening.normal import ascii_marks, normal
from clerestory.ingest.screening.patterns import DIGIT, NUMBER, SINGLE, Span, part_of, spans
from clerestory.ingest.screening.piece import BARE, EVENT, HIDDEN, LISTED, SOFT, UNSETTLED, Piece
from clerestory.ingest.screening.shape import shape
from clerestory.ingest.screening.tokens import TOKEN, token
from clerestory.ingest.screening.words import Kind

_REMEMBERED = 1 << 18
"""Tokens whose judgement is kept in memory; beyond that each is judged anew. None is ever written anywhere."""

_CASE = re.compile(r"[0-9]{1,7}|[0-9]{2}-[0-9]{5,8}|[0-9]{4}-[0-9]{5,8}")
"""Numbers that are nobody's, told without being remembered: each stands in one text only. As in ``safe_mask``."""
_FEW = 12
"""Tokens of a text that may be a name and an offence: a few words, and numbers."""
_AT_HOME = EVENT | SOFT | BARE
_SHORT = 5
"""Numbers with fewer digits are few."""
_SPLIT = re.compile(f"({TOKEN.pattern})")


class _Known(NamedTuple):
    """A token as judged alone, with all that its place in a text has to be asked about."""

    out: str
    low: str
    """As it is looked up."""
    kind: Kind
    wordy: bool
    about: int
    """What it may be in a pattern, and do to its neighbours."""
    digits: int
    identifier: str


@dataclass(frozen=True)
class Screen:
    """Screens free text with the shipped lists and the words let in for a release.

    ``extra``: words admitted for this version (see ``admit``), in small letters; names among them are not let in. Those shipped
    with the version, unless others are given.
    ``dated_cases``: for columns whose numbers are known to be cases of the form YYMMDDNNNN; elsewhere those of them that could be
    dialled are masked as phones.
    ``version``: recorded with each release, so that a text can be screened again in the same way.
    """

    extra: frozenset[str] = field(default_factory=lambda: lexicon().admitted)
    version: str = VERSION
    dated_cases: bool = False
    _rules: Rules = field(init=False, repr=False, compare=False)
    _memo: dict[str, _Known] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rules", Rules(lexicon(), self.extra, self.dated_cases))

    def text(self, value: str) -> str:
        """The text with every word that is not known to be harmless, and every identifier, as its shape.

        Screening the result again changes nothing. Never fails.
        """
        if value.isdigit() and value.isascii():
            return self._known(value).out
        plain = value if value.isascii() else normal(value)
        if plain.strip().casefold() in self._rules.lex.countries:
            return plain
        while True:
            screened = self._pass(value)
            if screened == value:
                return value
            value = screened

    def texts(self, values: Iterable[str]) -> list[str]:
        """Screen many texts; meant for the distinct values of a column."""
        return [self.text(value) for value in values]

    def identifiers(self, value: str) -> tuple[str, ...]:
        """The kinds of identifier in a value, sorted; unlisted words are not counted, listed names are."""
        value = normal(value)
        look = ascii_marks(value).replace("_", " ")
        kinds = {span.kind for span in spans(look, self._rules)}
        kinds |= {self._known(word).identifier for word in TOKEN.findall(look)}
        return tuple(sorted(kinds - {"", "word"}))

    def _known(self, word: str) -> _Known:
        found = self._memo.get(word)
        if found is None:
            if _CASE.fullmatch(word):
                found = _case(word)
                if len(word) < _SHORT:
                    self._memo[word] = found
                return found
            judged = token(word, self._rules)
            low = word.lower().replace(".", "").replace("'", "")
            about = part_of(word, self._rules) | manner_of(word, low, judged, self._rules.lex)
            digits = sum(map(str.isdigit, word))
            found = _Known(judged.out, low, judged.kind, judged.wordy, about, digits, judged.identifier)
            if len(self._memo) < _REMEMBERED:
                self._memo[word] = found
        return found

    def _pass(self, value: str) -> str:
        value = normal(value)
        look = ascii_marks(value).replace("_", " ")
        parts = _SPLIT.split(look)
        remembered = self._memo
        known: list[_Known] = []
        about = digits = 0
        for word in parts[1::2]:
            one = remembered.get(word) or self._known(word)
            known.append(one)
            about |= one.about
            digits += one.digits
        found = spans(look, self._rules, about, digits)
        lonely = about & UNSETTLED and sum(one.wordy and len(one.low) > 1 for one in known) <= 1
        short = (
            about & LISTED
            and len(parts) <= 2 * _FEW + 1
            and all(one.about & _AT_HOME or not one.wordy or len(one.low) < 2 for one in known)
        )
        if anything_to_hear(about, numbers=digits > 0, lonely=bool(lonely), short=bool(short)):
            pieces = [
                Piece(parts[at], one.low, one.out, one.kind, one.wordy, parts[at - 1], parts[at + 1][:1], one.about)
                for at, one in zip(range(1, len(parts), 2), known, strict=True)
            ]
            hear(pieces, self._rules.lex)
            parts[1::2] = [piece.out for piece in pieces]
        elif about & HIDDEN:
            parts[1::2] = [one.out for one in known]
        elif not found:
            return value
        return _covered(_assemble(value, look, "".join(parts)), found)


def _case(word: str) -> _Known:
    """What ``token`` and its like would say of such a number."""
    dash = word.find("-")
    head = len(word) if dash < 0 else dash
    about = DIGIT | (SINGLE if head == 1 else 0) | (NUMBER if head in (3, 4) else 0)
    return _Known(word, word, Kind.PLAIN, False, about, len(word) - (dash > 0), "")


def _assemble(value: str, look: str, screened: str) -> str:
    """What was changed while looking, put into the text; every change keeps the length."""
    if look == value:
        return screened
    return "".join(kept if new == seen else new for kept, seen, new in zip(value, look, screened, strict=True))


def _covered(text: str, found: Iterable[Span]) -> str:
    for span in found:
        text = text[: span.start] + shape(text[span.start : span.end]) + text[span.end :]
    return text

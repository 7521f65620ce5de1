"""Screening of free text: an allow-list of words, with what identifiers look like masked before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from clerestory.ingest.screening.context import TRIGGERS, Piece, hear, speaks
from clerestory.ingest.screening.lexicon import VERSION, Rules, lexicon
from clerestory.ingest.screening.normal import ascii_marks, normal
from clerestory.ingest.screening.patterns import DIGIT_WORDS, MAIL_WORDS, Span, spans
from clerestory.ingest.screening.shape import shape
from clerestory.ingest.screening.tokens import TOKEN, Token, token

_REMEMBERED = 1 << 18
"""Tokens whose judgement is kept in memory; beyond that each is judged anew. None is ever written anywhere."""

_DIGIT = re.compile(r"\d")
_CASE = re.compile(r"\d{1,7}|\d{2}-\d{5,6}|\d{4}-\d{5,8}")
"""Numbers that are nobody's, told without being remembered: each stands in one text only. As in ``safe_mask``."""
_CASE_INSIDE = re.compile(r"(?<![\w.-])(?:\d{2}|20\d{2})-\d{5,8}(?![\w.-])")
_GAP = re.compile(r"\d(?:[^\w,;:.-]|_|[.-]{2})(?:[^\w,;:]|_)*\d")
"""Two numbers in a row may be one identifier."""
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TWO_LETTERS = re.compile(r"(?<!\w)\w[\W_]{1,2}\w(?!\w)")
"""Letters set apart may be a word together."""
_MARK = re.compile(r"[&%=\\@]")
"""What disguises and e-mails need, in a text of printable ASCII."""


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
    _memo: dict[str, Token] = field(default_factory=dict, repr=False, compare=False)
    _quiet: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    """Tokens that stay whatever stands beside them."""
    _calm: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    """Tokens that stay in a text without digits."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rules", Rules(lexicon(), self.extra, self.dated_cases))

    def text(self, value: str) -> str:
        """The text with every word that is not known to be harmless, and every identifier, as its shape.

        Screening the result again changes nothing. Never fails.
        """
        if value.isdigit() and value.isascii():
            return self._token(value).out
        if value.isascii() and value.isprintable() and not _MARK.search(value) and self._plainly_harmless(value):
            return value
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
        kinds |= {self._token(word).identifier for word in TOKEN.findall(look)}
        return tuple(sorted(kinds - {"", "word"}))

    def _plainly_harmless(self, value: str) -> bool:
        """Whether nothing in a text of printable ASCII needs a look at its neighbours. Most texts are told apart here."""
        tokens = TOKEN.findall(value)
        alone = _LETTERS.isdisjoint(tokens)
        if _DIGIT.search(value):
            still = self._quiet
            if not alone or (len(tokens) > 1 and _GAP.search(value) and _GAP.search(_CASE_INSIDE.sub("-", value))):
                return False
        else:
            still = self._calm
            if not alone and _TWO_LETTERS.search(value):
                return False
        if all(map(still.get, tokens)):
            return True
        return all(self._stays(word, still) for word in tokens)

    def _stays(self, word: str, still: dict[str, bool]) -> bool:
        if _CASE.fullmatch(word):
            return True
        if word not in still:
            self._token(word)
        return still.get(word, False)

    def _token(self, word: str) -> Token:
        found = self._memo.get(word)
        if found is None:
            found = token(word, self._rules)
            if len(self._memo) < _REMEMBERED:
                self._memo[word] = found
                low = word.lower().replace(".", "")
                calm = found.out == word and not speaks(found.kind, low) and low not in MAIL_WORDS
                self._calm[word] = calm
                self._quiet[word] = calm and low not in TRIGGERS and low not in DIGIT_WORDS
        return found

    def _pass(self, value: str) -> str:
        value = normal(value)
        look = ascii_marks(value).replace("_", " ")
        hidden = _cover(look, spans(look, self._rules))
        pieces: list[Piece] = []
        last = 0
        for found in TOKEN.finditer(look):
            judged = self._token(found[0])
            pieces.append(
                Piece(
                    found.start(),
                    found.end(),
                    found[0],
                    found[0].lower().replace(".", "").replace("'", ""),
                    judged.out,
                    judged.kind,
                    judged.wordy,
                    look[last : found.start()],
                    look[found.end() : found.end() + 1],
                )
            )
            last = found.end()
        hear(pieces, self._rules.lex)
        return _assemble(value, pieces, hidden)


def _cover(text: str, found: Iterable[Span]) -> bytearray:
    hidden = bytearray(len(text))
    for span in found:
        hidden[span.start : span.end] = b"\1" * (span.end - span.start)
    return hidden


def _assemble(value: str, pieces: Iterable[Piece], hidden: bytearray) -> str:
    """Put the pieces back; every change keeps the length, so places stay what they were."""
    out = list(value)
    for piece in pieces:
        if piece.masked:
            for at, (new, old) in enumerate(zip(piece.out, piece.text, strict=True), piece.start):
                if new != old:
                    out[at] = new
    return "".join(shape(char) if covered else char for char, covered in zip(out, hidden, strict=True))

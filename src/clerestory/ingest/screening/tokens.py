"""What one token is: a word, words joined by marks, a number, or letters and digits together."""

from __future__ import annotations

import re
from typing import NamedTuple

from clerestory.ingest.screening.lexicon import LISTS, Rules
from clerestory.ingest.screening.numbers import digits_kind, grouped_kind
from clerestory.ingest.screening.shape import SHAPE, shape
from clerestory.ingest.screening.words import Kind, word_kind

TOKEN = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")
"""A word or number with the dots, dashes and apostrophes inside it."""


class Token(NamedTuple):
    """A token as screening leaves it when it stands alone."""

    out: str
    kind: Kind
    identifier: str
    """Kind of identifier that was masked, or empty."""
    wordy: bool
    """Whether it is of letters, so that its neighbours may be the rest of a name."""


_BEHIND = LISTS["tokens.behind"]
_POSSESSORS = LISTS["tokens.possessors"]
"""Vocabulary that many people are called, and that owns things all the same."""
_JOINTS = re.compile(r"[.'-]")
_OWNER = re.compile(r"(.+)('s|s')", re.IGNORECASE)
_SHORTENED = re.compile(
    r"(?:do|did|is|was|does|could|would|should|has|have|are|were|wo|ca|ai)n't|(?:i|you|he|she|it|we|they|that|there|who|what)'(?:ll|re|ve|d|m|s)",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)([a-z]{0,2}\d?)([a-z]*)")
_CODED = re.compile(r"([a-z]+)\.?(\d{1,5}(?:\.\d{1,4})?)([a-z]{0,2}\d?)")
_CASE = re.compile(r"[a-z]{0,5}-?(?:\d{2}|20\d{2}|19\d{2})(?:-[a-z]{0,3}\d{3,8}|-[a-z]{1,4}-\d{2,8})(?:-\d{1,6})?[a-z]?|[a-z]\d{2}-\d{2,6}")
_YEAR = r"(?:[0-3]\d|4[0-5])"
_COURT_CASE = re.compile(rf"{_YEAR}([a-z]{{2}})-?(\d{{6,8}})|20{_YEAR}([a-z]{{2}})-?(\d{{4,8}})")
"""A year, a mark, and nothing but digits: longer than any plate, and without room for one that could be read in it."""
COURT = LISTS["tokens.court"]
"""Marks that courts put between the year and the number of a case."""
_UNIT_CASE = re.compile(r"[a-z]\d{1,2}(?:-\d{1,6}){2,5}")
_LICENCE = re.compile(r"[a-z]\d{7,14}|[a-z]{2}\d{6,8}|[a-z]\d{2,4}(?:-\d{3,4}){2,4}(?:-\d)?")
_GLUED = re.compile(r"([A-Za-z]{4,})?(.*?)([A-Za-z]{4,})?", re.DOTALL)
_NO_DIGIT = re.compile(r"\D+")
_CALL_SIGN = re.compile(r"[a-z]-?\d{1,2}|\d{1,2}[a-z]?\.\d{2}\.\d{3}")
_PART = re.compile(r"[a-k]\d?")
_MARKED = re.compile(r"([a-z]+)-?\d{6,12}")
_ALIEN = re.compile(r"a-?\d{7,9}")
_VIN = re.compile(r"[a-hj-npr-z0-9]{17}")


def _word(text: str, rules: Rules) -> Token:
    kind = word_kind(text, rules)
    if kind < Kind.UNKNOWN:
        return Token(text, kind, "", True)
    return Token(shape(text), kind, "name" if kind is Kind.NAME else "word", True)


def _joined(text: str, rules: Rules) -> Token:
    """Words joined by marks stand or fall together: ``O'Brien``, ``Garcia-Lopez``, ``follow-up``, ``U.S``."""
    if _SHORTENED.fullmatch(text):
        return Token(text, Kind.PLAIN, "", True)
    owner = _OWNER.fullmatch(text)
    if owner:
        inner = token(owner[1], rules)
        if inner.kind is Kind.VOCABULARY and owner[1].lower() not in _POSSESSORS:  # Brown's vehicle
            inner = Token(shape(owner[1]), Kind.NAME, "name", True)
        return inner._replace(out=inner.out + (owner[2] if inner.kind < Kind.UNKNOWN else shape(owner[2])))
    parts = _JOINTS.split(text)
    if all(len(part) == 1 for part in parts) or _JOINTS.sub("", text).lower() in rules.lex.police:
        return Token(text, Kind.PLAIN, "", True)
    kinds = [word_kind(part, rules) for part in parts]
    worst = max(kinds)
    if worst is Kind.DOUBTFUL and sum(kind in (Kind.DOUBTFUL, Kind.VOCABULARY, Kind.ORDINARY) for kind in kinds) > 1:
        worst = Kind.NAME
    if worst < Kind.DOUBTFUL and "-" in text and _double(parts, rules):
        worst = Kind.DOUBTFUL
    if worst < Kind.UNKNOWN:
        return Token(text, worst, "", True)
    return Token(shape(text), worst, "name" if worst is Kind.NAME else "word", True)


def _double(parts: list[str], rules: Rules) -> bool:
    """``Fu-De``, ``Young-Hyun``: each half a name; ``break-in`` and ``pick-up`` are none."""
    low = [part.lower() for part in parts]
    return len(low) == 2 and low[1] not in _BEHIND and all(len(part) > 1 and part in rules.lex.names for part in low)


def _is_code(low: str, rules: Rules) -> bool:
    """Sections of law, ordinals, measures, models, call signs of two signs, and case numbers."""
    if low in rules.lex.mixed or len(low) <= 2 or _CALL_SIGN.fullmatch(low):
        return True
    joined = low.replace("-", "")
    found = _SECTION.fullmatch(joined)
    if found:
        number, part, tail = found.groups()
        listed = number.split(".")[0] in rules.lex.sections
        if ((part + tail) in rules.lex.suffixes and (len(number) < 5 or "." in number or listed or len(part + tail) > 2)) or (
            part + tail
        ) in rules.lex.units:
            return True
        if tail in rules.lex.suffixes and len(part) <= 2:
            return True
        if not tail and len(part) == 1 and part in "abcdefghijkmprsv":
            return True
        if not tail and listed and _PART.fullmatch(part):
            return True
    found = _CODED.fullmatch(joined)
    if found and found[1] in rules.lex.suffixes and (len(found[2]) < 4 or "." in found[2] or found[2] in rules.lex.sections):
        return True
    return _is_case(low, rules)


def _is_case(low: str, rules: Rules) -> bool:
    """Case numbers of agencies and courts, unless licences or A-numbers are written so."""
    digits = _NO_DIGIT.sub("", low)
    marked = _MARKED.fullmatch(low)
    if marked and marked[1] in rules.lex.case_marks:
        return not digits_kind(digits)
    if _is_court_case(low, rules):
        return True
    if _LICENCE.fullmatch(low) or (low.startswith("a") and 7 <= len(digits) <= 9):
        return False
    return bool(_CASE.fullmatch(low) or _UNIT_CASE.fullmatch(low))


def _is_court_case(low: str, rules: Rules) -> bool:
    """``25CR2699984``, ``2025CF00123``; not where the number alone would be somebody's: ``25CR01021990``."""
    found = _COURT_CASE.fullmatch(low)
    if not found:
        return False
    mark = found[1] or found[3]
    return (mark in COURT or mark in rules.lex.case_marks) and not digits_kind(found[2] or found[4])


def _harmless_end(letters: str, rules: Rules, *, front: bool) -> str:
    """The longest police word of four letters or more that letters glued to a plate begin or end with."""
    for size in range(len(letters), 3, -1):
        part = letters[:size] if front else letters[-size:]
        if part.lower() in rules.lex.police:
            return part
    return ""


def _mixed(text: str, rules: Rules) -> Token:
    """Letters and digits together are a plate until they are shown to be something else."""
    low = text.lower()
    if _is_code(low, rules):
        return Token(text, Kind.PLAIN, "", False)
    if _VIN.fullmatch(low):
        return Token(shape(text), Kind.UNKNOWN, "vin", False)
    found = _GLUED.fullmatch(text)
    ends = ["", ""]
    if found and found[2]:
        for at, end in ((0, found[1]), (1, found[3])):
            if end:
                ends[at] = _harmless_end(end, rules, front=at == 0)
    middle = text[len(ends[0]) : len(text) - len(ends[1])]
    if any(ends) and middle in rules.lex.sections:
        return Token(text, Kind.PLAIN, "", False)
    digits = _NO_DIGIT.sub("", text)
    kind = "a_number" if _ALIEN.fullmatch(low) else "licence" if _LICENCE.fullmatch(low) else "plate"
    if len(digits) > 9 and kind == "plate":
        kind = "encoded"
    return Token(ends[0] + shape(middle) + ends[1], Kind.UNKNOWN, kind, False)


def token(text: str, rules: Rules) -> Token:
    """Judge one token, without regard to its neighbours."""
    if text.isalpha():
        return _word(text, rules)
    if text.isdigit():
        kind = digits_kind(text, dated=rules.dated)
        return Token(shape(text) if kind else text, Kind.UNKNOWN if kind else Kind.PLAIN, kind, False)
    if text[-1] in "Aa9" and SHAPE.fullmatch(_JOINTS.sub("", text)):
        return Token(text, Kind.PLAIN, "", False)
    if not any(map(str.isalpha, text)):
        kind = grouped_kind(text)
        return Token(shape(text) if kind else text, Kind.UNKNOWN if kind else Kind.PLAIN, kind, False)
    if not any(map(str.isdigit, text)):
        return _joined(text, rules)
    return _mixed(text, rules)

"""Identifiers that span several words or hold separators: e-mails, phones, spelled-out digits, dates, addresses, plates.

Each finder takes a text whose dashes are a keyboard's, and yields what to mask. Words are not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from clerestory.ingest.screening.lexicon import LISTS, Rules
from clerestory.ingest.screening.numbers import date_kind, digits_kind, full_year, is_birth_year
from clerestory.ingest.screening.words import Kind, word_kind


class Span(NamedTuple):
    """Where something stands that is to be masked, and what it is."""

    start: int
    end: int
    kind: str


_I = re.IGNORECASE
_EMAIL = re.compile(r"[^\s<>(){}\[\],;:\"']+@[^\s<>(){}\[\],;:\"']+")
_DOT = r"(?:\s*[\[({<]\s*dot\s*[\])}>]\s*|\s+dot\s+|\s*\.\s*)"
_SPELLED = re.compile(
    rf"[\w+.-]+(?:\s*[\[({{<]\s*at\s*[\])}}>]\s*[\w-]+(?:{_DOT}[\w-]+)+|\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+"
    rf"|(?:\s+@\s*|\s*@\s+|\s+at\s+)[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|edu|gov|us|mil|info|me|io)\b)",
    _I,
)
_AT = re.compile(r"@|(?<!\w)at(?!\w)", _I)
_HANDLE = re.compile(r"(?<!\w)@\s?[\w.]+")
_A_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])A(?:[-#]?\d{7,9}|[ #.-]{1,2}\d{3}[ .-]?\d{3}[ .-]?\d{3}|\d{2,3}[ .-]\d{3}[ .-]\d{3})(?!\w)", _I
)
_PHONE = re.compile(r"(?<![\w-])(?:\+?1[ .-]*)?(?:\(\s*\d{3}\s*\)[ .-]*|\d{3}[ .-]+)\d{3}[ .-]+\d{4}(?![\w])")
_SSN = re.compile(r"(?<![\w-])\d{3}([ .-]{1,3})\d{2}([ .-]{1,3})\d{4}(?![\w-])")
_LOCAL = re.compile(r"(?<![\w-])\+\d[\d .()-]{6,}\d")
_DATE = re.compile(r"(?<![\w/.-])\d{1,4}\s*([-/.])\s*\d{1,2}\s*\1\s*\d{1,4}(?![\w/-])")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"(?<!\w){_MONTH}\s*-?(\d{{1,2}})(?:st|nd|rd|th)?\s*[,-]?\s*('?\d{{2}}|\d{{4}})(?!\w)", _I)
_DAY_FIRST = re.compile(
    rf"(?<!\w)(\d{{1,2}})(?:st|nd|rd|th)?\s*[-,.]?\s*(?:of\s+)?{_MONTH}\s*[-,]?\s*('?\d{{2}}|\d{{4}})(?!\w)", _I
)
_GROUPS = re.compile(r"(?<![\w.-])\d+(?: +\d+)+(?![\w-])")
_SINGLES = re.compile(r"(?<!\w)\w(?:[ ._*-]{1,2}\w){2,}(?!\w)")
_BOX = re.compile(r"(?<!\w)p\.?\s?o\.?\s?box\s+#?\s?(\d+)", _I)
_SUFFIX = (
    r"st|street|ave|av|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|ct|court|way|pl|place|cir|circle|ter|terr|terrace|trl|trail|"
    r"pkwy|parkway|loop|row|run|path|alley|aly|sq|square|plaza|hwy|highway|cove|crest|heights|hts"
)
_ADDRESS = re.compile(
    rf"(?<![\w.-])(\d{{1,6}}(?:-\d{{1,4}}|[a-z])?)\s+((?:[a-z0-9'.]+\s+){{1,4}}?)(?:{_SUFFIX})(?!\w)", _I
)
_UNIT = re.compile(r"(?<!\w)(?:apt|apartment|suite|ste)\.?\s*#?\s*(\w*\d\w*)", _I)
_PLATE = re.compile(r"(?<![\w-])(?:(\d? ?)([a-z]{2,3})[ .-]{1,2}(\d{3,4})|(\d{3,4})[ .-]{1,2}([a-z]{3}))(?![\w-])", _I)

_NO_STREET = LISTS["patterns.no_street"]
DIGIT_WORDS = frozenset(_SUFFIX.split("|")) | LISTS["patterns.digit_words"]
"""Harmless words that make a number beside them an address or a date."""
MAIL_WORDS = LISTS["patterns.mail_words"]
"""Harmless words in which a spelled-out address may end."""
_WAYS = LISTS["patterns.ways"]


def _emails(text: str) -> Iterator[Span]:
    if "@" in text:
        yield from (Span(*found.span(), "email") for found in _EMAIL.finditer(text))
        yield from (Span(*found.span(), "email") for found in _HANDLE.finditer(text))
    if _AT.search(text):
        yield from (Span(*found.span(), "email") for found in _SPELLED.finditer(text))


def _dates(text: str) -> Iterator[Span]:
    for found in _DATE.finditer(text):
        if date_kind(re.sub(r"\s", "", found[0])):
            yield Span(*found.span(), "birth_date")
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        for found in pattern.finditer(text):
            if is_birth_year(full_year(found[2].lstrip("'"))):
                yield Span(*found.span(1), "birth_date")
                yield Span(*found.span(2), "birth_date")


def _loose_ssns(text: str, rules: Rules) -> Iterator[Span]:
    """Three, two and four digits however set apart; a section of law before a case number (``211 26-0391``) is none."""
    for found in _SSN.finditer(text):
        if found[1] == found[2] or found[0][:3] not in rules.lex.sections:
            yield Span(*found.span(), "ssn")


def _digit_groups(text: str, rules: Rules) -> Iterator[Span]:
    """Digits set apart by spaces: what they are when read together, unless each is a section of law by itself."""
    for found in _GROUPS.finditer(text):
        groups = found[0].split()
        digits = "".join(groups)
        if all(group in rules.lex.sections for group in groups) or not digits.strip("9"):
            continue
        kind = digits_kind(digits)
        sizes = [len(group) for group in groups]
        if kind and (len(groups) > 2 or kind in ("ssn", "birth_date")):
            yield Span(*found.span(), kind)
        elif sizes in ([3, 3, 4], [1, 3, 3, 4]):
            yield Span(*found.span(), "phone")
        elif len(digits) >= 6 and max(sizes) <= 2 and len(groups) > 3:
            yield Span(*found.span(), "ssn")


def _spelled_out(text: str, rules: Rules) -> Iterator[Span]:
    """Letters or signs set apart one by one: read together they must be a word."""
    for found in _SINGLES.finditer(text):
        joined = re.sub(r"[\W_]", "", found[0])
        if joined.isalpha():
            if len(joined) > 3 and word_kind(joined, rules) >= Kind.DOUBTFUL:
                yield Span(*found.span(), "name")
        elif len(joined) >= 5:
            yield Span(*found.span(), "ssn" if joined.isdigit() else "plate")


def _addresses(text: str) -> Iterator[Span]:
    for found in _ADDRESS.finditer(text):
        street = found[2].lower().replace(".", " ").split()
        if not street or not _NO_STREET.isdisjoint(street):
            continue
        yield Span(*found.span(1), "address")
        for word in re.finditer(r"\S+", found[2]):
            if word[0].lower().strip(".") not in _WAYS:
                yield Span(found.start(2) + word.start(), found.start(2) + word.end(), "address")
    for pattern in (_BOX, _UNIT):
        yield from (Span(*found.span(1), "address") for found in pattern.finditer(text))


def _plates(text: str, rules: Rules) -> Iterator[Span]:
    """Three letters that are no word beside three or four digits."""
    for found in _PLATE.finditer(text):
        letters = (found[2] or found[5]).lower()
        number = found[3] or found[4]
        known = letters in rules.lex.suffixes or letters in rules.lex.case_marks or letters in rules.lex.police
        if not known and (not number.startswith("20") or found[1]) and word_kind(letters, rules) >= Kind.DOUBTFUL:
            yield Span(*found.span(), "plate")


def spans(text: str, rules: Rules) -> list[Span]:
    """Everything found in a text, in no order; spans may overlap."""
    found = list(_emails(text))
    found += _spelled_out(text, rules)
    if any(char.isdigit() for char in text):
        found += (Span(*hit.span(), "a_number") for hit in _A_NUMBER.finditer(text))
        found += (Span(*hit.span(), "phone") for pattern in (_PHONE, _LOCAL) for hit in pattern.finditer(text))
        found += _loose_ssns(text, rules)
        found += _dates(text)
        found += _digit_groups(text, rules)
        found += _addresses(text)
        found += _plates(text, rules)
    return found

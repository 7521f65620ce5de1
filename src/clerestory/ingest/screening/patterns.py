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


DIGIT, NUMBER, LETTERS, SINGLE, MONTH, PLACE, AT = (1 << at for at in range(7))
"""What of a pattern a token may be: a digit, the number or the letters of a plate, a sign set apart, a month, a part of an address,
``at``."""
EVERYTHING = (1 << 7) - 1
_UNCOUNTED = 1 << 16

_I = re.IGNORECASE
_EMAIL = re.compile(r"[^\s<>(){}\[\],;:\"']+@[^\s<>(){}\[\],;:\"']+")
_DOT = r"(?:\s*[\[({<]\s*dot\s*[\])}>]\s*|\s+dot\s+|\s*\.\s*)"
_SPELLED = re.compile(
    rf"[\w+.-]+(?:\s*[\[({{<]\s*at\s*[\])}}>]\s*[\w-]+(?:{_DOT}[\w-]+)+|\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+"
    rf"|(?:\s+@\s*|\s*@\s+|\s+at\s+)[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|edu|gov|us|mil|info|me|io)\b)",
    _I,
)
_AT = re.compile(r"@|(?<!\w)at(?!\w)", _I)
_DOTTED = re.compile("dot", _I)
_HANDLE = re.compile(r"(?<!\w)@\s?[\w.]+")
_A_NUMBER = re.compile(r"(?<![A-Za-z0-9])A(?:[-#]?\d{7,9}|[ #.-]{1,2}\d{3}[ .-]?\d{3}[ .-]?\d{3}|\d{2,3}[ .-]\d{3}[ .-]\d{3})(?!\w)", _I)
_PHONE = re.compile(r"(?<![\w-])(?:\+?1[ .-]*)?(?:\(\s*\d{3}\s*\)[ .-]*|\d{3}[ .-]+)\d{3}[ .-]+\d{4}(?![\w])")
_SSN = re.compile(r"(?<![\w-])\d{3}([ .-]{1,3})\d{2}([ .-]{1,3})\d{4}(?![\w-])")
_CALLED = re.compile(
    r"(?<!\w)(?:(?:ph|phone|cell|cellphone|tel|telephone|mobile|callback|cb|contact|dial|text)\W{1,3}(?:\w{1,10}\W{1,3}){0,2}?([2-9]\d{2}[ .-]?\d{4})"
    r"|(?:call|called|calls)\W{1,3}(?:\w{1,10}\W{1,3}){0,2}?([2-9]\d{2}[ .-]\d{4}|[3-9]\d{6}))(?![\w-])",
    _I,
)
"""Seven digits that somebody is reached by; after ``call``, those that could be a case of a year only when set apart."""
_LOCAL = re.compile(r"(?<![\w-])\+\d[\d .()-]{6,}\d")
_DATED_CASE = r"(?:1[6-9]|[23]\d)\.(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12]\d|3[01])\.\d{3,6}(?![\w.-])"
"""A case number that begins with the day of its event: ``26.03.11.0356``."""
_DATE = re.compile(rf"(?<![\w/.-])(?!{_DATED_CASE})\d{{1,4}}\s*([-/.])\s*\d{{1,2}}\s*\1\s*\d{{1,4}}(?![\w/-])")
_MONTH = r"((?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*)\.?"
_MONTHS = re.compile("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
_MONTH_FIRST = re.compile(rf"(?<!\w){_MONTH}\s*-?(\d{{1,2}})(?:st|nd|rd|th)?\s*[,-]?\s*('?\d{{2}}|\d{{4}})(?!\w)", _I)
_DAY_FIRST = re.compile(rf"(?<!\w)(\d{{1,2}})(?:st|nd|rd|th)?\s*[-,.]?\s*(?:of\s+)?{_MONTH}\s*[-,]?\s*('?\d{{2}}|\d{{4}})(?!\w)", _I)
_GROUPS = re.compile(r"(?<![\w.-])\d+(?: +\d+)+(?![\w-])")
_SINGLES = re.compile(r"(?<!\w)\w(?:[ ._*-]{1,2}\w){2,}(?!\w)")
_BOX = re.compile(r"(?<!\w)p\.?\s?o\.?\s?box\s+#?\s?(\d+)", _I)
_SUFFIX = (
    r"st|street|ave|av|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|ct|court|way|pl|place|cir|circle|ter|terr|terrace|trl|trail|"
    r"pkwy|parkway|loop|row|run|path|alley|aly|sq|square|plaza|hwy|highway|cove|crest|heights|hts"
)
_ADDRESS = re.compile(rf"(?<![\w.-])(\d{{1,6}}(?:-\d{{1,4}}|[a-z])?)\s+((?:[a-z0-9'.]+\s+){{1,4}}?)(?:{_SUFFIX})(?!\w)", _I)
_UNIT = re.compile(r"(?<!\w)(?:apt|apartment|suite|ste)\.?\s*#?\s*(\w*\d\w*)", _I)
_PLATE = re.compile(r"(?<![\w-])(?:(\d? ?)([a-z]{2,3})[ .-]{1,2}(\d{3,4})|(\d{3,4})[ .-]{1,2}([a-z]{3}))(?![\w-])", _I)

_PLACES = frozenset(_SUFFIX.split("|")) | {"apt", "apartment", "suite", "ste"}
_RUNS = re.compile(r"[.'-]")

_NO_STREET = LISTS["patterns.no_street"]
DIGIT_WORDS = frozenset(_SUFFIX.split("|")) | LISTS["patterns.digit_words"]
"""Harmless words that make a number beside them an address or a date."""
MAIL_WORDS = LISTS["patterns.mail_words"]
"""Harmless words in which a spelled-out address may end."""
_WAYS = LISTS["patterns.ways"]


def part_of(word: str, rules: Rules) -> int:
    """What a token may be in the patterns; without all that a pattern needs, no text has to be searched for it."""
    if not word.isascii():
        return EVERYTHING
    found = 0
    for run in _RUNS.split(word.lower()):
        size = len(run)
        if size == 1:
            found |= SINGLE
        if run.isdigit():
            found |= DIGIT | NUMBER if 3 <= size <= 4 else DIGIT
        elif run.isalpha():
            found |= _part_of_letters(run, rules)
        else:
            found |= DIGIT | (MONTH if _MONTHS.search(run) else 0)
            if run.startswith(("apt", "apartment", "suite", "ste")):
                found |= PLACE
            if 3 <= size <= 4 and run[0].isdigit() and run[1:].isalpha() and _plate_letters(run[1:], rules):
                found |= LETTERS
    return found


def _part_of_letters(run: str, rules: Rules) -> int:
    found = 0
    if run in _PLACES or run.endswith("box"):
        found = PLACE
    if _MONTHS.match(run):
        found |= MONTH
    if 2 <= len(run) <= 3 and _plate_letters(run, rules):
        found |= LETTERS
    return found | AT if run == "at" else found


def _plate_letters(letters: str, rules: Rules) -> bool:
    """Whether letters before a number are no abbreviation or word that stands there."""
    known = letters in rules.lex.suffixes or letters in rules.lex.case_marks or letters in rules.lex.police
    return not known and word_kind(letters, rules) >= Kind.DOUBTFUL


def _emails(text: str) -> Iterator[Span]:
    if "@" in text:
        yield from (Span(*found.span(), "email") for found in _EMAIL.finditer(text))
        yield from (Span(*found.span(), "email") for found in _HANDLE.finditer(text))
    if ("." in text or _DOTTED.search(text)) and _AT.search(text):
        yield from (Span(*found.span(), "email") for found in _SPELLED.finditer(text))


def _dates(text: str) -> Iterator[Span]:
    if text.count("-") < 2 and text.count("/") < 2 and text.count(".") < 2:
        return
    for found in _DATE.finditer(text):
        if date_kind(re.sub(r"\s", "", found[0])):
            yield Span(*found.span(), "birth_date")


def _spelled_dates(text: str, rules: Rules) -> Iterator[Span]:
    """Vocabulary that begins as a month does is none: ``MARSHALS 187``."""
    for pattern, month, day in ((_MONTH_FIRST, 1, 2), (_DAY_FIRST, 2, 1)):
        for found in pattern.finditer(text):
            word = found[month].lower()
            named = word in DIGIT_WORDS or word not in rules.lex.police
            if named and is_birth_year(full_year(found[3].lstrip("'"))):
                yield Span(*found.span(day), "birth_date")
                yield Span(*found.span(3), "birth_date")


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
        if (not number.startswith("20") or found[1]) and _plate_letters(letters, rules):
            yield Span(*found.span(), "plate")


def spans(text: str, rules: Rules, parts: int = EVERYTHING, digits: int = _UNCOUNTED) -> list[Span]:
    """Everything found in a text, in no order; spans may overlap.

    ``parts``: all that its tokens may be in a pattern, see ``part_of``; ``digits``: how many it has. With them known, most of the
    search is spared, and the same is found.
    """
    found = list(_emails(text)) if parts & AT or "@" in text else []
    if parts & SINGLE:
        found += _spelled_out(text, rules)
    if not parts & DIGIT:
        return found
    if parts & PLACE:
        found += _addresses(text)
    if parts & NUMBER and parts & LETTERS:
        found += _plates(text, rules)
    if parts & MONTH:
        found += _spelled_dates(text, rules)
    if "+" in text:
        found += (Span(*hit.span(), "phone") for hit in _LOCAL.finditer(text))
    return found + _long_numbers(text, rules, digits) if digits >= 4 else found


def _long_numbers(text: str, rules: Rules, digits: int) -> list[Span]:
    """What is made of many digits; the least of them is a date of four."""
    found = list(_dates(text))
    if digits >= 6:
        found += _digit_groups(text, rules)
    if digits >= 7:
        found += (Span(*hit.span(), "a_number") for hit in _A_NUMBER.finditer(text))
        found += (Span(*hit.span(1 if hit[1] else 2), "phone") for hit in _CALLED.finditer(text))
    if digits >= 9:
        found += _loose_ssns(text, rules)
        found += (Span(*hit.span(), "phone") for hit in _PHONE.finditer(text))
    return found

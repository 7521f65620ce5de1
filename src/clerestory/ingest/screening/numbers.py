"""Numbers: which are somebody's, and which are cases, sections of law, dates of events.

All functions take digits or digits with separators and say the kind of identifier, or an empty string.
"""

from __future__ import annotations

import re

FIRST_EVENT_YEAR = 2016
"""Dates from this year on are taken for dates of events, earlier ones for birth dates. Fixed, so that a text screens alike for ever."""
LAST_EVENT_YEAR = 2045

_HEX = re.compile(r"(?:3\d|4[1-9]|5\d|6[1-9]|7\d)+")
_HEX_LETTERS = re.compile(r"(?:4[1-9]|5\d|6[1-9]|7\d)+")
"""Digits that spell something when each pair is read as the code of a letter or digit."""
_DATED = re.compile(r"(?:1[6-9]|2\d|3\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})")


def is_birth_year(year: int) -> bool:
    """Whether somebody now living, or lately so, may have been born then and no log of our time been kept."""
    return 1900 <= year < FIRST_EVENT_YEAR


def full_year(year: str) -> int:
    """Two digits are of the century that makes them an event, else of the one before: 26 → 2026, 90 → 1990."""
    if len(year) != 2:
        return int(year)
    return 2000 + int(year) if FIRST_EVENT_YEAR <= 2000 + int(year) <= LAST_EVENT_YEAR else 1900 + int(year)


def _day(month: int, day: int) -> bool:
    return (1 <= month <= 12 and 1 <= day <= 31) or (1 <= day <= 12 and 1 <= month <= 31)


def date_kind(text: str) -> str:
    """``birth_date`` for a date with separators before the first event year; sections such as 11-5-2 are no dates."""
    found = _DATE.fullmatch(text)
    if not found:
        return ""
    first, _, middle, last = found.groups()
    year, rest = (first, last) if len(first) == 4 else (last, first)
    if len(year) not in (2, 4) or len(rest) > 2 or not _day(int(rest), int(middle)):
        return ""
    return "birth_date" if is_birth_year(full_year(year)) else ""


def _can_be_dialled(digits: str) -> bool:
    """By the form of the North American plan, not by the codes in use: a code may be given out tomorrow."""
    return digits[0] not in "01" and digits[3] not in "01"


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _birth_digits(digits: str) -> bool:
    if is_birth_year(int(digits[4:])) and _day(int(digits[:2]), int(digits[2:4])):
        return True
    return is_birth_year(int(digits[:4])) and 1 <= int(digits[4:6]) <= 12 and 1 <= int(digits[6:]) <= 31


def digits_kind(digits: str, *, dated: bool = False) -> str:
    """The kind of a run of digits that stands alone. Nine are always taken for somebody's; ten when they can be dialled."""
    size = len(digits)
    if not digits.strip("9"):
        return ""
    if size == 9:
        return "ssn"
    if size == 10 and _can_be_dialled(digits):
        return "" if dated and _DATED.match(digits) else "phone"
    if size == 11 and digits[0] == "1" and _can_be_dialled(digits[1:]):
        return "phone"
    if size == 8 and _birth_digits(digits):
        return "birth_date"
    if 13 <= size <= 19 and _luhn(digits):
        return "card"
    if (size >= 14 and _HEX.fullmatch(digits)) or (size >= 8 and _HEX_LETTERS.fullmatch(digits)):
        return "encoded"
    return ""


def grouped_kind(text: str) -> str:
    """The kind of digits joined by dashes or dots: ``26-01628`` is a case, ``012-34-5678`` is not."""
    if date_kind(text):
        return "birth_date"
    groups = re.split(r"[-.]+", text)
    sizes = [len(group) for group in groups]
    digits = "".join(groups)
    if sizes[-2:] == [3, 4] and (len(digits) <= 7 or _can_be_dialled(digits[-10:]) or len(digits) == 10):
        return "phone" if groups[-2][0] not in "01" or len(digits) > 7 else ""
    if len(digits) == 9 and not (sizes[0] in (2, 4) and sizes[1] >= 4):
        return "ssn"
    return ""

"""Proposing what a column holds from what stands in it. In doubt it is text, which is screened."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clerestory.kernel.text import label_key, squeeze
from clerestory.schema.cellstate import State, state_of
from clerestory.schema.types import TYPES

_WHOLE = re.compile(r"\.0*$")
"""What a spreadsheet or a program puts behind a whole number."""

_TRIED = ("boolean", "integer", "number", "date", "timestamp")
_LONGEST = 6
"""Digits that a proposed whole number may have: longer ones are more often somebody's number than a count."""

_IDENTITY_WORDS = """
dob birth born birthdate ssn social alien anumber passport plate plates tag vin phone telephone tel mobile cell fax mail
email user username login password badge surname firstname lastname fullname officer agent deputy inmate subject
detainee victim suspect defendant respondent petitioner applicant ip imei dna fingerprint account device driver
"""
IDENTITY = frozenset(_IDENTITY_WORDS.split())
"""Words of labels whose columns hold what names or numbers a person."""

_PERSONAL_WORDS = """
birth dob age gender sex race ethnicity ethnic hispanic citizenship nationality religion marital height weight hair eye
charge conviction sentence arrest booking custody alien inmate detainee subject defendant respondent
"""
PERSONAL = frozenset(_PERSONAL_WORDS.split())
"""Words of labels that tell of one person: two of them make a table whose lines are persons."""

_CODES_WORDS = """
id ids number no num code codes zip fips key uuid guid ref reference case docket license licence
"""
_CODES = frozenset(_CODES_WORDS.split())


def names_somebody(label: str) -> bool:
    """Whether a label's words say that the column names, numbers or reaches a person."""
    words = label_key(label).split()
    people = {"first", "last", "middle", "given", "family", "maiden", "full"}
    return (
        not IDENTITY.isdisjoint(words)
        or ("name" in words and not people.isdisjoint(words))
        or words in (["name"], ["a", "number"], ["a", "no"], ["a"], ["badges"], ["officers"], ["users"])
    )


_HAPPENED = frozenset(
    [
        "apprehension",
        "apprehended",
        "arrest",
        "arrested",
        "booking",
        "departure",
        "departed",
        "encounter",
        "entry",
        "removal",
        "removed",
        "detention",
        "death",
    ]
)
_WHEN = frozenset(("date", "day", "time", "datetime"))


def about_persons(labels: Iterable[str]) -> bool:
    """Whether the labels of a table say that its lines are persons, or what happened to them."""
    words = [set(label_key(label).split()) for label in labels]
    attributes = set().union(*words) & PERSONAL
    dated = any(label & _HAPPENED and label & _WHEN for label in words)
    return len(attributes) >= 2 or (dated and bool(attributes - _HAPPENED))


_EITHER = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})(?:[ T].*)?")


def either_order(cells: Iterable[str | None]) -> bool:
    """Whether a column of days does not tell by itself if the month or the day comes first: two readings fit."""
    texts = {squeeze(cell) for cell in cells if cell is not None and state_of(cell) is State.VALUE}
    found = [_EITHER.fullmatch(text) for text in texts]
    days = [(int(one[1]), int(one[3])) for one in found if one]
    if len(days) < len(texts) or not days:
        return False
    return all(first <= 12 and second <= 12 for first, second in days) and any(first != second for first, second in days)


def type_of(label: str, cells: Iterable[str | None]) -> str:
    """Name of the type that all filled cells fit; ``text`` when none does, or when the values look like codes."""
    texts = {squeeze(cell) for cell in cells if cell is not None and state_of(cell) is State.VALUE}
    if not texts or not _CODES.isdisjoint(label_key(label).split()):
        return "text"
    whole = (_WHOLE.sub("", text).lstrip("-") for text in texts)
    digits = [text for text in whole if text.isdigit()]
    if any(len(text) > _LONGEST or (len(text) > 1 and text.startswith("0")) for text in digits):
        return "text"
    if either_order(texts):
        return "text"
    for name in _TRIED:
        if name == "boolean" and texts <= {"0", "1"}:
            continue  # counts of a small thing look the same
        if name in ("date", "timestamp") and len(digits) == len(texts):
            continue
        if all(TYPES[name].parse(text) is not None for text in texts):
            return name
    return "text"

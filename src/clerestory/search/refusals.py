"""Questions that point at a person are not asked: a text that has the shape of a plate, a number of a person, a phone, an e-mail or
``Last, First`` is refused with the question that may be asked in its place. Codes of agencies, contracts, cases, laws and places are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from clerestory.errors import Refused
from clerestory.ingest.screening import Screen, strict_identifiers
from clerestory.ingest.screening.lexicon import Lexicon, lexicon
from clerestory.schema.table import Column, Protection, Table
from clerestory.search.query import Either, Query, Term

_PLATE = re.compile(
    r"[A-Z]{3}[ -]?\d{3,4}|\d{3,4}[ -]?[A-Z]{3}|\d[A-Z]{3}[ -]?\d{3}|\d{1,2}[A-Z]{1,3}\d{3,4}|[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]{1,2}\d{2,3}[A-Z]{2}",
    re.IGNORECASE,
)
_NINE = re.compile(r"\d{9}|\d{3}([ .-])\d{3}\1\d{3}")
_SSN = re.compile(r"\d{3}([ .])\d{2}\1\d{4}")
_A_NUMBER = re.compile(r"A[ #-]{0,2}\d{7,9}", re.IGNORECASE)
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]+) ?, ?([^\W\d_][\w'’-]+)(?: [^\W\d_]\.?)?")
_DATED = re.compile(r"(?:1[6-9]|2\d|3\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}")
"""A case number of the form YYMMDDNNNN."""
_ZIP = re.compile(r"\d{5}-\d{4}")
_SAID = {
    "plate": "a licence plate",
    "a_number": "an A-number",
    "ssn": "a social security number",
    "phone": "a phone number",
    "email": "an e-mail address",
    "birth_date": "a birth date",
    "name": "a person's name",
    "nine": "a number of nine digits, as persons have",
}


@cache
def _screen() -> Screen:
    return Screen()


def refuse_persons(query: Query, table: Table, columns: Mapping[str, Column]) -> None:
    """Raises Refused when a text of the query points at a person. The text itself is not repeated."""
    for field, text in _texts(query):
        column = columns.get(field)
        if column is not None and (column.type != "text" or column.hidden):
            continue
        kind = shape_of(text, coded=column is not None and column.protection is Protection.PUBLIC)
        if kind:
            raise Refused(
                f"the question holds what has the shape of {_SAID[kind]}",
                expected="a question about institutions: an agency, a place, a reason, a period, a code",
                do=f"ask how many records there are by institution, for example `clerestory facets {table.name} --by COLUMN`",
            )


def shape_of(text: str, *, coded: bool = False) -> str:
    """The kind of personal identifier that a text has the shape of; empty when none.

    ``coded``: the text is compared with a column of codes and names of institutions, where only shapes count that no code can have.
    """
    plain = " ".join(text.split()).strip(",;. ")
    strict = strict_identifiers(plain)
    if strict:
        return strict[0]
    if _last_first(plain, lexicon()):
        return "name"
    if coded:
        return ""
    if _A_NUMBER.fullmatch(plain):
        return "a_number"
    if _SSN.fullmatch(plain):
        return "ssn"
    if _NINE.fullmatch(plain):
        return "nine"
    found = _screen().identifiers(plain)
    if "plate" in found and _PLATE.fullmatch(plain):
        return "plate"
    if "phone" in found and not _DATED.fullmatch(plain):
        return "phone"
    if "ssn" in found and " " in plain and not _ZIP.search(plain):
        return "ssn"
    return ""


def _last_first(text: str, words: Lexicon) -> bool:
    match = _LAST_FIRST.fullmatch(text)
    if match is None:
        return False
    last, first = (part.casefold().replace("'", "").replace("’", "") for part in match.groups())
    surnames = [part for part in last.split("-") if part]
    named = all(part in words.names for part in surnames) and first in words.names
    return named and first not in _STATES and not (last in words.police and first in words.police)


_STATES = frozenset({
    "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida", "georgia",
    "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "maryland", "massachusetts",
    "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada", "ohio", "oklahoma", "oregon",
    "pennsylvania", "tennessee", "texas", "utah", "vermont", "virginia", "washington", "wisconsin", "wyoming", "al", "ak", "az",
    "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la", "me", "md", "ma", "mi", "mn", "ms",
    "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt",
    "va", "wa", "wv", "wi", "wy", "dc", "pr", "gu",
})  # fmt: skip
"""``Jackson, Mississippi`` is a place."""


def _texts(query: Query) -> Iterator[tuple[str, str]]:
    """(field or empty, text) of everything typed; bare words that stand side by side are looked at together as well."""
    run: list[str] = []
    for test in (*query.tests, None):
        for term in test.terms if isinstance(test, Either) else (test,) if test else ():
            if term.operator not in ("any", "state"):
                yield from ((term.field, value) for value in term.values)
        if isinstance(test, Term) and test.operator == "words" and not test.negated:
            run.extend(test.values)
            continue
        for size in range(2, min(len(run), 4) + 1):
            yield from (("", " ".join(run[at : at + size])) for at in range(len(run) - size + 1))
        run = []

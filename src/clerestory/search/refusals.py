"""Questions that point at a person are not asked: a text that has the shape of a plate, a number of a person, a phone, an e-mail, ``Last, First``
or ``First Last`` is refused with the question that may be asked in its place. Codes of agencies, contracts, cases, laws and places are not.

Wherever a question holds a text it is looked at: values, words, beginnings, regular expressions, names of columns, orders, releases, files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import unquote

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
_WHOLE = (("a_number", _A_NUMBER), ("ssn", _SSN), ("nine", _NINE))
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
_NUMBERED = re.compile(r"[^ -~]|[\d@\[({<&%=\\]")
"""A digit, the signs of an address, or what either may hide behind (escapes, other alphabets). A text without any of it can only be a name:
every other shape needs one, which a test holds against the shapes themselves.
"""
_MAY_BE_CODES = ("plate", "nine", "name")
_UNSEEN = ("Cf", "Cc", "Mn")
NOT_REPEATED = "(not repeated)"
_QUOTED = re.compile(r"(?P<quote>['\"`])(?P<said>[^'\"`]+)(?P=quote)")
_SIGNS_OF_PATTERNS = re.compile(r"[%_^$|()\[\]{}*+?.\\]+")
_JOINED = re.compile(r"[_.+]+")
"""Between the words of a name where no blank may stand: ``given_family``."""
_WORD = re.compile(r"(?<![\w@])(?P<said>\w[\w@.+#-]*\w)")
_FIRST_LAST = re.compile(r"([^\W\d_][\w'’-]+)(?: [^\W\d_]\.?)? ([^\W\d_][\w'’-]+)")
_CLASS = re.compile(r"\\[bBAzZ]|\(\?[:i]+|[\^$()\[\]{}?*+|.\\]")
"""What of a regular expression is no letter of the text that it finds."""
_WILD = ("", "1", "12", "A")
"""What may stand behind a beginning: one that is a plate but for its last signs is one."""
MOST_TOGETHER = 4
"""Words that stand side by side and are looked at together."""
LONG_ENOUGH = 5
"""Letters and digits of a beginning that can be somebody's."""


@cache
def _screen() -> Screen:
    return Screen()


def refuse_persons(query: Query, table: Table, columns: Mapping[str, Column], is_code: Callable[[str, str], bool]) -> None:
    """Raises Refused when a text of the query points at a person. The text itself is not repeated.

    ``is_code``: (field or empty, text) whether the text is the whole value of some institution's cell, so that it is one in spite of its shape.
    """
    for name in _names(query):
        if name and name not in columns:
            refuse_text(name, table.name)
    for field, text in _texts(query):
        column = columns.get(field)
        if column is not None and (column.type != "text" or column.hidden):
            continue
        kind = shape_of(text, coded=column is not None and column.protection is Protection.PUBLIC)
        if kind in _MAY_BE_CODES and is_code(field, text):
            continue
        if kind:
            raise _refusal(kind, table.name, code=not field)


def refuse_text(text: str, table: str = "TABLE") -> None:
    """Raises Refused when a name that somebody typed (of a column, a saved question, a file) points at a person."""
    for piece in (text, *re.split(r"[/\\._+]|--", text)):
        if kind := shape_of(piece):
            raise _refusal(kind, table)


def points_at_person(*texts: str) -> bool:
    """Whether one of some texts that stand in an address points at a person, so that no page may repeat it."""
    pieces = (piece for text in texts for piece in (*_runs(text), *re.split(r"[/,:;|+~]", text)))
    return any(shape_of(each) for piece in pieces for each in _readings("starts" if piece.endswith("*") else "=", piece.rstrip("*")))


def refuse_words(text: str, *, names: bool = False) -> None:
    """Raises Refused for words that are looked for in everything, and for some of them that stand side by side.

    ``names``: names of two words too; else they are left to what is looked in, for some are institutions.
    """
    for run in _runs(text):
        kind = shape_of(run)
        if kind and (names or kind != "name" or "," in run):
            raise _refusal(kind, "TABLE")


def in_statement(text: str) -> str:
    """The kind of personal identifier that a text of a statement in SQL has the shape of, as it stands or between the signs of a pattern.

    What is compared as a whole may be a code; what a pattern looks for inside longer texts may not.
    """
    if kind := shape_of(text, coded=True):
        return kind
    parts = _SIGNS_OF_PATTERNS.sub(" ", text)
    whole = parts == text and " " not in text.strip()
    return next((kind for run in _runs(parts) if (kind := shape_of(run)) and not (whole and kind in _MAY_BE_CODES)), "")


def _runs(text: str) -> list[str]:
    """A text and all words of it that stand side by side."""
    words = text.split()
    sizes = range(1, min(len(words), MOST_TOGETHER) + 1)
    return [text, *(" ".join(words[start : start + size]) for size in sizes for start in range(len(words) - size + 1))]


def _refusal(kind: str, table: str, *, code: bool = False) -> Refused:
    hint = " (or, if it is a code, name its column: COLUMN:CODE)" if code and kind in _MAY_BE_CODES else ""
    return Refused(
        f"the question holds what has the shape of {_SAID[kind]}",
        expected="a question about institutions: an agency, a place, a reason, a period, a code",
        do=f"ask how many records there are by institution, for example `clerestory facets {table} --by COLUMN`{hint}",
    )


def unsaid(message: str) -> str:
    """A message without what has the shape of a person's name or number: an error tells what was found, and that may be what was refused."""

    def hidden(match: re.Match[str]) -> str:
        said = match["said"]
        return match[0].replace(said, NOT_REPEATED) if shape_of(said) or shape_of(_JOINED.sub(" ", said)) else match[0]

    message = _QUOTED.sub(hidden, message)
    return _WORD.sub(hidden, message)


def shape_of(text: str, *, coded: bool = False) -> str:
    """The kind of personal identifier that a text has the shape of; empty when none.

    ``coded``: the text is compared with a column of codes and names of institutions, where only shapes count that no code can have.
    """
    plain = _plain(text)
    numbered = _NUMBERED.search(plain) is not None
    if numbered and (strict := strict_identifiers(plain)):
        return strict[0]
    if _last_first(plain, lexicon()) or (not coded and _first_last(plain, lexicon())):
        return "name"
    if coded or not numbered:
        return ""
    return next((kind for kind, pattern in _WHOLE if pattern.fullmatch(plain)), "") or _looser(plain)


def _looser(plain: str) -> str:
    """Shapes that codes and cases have too, unless something more speaks for a person."""
    found = _screen().identifiers(plain)
    if "plate" in found and _PLATE.fullmatch(plain):
        return "plate"
    if "phone" in found and not _DATED.fullmatch(plain):
        return "phone"
    return "ssn" if "ssn" in found and " " in plain and not _ZIP.search(plain) else ""


def _plain(text: str) -> str:
    """As it would be read: escapes of addresses undone, letters of other widths and with accents as usual ones, nothing that cannot be seen."""
    if "%" in text:
        text = unquote(text)
    if not (text.isascii() and text.isprintable()):
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if each.isspace() or unicodedata.category(each) not in _UNSEEN)
    return " ".join(text.split()).strip(",;. ")


def _first_last(text: str, words: Lexicon) -> bool:
    """Two words of which the first is a frequent given name and the last a surname, and neither a word of the desk or the street."""
    match = _FIRST_LAST.fullmatch(text)
    if match is None or text.casefold() in words.places:
        return False
    first, last = (part.casefold().replace("'", "").replace("’", "") for part in match.groups())
    plain = words.everyday | words.police
    return first in words.given and first not in plain and last in words.known_names and last not in plain | _NO_GIVEN | _NO_LAST


def _last_first(text: str, words: Lexicon) -> bool:
    match = _LAST_FIRST.fullmatch(text)
    if match is None:
        return False
    last, first = (part.casefold().replace("'", "").replace("’", "") for part in match.groups())
    surnames = [part for part in last.split("-") if part]
    named = first in words.given or first in words.names - words.everyday
    return (
        named
        and all(part in words.names for part in surnames)
        and first not in _NO_GIVEN
        and not (last in words.police and first in words.police)
    )


_NO_GIVEN = frozenset({
    "north", "south", "east", "west", "county", "city",
    "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida", "georgia",
    "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "maryland", "massachusetts",
    "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada", "ohio", "oklahoma", "oregon",
    "pennsylvania", "tennessee", "texas", "utah", "vermont", "virginia", "washington", "wisconsin", "wyoming", "al", "ak", "az",
    "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la", "me", "md", "ma", "mi", "mn", "ms",
    "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt",
    "va", "wa", "wv", "wi", "wy", "dc", "pr", "gu",
})  # fmt: skip
"""``Jackson, Mississippi`` and ``Korea, South`` are places."""


_NO_LAST = frozenset(("brook", "dale", "glen", "grove", "hall", "lyn", "park", "parish", "springs", "villa"))
"""``Ray Brook`` and ``Delaney Hall`` are facilities."""


def _names(query: Query) -> Iterator[str]:
    """Names and moments that were typed, which an error could repeat."""
    for test in query.tests:
        yield from (term.field for term in (test.terms if isinstance(test, Either) else (test,)))
    yield from query.columns
    yield from (column for column, _ in query.order)
    yield from (split.base for split in query.by)
    yield from (query.measure.column, query.on, query.as_of, query.universe)


def _texts(query: Query) -> Iterator[tuple[str, str]]:
    """(field or empty, text) of everything typed; bare words that stand side by side are looked at together as well."""
    run: list[str] = []
    for test in (*query.tests, None):
        for term in test.terms if isinstance(test, Either) else (test,) if test else ():
            if term.operator not in ("any", "state", "mentions"):
                yield from ((term.field, text) for value in term.values for text in _readings(term.operator, value))
        if isinstance(test, Term) and test.operator == "words" and not test.negated and not test.field:
            run.extend(test.values)
            continue
        for size in range(2, min(len(run), MOST_TOGETHER) + 1):
            yield from (("", " ".join(run[at : at + size])) for at in range(len(run) - size + 1))
        run = []


def _readings(operator: str, value: str) -> Iterator[str]:
    """What a value looks for: itself; what it may be the beginning of; what a regular expression would find."""
    if operator == "matches":
        for way in value.split("|"):
            yield _CLASS.sub("", way)
            yield from _CLASS.sub(" ", way).split()
    elif operator == "starts" and sum(letter.isalnum() for letter in value) >= LONG_ENOUGH:
        yield from (value + wild for wild in _WILD)
    else:
        yield value

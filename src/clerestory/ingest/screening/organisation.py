"""Names of recipients, vendors and signers: an organisation's stays, a sole trader's becomes its shape."""

from __future__ import annotations

import re
from itertools import pairwise

from clerestory.ingest.screening.institutional import institutional
from clerestory.ingest.screening.lexicon import LISTS, Lexicon, Rules, lexicon
from clerestory.ingest.screening.normal import ascii_marks, normal
from clerestory.ingest.screening.places import PUBLIC, STATES
from clerestory.ingest.screening.shape import SHAPE, shape
from clerestory.ingest.screening.tokens import token
from clerestory.ingest.screening.words import Kind, word_kind

_FORM = LISTS["organisation.form"]
_ENTITY = LISTS["organisation.entity"]
"""Words that make a name a body's own, whoever it is called after."""
_SUFFIX = LISTS["organisation.suffix"]
_BODIES = frozenset({"pd", "so", "sd", "fd", "dps", "da"})
_NUMBERED = re.compile(r"(?<!\w)(?=[\w-]*\d)[^\W_]+(?:-[^\W_]+)*(?!\w)")
"""Tokens with a digit in them."""
_WORD = re.compile(r"[^\W\d_]+(?:['.][^\W\d_]+)*|\d+")


def _evident(words: list[str], numbered: bool, lex: Lexicon) -> bool:
    """Whether the words say that they name a body. A trade beside a given name and a surname is still a person's."""
    if any(word in _ENTITY for word in words) or _of_a_state(words):
        return True
    if not numbered and not any(word in _FORM or word in PUBLIC for word in words):
        return False
    pairs = pairwise(words)
    return not any(_full_name(left, right, lex) or _full_name(right, left, lex) for left, right in pairs)


def _of_a_state(words: list[str]) -> bool:
    """Whether the last two words are a state and a police body (``Santa Ana CA PD``, ``santa-barbara-pd-ca``): many towns are called after saints."""
    if len(words) < 3:
        return False
    left, right = words[-2:]
    return (left in STATES and right in _BODIES) or (left in _BODIES and right in STATES)


def _full_name(first: str, last: str, lex: Lexicon) -> bool:
    trade = last in _FORM or last in PUBLIC
    return not trade and first in lex.given and first not in lex.police and last in lex.known_names


def _personal(words: list[str], lex: Lexicon) -> bool:
    """Whether words without any sign of a body may be a person's name. What is not known to be harmless may."""
    rules = Rules(lex)
    kinds = [word_kind(word, rules) for word in words if len(word) > 1 and word not in _SUFFIX]
    if len(kinds) == 1 and len(words) == 1:
        return kinds[0] >= Kind.DOUBTFUL and words[0] in lex.names
    return any(kind >= Kind.DOUBTFUL for kind in kinds) or any(word in lex.given for word in words)


def organisation(name: str) -> str:
    """The name when it is evidently an organisation's, else its shape.

    Corporate and public-body words decide; ``Smith Construction LLC`` stays as it was published. Without any, a name stays only
    when its words are everyday ones that nobody is called. E-mails, phones and the like go from every name.
    """
    if not name.strip() or SHAPE.fullmatch(re.sub(r"\W", "", name)):
        return name
    lex = lexicon()
    masked = _NUMBERED.sub(lambda found: _without_number(found[0], lex), institutional(name))
    if masked != name:
        return organisation(masked)
    plain = ascii_marks(normal(name))
    # nines are what is left of somebody's number
    numbered = any(not SHAPE.fullmatch(found[0].replace("-", "")) for found in _NUMBERED.finditer(plain))
    look = plain.lower()
    words = [word.replace(".", "").replace("'", "") for word in _WORD.findall(look)]
    return name if _evident(words, numbered, lex) or not _personal(words, lex) else shape(normal(name))


def _without_number(text: str, lex: Lexicon) -> str:
    """A number of somebody's, or a plate, as its shape: no body is called so."""
    digits, letters = (sum(map(test, text)) for test in (str.isdigit, str.isalpha))
    judged = token(text, Rules(lex))
    personal = judged.identifier == "vin" or (digits > 2 and letters < 5)
    return judged.out if personal and judged.kind is Kind.UNKNOWN else text

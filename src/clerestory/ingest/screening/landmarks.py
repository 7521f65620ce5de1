"""Where something happened as an officer wrote it: places, facilities and units stay, whoever they are called after; all else is free text."""

from __future__ import annotations

import re
from collections.abc import Callable

from clerestory.ingest.screening.lexicon import LISTS, Lexicon, Rules, lexicon
from clerestory.ingest.screening.normal import ascii_marks, normal
from clerestory.ingest.screening.places import PUBLIC, STATES, place_words
from clerestory.ingest.screening.shape import SHAPE
from clerestory.ingest.screening.words import Kind, word_kind

_WORD = re.compile(r"[^\W\d_]+(?:['.][^\W\d_]+)*")
_BODIES = LISTS["landmarks.bodies"] | PUBLIC
"""Words for what is built, run or drawn on a map: the word before one is its name."""
_UNITS = LISTS["landmarks.units"]
"""Abbreviations of offices, units and programmes."""
_PERSONS = LISTS["landmarks.homes"] | LISTS["context.roles"] - LISTS["landmarks.units"]
"""Words for where people live, and for people: there no name is a place's."""
_LONGEST = 4
"""Words of a place's name."""


def landmark(text: str, screened: Callable[[str], str]) -> str:
    """The text with everything that ``screened`` masks but names of places, public bodies, facilities and units.

    A surname stays before a word for a body (``Stewart Detention``), a town's name stays when nothing beside it is masked. Where
    people live nothing stays that free text would lose. Doing it again changes nothing.
    """
    while True:
        out = _once(text, screened)
        if out == text:
            return text
        text = out


def _once(text: str, screened: Callable[[str], str]) -> str:
    plain = normal(text)
    out = screened(plain)
    found = list(_WORD.finditer(ascii_marks(plain)))
    words = [one[0].lower().replace(".", "").replace("'", "") for one in found]
    if out == plain or len(out) != len(plain) or not _PERSONS.isdisjoint(words):
        return out
    hidden = {at for at, one in enumerate(found) if out[one.start() : one.end()] != plain[one.start() : one.end()]}
    for at in _places(words, hidden, lexicon()):
        start, end = found[at].span()
        out = out[:start] + plain[start:end] + out[end:]
    return out


def _places(words: list[str], hidden: set[int], lex: Lexicon) -> set[int]:
    """Which of the hidden words are of a place, a body or a unit."""
    rules = Rules(lex)
    kept = {at for at in hidden if words[at] not in lex.names and word_kind(words[at], rules) <= Kind.ORDINARY}
    kept |= place_words(words, lex) | {at for at, word in enumerate(words) if word in _UNITS or word in STATES or word in _BODIES}
    cities: set[int] = set()
    for start in range(len(words)):
        for size in range(min(_LONGEST, len(words) - start), 0, -1):
            part = words[start : start + size]
            if " ".join(part) not in (lex.places if size > 1 else lex.cities):
                continue
            if size == 2 and part[0] in lex.given and part[1] in lex.known_names:
                continue  # as well somebody
            (kept if size > 1 else cities).update(range(start, start + size))
            break
    for at in hidden - kept:
        named = at + 1 < len(words) and words[at + 1] in _BODIES
        alone = at == 0 or at - 1 not in hidden or at - 1 in kept
        if named and alone:
            kept.add(at)
    # a town's name beside what stays hidden may be the other half of somebody's
    while part_of_a_name := {at for at in cities if any(near in hidden - kept - cities for near in (at - 1, at + 1))}:
        cities -= part_of_a_name
    return {at for at in hidden & (kept | cities) if not SHAPE.fullmatch(words[at])}

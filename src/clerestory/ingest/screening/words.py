"""What one word is, seen alone."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from clerestory.ingest.screening.lexicon import LISTS, Lexicon, Rules
from clerestory.ingest.screening.shape import SHAPE


class Kind(IntEnum):
    """From harmless to not."""

    PLAIN = 0
    """Stays whatever stands beside it."""
    VOCABULARY = 1
    """Police word that is also a name: goes only beside what looks like the rest of one."""
    ORDINARY = 2
    """Everyday word outside the vocabulary, weak names among them: goes only beside what was masked, or after a rank."""
    DOUBTFUL = 3
    """Everyday word that many people are called: stays only among words that are none."""
    UNKNOWN = 4
    """In no list: becomes its shape."""
    NAME = 5
    """A listed name that is no word: becomes its shape."""


_TYPO_FROM = 6
_ENDING = re.compile(r"(?:s|es|ed|d|ing|er|ers|ly|in)$")


class _Slips(NamedTuple):
    """What a slip of the pen is looked up in, so that no word has to be compared with each of the list."""

    often: frozenset[str]
    """The words themselves: what is left when a letter was added."""
    near: frozenset[str]
    """Words, also with a letter lost or two swapped."""
    holes: frozenset[str]
    """Words with a space for a letter."""
    starts: frozenset[str]


def _slips(words: frozenset[str]) -> _Slips:
    often = frozenset(word for word in words if len(word) >= _TYPO_FROM)
    places = [(word, at) for word in often for at in range(len(word))]
    lost = {word[:at] + word[at + 1 :] for word, at in places}
    swapped = {word[:at] + word[at : at + 2][::-1] + word[at + 2 :] for word, at in places}
    return _Slips(
        often,
        often | lost | swapped,
        frozenset(f"{word[:at]} {word[at + 1 :]}" for word, at in places),
        frozenset(word[: at + 1] for word in words for at in range(len(word))),
    )


_SLIPS = _slips(LISTS["words.often"])


def word_kind(word: str, rules: Rules) -> Kind:
    """The kind of a run of letters. Case does not matter: many of these texts are written in capitals throughout."""
    if len(word) == 1 or SHAPE.fullmatch(word):
        return Kind.PLAIN
    low, lex = word.lower(), rules.lex
    if low in lex.police:
        return Kind.VOCABULARY if low in lex.known_names else Kind.PLAIN
    if low in lex.everyday:
        return Kind.ORDINARY
    if low in lex.doubtful:
        return Kind.DOUBTFUL
    if low in lex.towns:
        return Kind.ORDINARY
    if low in lex.names:
        return Kind.NAME
    if not low.isascii():
        return Kind.UNKNOWN
    if low in rules.extra or _variant(low, lex):
        return Kind.PLAIN
    if len(low) >= _TYPO_FROM and _slip(low):
        return Kind.ORDINARY  # beside a name it may be another
    return Kind.UNKNOWN


def _variant(low: str, lex: Lexicon) -> bool:
    """Whether an unlisted word is a form or a compound of the vocabulary, and so nobody's name."""
    if 4 <= len(low) <= 6 and low.endswith("pd"):
        return True
    if len(low) > 4 and any(stem in lex.police for stem in _stems(low)):
        return True
    return len(low) >= 8 and any(
        low[:cut] in lex.police and low[cut:] in lex.police and low[cut:] not in lex.names and low[:cut] not in lex.names
        for cut in range(3, len(low) - 2)
    )


def _stems(low: str) -> list[str]:
    found = _ENDING.search(low)
    if not found:
        return []
    stem = low[: found.start()]
    if len(stem) < (4 if found[0] in ("s", "es", "ed", "ing") else 6):
        return []
    forms = [stem, stem + "e"]
    if len(stem) > 3 and stem[-1] == stem[-2]:
        forms.append(stem[:-1])
    if stem.endswith("i"):
        forms.append(stem[:-1] + "y")
    return [form for form in forms if len(form) > 3]


def _slip(low: str) -> bool:
    """One letter lost, added, changed, or two swapped, in a word written many times a day; or its end cut off."""
    if low in _SLIPS.near or low in _SLIPS.starts:
        return True
    for at in range(len(low)):
        front, back = low[:at], low[at + 1 :]
        if front + back in _SLIPS.often or f"{front} {back}" in _SLIPS.holes:
            return True
    return False

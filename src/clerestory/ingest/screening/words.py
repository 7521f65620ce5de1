"""What one word is, seen alone."""

from __future__ import annotations

import re
from enum import IntEnum

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
_OFTEN = LISTS["words.often"]


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
    return Kind.UNKNOWN


def _variant(low: str, lex: Lexicon) -> bool:
    """Whether an unlisted word is a form, a compound or a slip of the vocabulary, and so nobody's name."""
    if 4 <= len(low) <= 6 and low.endswith("pd"):
        return True
    if len(low) > 4 and any(stem in lex.police for stem in _stems(low)):
        return True
    if len(low) >= _TYPO_FROM and _slip(low):
        return True
    return len(low) >= 8 and any(
        low[:cut] in lex.police
        and low[cut:] in lex.police
        and low[cut:] not in lex.names
        and low[:cut] not in lex.names
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
    for word in _OFTEN:
        if len(word) >= _TYPO_FROM and abs(len(word) - len(low)) <= 1 and _one_edit(low, word):
            return True
    return any(word.startswith(low) for word in _OFTEN)


def _one_edit(left: str, right: str) -> bool:
    if len(left) > len(right):
        left, right = right, left
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    if left[start + 1 :] == right[start + 1 :]:
        return True
    return left[start : start + 2] == right[start : start + 2][::-1] and left[start + 2 :] == right[start + 2 :]

"""Small rules about words that every layer shares."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def squeeze(text: str) -> str:
    """Unicode-normalised text with every run of white space as one blank and none at the ends."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=65536)
def label_key(label: str) -> str:
    """What two spellings of a column label have in common: letters and digits, one blank between words."""
    return _NOT_WORD.sub(" ", squeeze(label).replace("#", " number ").replace("%", " percent ").casefold()).strip()


def identifier(label: str) -> str:
    """A label as a column name: lower case, digits and underscores, never starting with a digit."""
    name = label_key(label).replace(" ", "_")
    return f"c_{name}" if not name or name[0].isdigit() else name


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words most like ``word``, best first."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=most, cutoff=0.5)
    return close or [name for name in names if word.casefold() in name.casefold()][:most]

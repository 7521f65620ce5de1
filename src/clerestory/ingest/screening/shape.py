"""What an identifier leaves behind: its shape, one sign for each of its own."""

from __future__ import annotations

import re

SHAPE = re.compile(r"[Aa9]+")
"""A token that is its own shape, so that screening a screened text finds nothing left to do."""


def sign(char: str) -> str:
    """``9`` for a digit of any script, ``A`` or ``a`` for a letter, everything else as it is."""
    if char.isnumeric():
        return "9"
    if char.isalpha():
        return "A" if char.isupper() or char.istitle() else "a"
    return char


_PLAIN = {at: sign(chr(at)) for at in range(128)}


def shape(word: str) -> str:
    """``Garcia`` → ``Aaaaaa``, ``8ABC123`` → ``9AAA999``. As long as the word; the shape of a shape is itself."""
    return word.translate(_PLAIN) if word.isascii() else "".join(map(sign, word))

"""Words let in because several publishers use them, and nobody is called so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clerestory.ingest.screening.lexicon import lexicon

PUBLISHERS = 3
"""One agency that repeats a surname is no evidence that it is a word; three that share one are."""


def admit(words_by_publisher: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The words, in small letters, that at least three publishers use and that are in no list of names.

    A pure function: the order of publishers and words changes nothing. The result is meant to be written to a file, fixed for
    a release of the lists and given to ``Screen(extra=...)``; it is never applied to what was screened before.
    """
    lex = lexicon()
    used: dict[str, int] = {}
    for words in words_by_publisher.values():
        for word in {word.lower() for word in words}:
            used[word] = used.get(word, 0) + 1
    return frozenset(
        word
        for word, publishers in used.items()
        if publishers >= PUBLISHERS and word.isascii() and word.isalpha() and len(word) > 1 and word not in lex.names
    )

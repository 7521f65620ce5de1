"""Places that give institutions their names: a surname beside ``County`` or ``PD`` is a place, not a person."""

from __future__ import annotations

from clerestory.ingest.screening.lexicon import LISTS, Lexicon

STATES = LISTS["places.states"]
PUBLIC = LISTS["places.public"]
_LONGEST = 5


def place_words(words: list[str], lex: Lexicon) -> set[int]:
    """Indexes of words that are part of a place's name: beside a state or a word for a public body, or of several words.

    ``words`` in small letters and in order. A single word that is a surname too needs the state or the body after it.
    """
    found: set[int] = set()
    for start in range(len(words)):
        for size in range(min(_LONGEST, len(words) - start), 0, -1):
            name = " ".join(words[start : start + size]).replace("saint ", "st ")
            if name not in lex.places and name.replace("st ", "saint ") not in lex.places:
                continue
            after = words[start + size] if start + size < len(words) else ""
            before = words[start - 2 : start] if start else []
            of_place = len(before) == 2 and before[1] == "of" and before[0] in PUBLIC
            if after in STATES or after in PUBLIC or of_place:
                found.update(range(start, start + size))
                break
    return found

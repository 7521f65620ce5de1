"""Names of files, folders, zip members and sheets: they can hold who asked, who typed and who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from clerestory.ingest.screening.institutional import institutional
from clerestory.ingest.screening.lexicon import LISTS, Lexicon, Rules, lexicon
from clerestory.ingest.screening.normal import ascii_marks, normal
from clerestory.ingest.screening.numbers import digits_kind, grouped_kind
from clerestory.ingest.screening.places import PUBLIC, STATES, place_words
from clerestory.ingest.screening.shape import SHAPE, shape
from clerestory.ingest.screening.words import Kind, word_kind

_EXTENSION = re.compile(
    r"(?:\.(?:csv|tsv|xlsx?|xlsb|xlsm|ods|pdf|zip|gz|bz2|xz|zst|7z|tar|json|ndjson|jsonl|geojson|parquet|txt|md|html?|xml|docx?|pptx?|rtf|log|png|jpe?g|tiff?|eml|msg|mdb|accdb|dta|sav|feather))+$",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_NUMBERS = re.compile(r"(?<![^\W_])\d+(?:[-. ]\d+)+(?![^\W_])")
_FILES = LISTS["paths.files"]


def split_case(text: str) -> Iterator[tuple[int, int]]:
    """Places of the words inside one run of letters: ``ParticipatingEntities`` has two, ``ICEFacility`` too."""
    cuts = [0]
    for at in range(1, len(text)):
        after = text[at + 1 : at + 2]
        if text[at].isupper() and (text[at - 1].islower() or (text[at - 1].isupper() and after.islower())):
            cuts.append(at)
    for start, end in pairwise([*cuts, len(text)]):
        run = text[start:end]
        cut = end - 2
        if run.isupper() and len(run) > 3 and run[-2:].lower() in STATES and run[:-2].lower() in PUBLIC:
            yield start, cut
            yield cut, end
        else:
            yield start, end


def _words(stem: str) -> list[tuple[int, int]]:
    """Whole runs of letters where they are words (``detentionfacilitylist`` is judged later), else their CamelCase parts."""
    found: list[tuple[int, int]] = []
    for run in _WORD.finditer(stem):
        inner = list(split_case(run[0])) if run[0].isalpha() else [(0, len(run[0]))]
        found += [(run.start() + start, run.start() + end) for start, end in inner]
    return found


def _kind(word: str, lex: Lexicon) -> Kind:
    low = word.lower()
    if not word.isalpha() or len(low) <= 2 or low in _FILES or low in PUBLIC or SHAPE.fullmatch(word):
        return Kind.PLAIN
    kind = Kind.DOUBTFUL if low in lex.doubtful else word_kind(word, Rules(lex))
    return Kind.PLAIN if kind >= Kind.UNKNOWN and _compound(low, lex) else kind


def _personal(words: list[str], kept: set[int], lex: Lexicon) -> list[int]:
    """Indexes of words to mask: unlisted ones, names, and everyday words that are names beside one of those or alone."""
    kinds = [Kind.PLAIN if at in kept else _kind(word, lex) for at, word in enumerate(words)]
    wordy = [at for at, word in enumerate(words) if word.isalpha() and len(word) > 1]
    masked = {at for at in wordy if kinds[at] >= Kind.UNKNOWN}
    doubtful = [at for at in wordy if kinds[at] is Kind.DOUBTFUL]
    for at in doubtful * 2:
        around = {at - 1, at + 1} & set(wordy)
        if (
            around & (masked | set(doubtful))
            or len(wordy) == 1
            or any(bool(SHAPE.fullmatch(words[near])) and len(words[near]) > 2 for near in around)
        ):
            masked.add(at)
    return sorted(masked)


def _compound(low: str, lex: Lexicon) -> bool:
    """``detentionfacilitylist``: two or more words of four letters and more, run together."""
    if low in lex.names or len(low) < 8:
        return False
    reach = {0}
    for end in range(4, len(low) + 1):
        if any(
            start + 4 <= end and (low[start:end] in lex.police or low[start:end] in lex.everyday or low[start:end] in _FILES)
            for start in reach
        ):
            reach.add(end)
    return len(low) in reach


def _personal_number(text: str) -> bool:
    """Digits of a name that are somebody's. Dates of files are dates of events, and eight digits are mostly a date."""
    if text.isdigit():
        return len(text) < 13 and digits_kind(text) in ("ssn", "phone")
    return grouped_kind(re.sub(r"[_ ]", "-", text)) in ("ssn", "phone")


def _screen_part(part: str, lex: Lexicon) -> str:
    """One folder or file name without its extension."""
    part = institutional(part)
    look = ascii_marks(part)
    out = list(part)
    places = _words(look)
    words = [look[start:end] for start, end in places]
    kept = place_words([word.lower() for word in words], lex)
    for at in _personal(words, kept, lex):
        start, end = places[at]
        out[start:end] = shape(part[start:end])
    for found in [*_NUMBERS.finditer(look), *re.finditer(r"\d+", look)]:
        if _personal_number(found[0]):
            out[found.start() : found.end()] = shape(found[0])
    return "".join(out)


def file_name(path: str) -> str:
    """The path with personal words as their shapes; folders and extensions stay.

    Known words, places beside a state or a public body, dates and numbers of releases survive; CamelCase is judged word by word,
    percent-encoding is undone first. Meant for paths relative to the added folder, zip members and sheet names.
    """
    while True:
        screened = _once(path)
        if screened == path:
            return path
        path = screened


def _once(path: str) -> str:
    lex = lexicon()
    parts = re.split(r"([/\\])", normal(path))
    for at in range(0, len(parts), 2):
        ending = _EXTENSION.search(parts[at])
        stem = parts[at][: ending.start()] if ending else parts[at]
        parts[at] = _screen_part(stem, lex) + (ending[0] if ending else "")
    return "".join(parts)

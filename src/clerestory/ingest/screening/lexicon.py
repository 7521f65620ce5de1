"""The shipped word lists, read once and never changed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

VERSION = "2026.13"
"""Names the lists and the rules together. Texts screened under another version may differ, so releases record it."""


@dataclass(frozen=True)
class Lexicon:
    """What is known about words. All in small letters, without apostrophes."""

    police: frozenset[str]
    """Vocabulary written for this purpose; stays even where it is somebody's name."""
    everyday: frozenset[str]
    """Plain words of a desk dictionary."""
    doubtful: frozenset[str]
    """Everyday words that many people are called: what stands beside them decides."""
    names: frozenset[str]
    """Every listed surname and given name."""
    known_names: frozenset[str]
    """Those of them that at least one in 100,000 bears."""
    given: frozenset[str]
    """Given names that at least ten in 100,000 bear."""
    places: frozenset[str]
    """Names of US places, counties and states, in one or several words."""
    towns: frozenset[str]
    """Single words of larger places and of countries that are nobody's known name."""
    cities: frozenset[str]
    """Single words of larger places, whoever is called so."""
    countries: frozenset[str]
    """Names of countries that are not first a given name: a cell with nothing else is no person."""
    admitted: frozenset[str]
    """Words that three publishers use, fixed with the version."""
    suffixes: frozenset[str]
    """Abbreviations of codes of law, which may be glued to a number: ``459pc``."""
    units: frozenset[str]
    case_marks: frozenset[str]
    mixed: frozenset[str]
    """Tokens of letters and digits that are models, radio codes, forms: ``f150``, ``5150s``."""
    sections: frozenset[str]


def _packed(name: str) -> list[str]:
    data = (files(__package__) / "words" / name).read_bytes()
    return gzip.decompress(data).decode("ascii").split("\n")[:-1]


def _plain(name: str) -> list[str]:
    lines = (files(__package__) / "words" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _named(name: str) -> Mapping[str, frozenset[str]]:
    """The lists of a file whose lines are ``name: word word``."""
    parts = (line.partition(":") for line in _plain(name))
    return MappingProxyType({key: frozenset(rest.split()) for key, _, rest in parts})


LISTS = _named("lists.txt")
"""Words with a part in the rules, by module and constant. Read once, never changed."""


def _marked(entries: Iterable[str], mark: str) -> tuple[frozenset[str], frozenset[str]]:
    """All entries without their marks, and those that bear one."""
    entries = list(entries)
    marked = frozenset(entry[:-1] for entry in entries if entry.endswith(mark))
    return frozenset(entry.removesuffix(mark) for entry in entries), marked


@cache
def lexicon() -> Lexicon:
    """The lists of this version."""
    words, doubtful = _marked(_packed("everyday.txt.gz"), "~")
    entries, given = _marked(_packed("names.txt.gz"), "*")
    names, known = _marked(entries, "+")
    places, towns = _marked(_packed("places.txt.gz"), "+")
    codes = _named("codes.txt")
    countries = frozenset([*_packed("countries.txt.gz"), *(line for line in _plain("countries.txt"))]) - given
    lands = frozenset(re.split(r"[ ,]+", " ".join(countries))) & countries
    return Lexicon(
        police=frozenset(" ".join([*_plain("police.txt"), *_plain("things.txt")]).split())
        | (frozenset(" ".join(_plain("procurement.txt")).split()) - names - words)
        | codes["suffix"]
        | codes["unit"]
        | codes["case"],
        everyday=words - doubtful,
        doubtful=doubtful,
        names=names,
        known_names=known | given,
        given=given,
        places=places,
        towns=(frozenset(town for town in towns if " " not in town) | lands) - known - given,
        cities=frozenset(town for town in towns if " " not in town),
        countries=countries,
        admitted=frozenset(" ".join(_plain("admitted.txt")).split()),
        suffixes=codes["suffix"],
        units=codes["unit"],
        case_marks=codes["case"],
        mixed=codes["mixed"],
        sections=codes["section"],
    )


@dataclass(frozen=True)
class Rules:
    """What one screening goes by."""

    lex: Lexicon
    extra: frozenset[str] = frozenset()
    """Words admitted for this version."""
    dated: bool = False
    """Whether ten digits that begin with a date of these years (``2604230013``) are a case, though they could be dialled."""

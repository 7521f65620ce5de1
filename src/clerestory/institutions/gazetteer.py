"""Which state and county a text names. What cannot be told is nothing: no place is guessed between two.

Counties are those of the Census, by their FIPS codes; names as in the package us-atlas (ISC licence), which the basemap is made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources

CITY = 510
"""County codes from here on are cities that belong to no county."""
SURE = 0.9
"""How alike a misspelled name of a state must be."""
_KINDS = re.compile(
    r"\b(?:county|parish|borough|census area|municipality|municipio|planning region|city and|and city|unorganized|consolidated|city|co)\b\.?"
)
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


@dataclass(frozen=True)
class State:
    """A state or the District of Columbia."""

    fips: str
    postal: str
    name: str


@cache
def states() -> dict[str, State]:
    """FIPS code → state."""
    return {fips: State(fips, postal, name) for fips, postal, name in _lines("states.tsv")}


@cache
def counties() -> dict[str, str]:
    """FIPS code → name of the county."""
    return {fips: name for fips, name in _lines("counties.tsv")}  # noqa: C416 - lines are lists of texts


def _lines(name: str) -> list[list[str]]:
    text = (resources.files("clerestory.institutions") / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


@cache
def state_of(text: str) -> State | None:
    """The state that a text names, by name or postal code; a slip of the pen is read as what it is most like."""
    folded = _folded(text)
    found = _state_names().get(folded)
    if found is None and len(folded) > 4:
        close = get_close_matches(folded, _state_names(), n=2, cutoff=SURE)
        found = _state_names()[close[0]] if close else None
    return states().get(found or "")


@cache
def county_of(state: str, text: str) -> str | None:
    """FIPS code of the county that a text names within a state (its FIPS code); None when it names none, or more than one."""
    folded = _folded(text)
    found = _county_names().get((state, _bare(folded)), ())
    if len(found) > 1:
        city = bool(re.search(r"\bcity\b", folded)) and not re.search(r"\bcounty\b", folded)
        found = tuple(fips for fips in found if (int(fips[2:]) >= CITY) == city)
    return found[0] if len(found) == 1 else None


@cache
def _state_names() -> dict[str, str]:
    return {_folded(name): state.fips for state in states().values() for name in (state.name, state.postal)}


@cache
def _county_names() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for fips, name in counties().items():
        key = (fips[:2], _bare(_folded(name)))
        found[key] = (*found.get(key, ()), fips)
    return found


def _folded(text: str) -> str:
    words = re.sub(r"[^a-z0-9ñáéíóúü ]", " ", text.casefold().replace("'", "").replace("’", "")).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def _bare(folded: str) -> str:
    """A county's name without the word for what it is; a name that is nothing else stays (Carson City)."""
    return re.sub(r"\s+", "", _KINDS.sub(" ", folded)) or re.sub(r"\s+", "", folded)

"""Counties by the names that institutions give them, slips of the pen included."""

from __future__ import annotations

import re
from functools import cache

from clerestory.institutions.gazetteer import counties, county_of, states

_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "saints": "saint"}
_SUFFIX = re.compile(r" (?:county|parish|borough|census area|municipality|municipio)$")
SLIPS = 2
"""Edits within which a name that no county has is read as a county's."""
SHORTEST = 6


@cache
def folded(text: str) -> str:
    """A name for comparison: small letters, long forms, no blanks."""
    words = re.sub(r"[^a-z0-9ñáéíóúü ]", " ", text.casefold().replace("'", "").replace("’", "")).split()
    return "".join(_SHORT.get(word, word) for word in words)


@cache
def _fips() -> dict[str, str]:
    return {state.postal: fips for fips, state in states().items()}


@cache
def county_named(state: str, text: str) -> str | None:
    """FIPS code of the county of a state (postal code) that a text names."""
    fips = _fips().get(state)
    return county_of(fips, text) if fips and text.strip() else None


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Folded county name → postal codes of the states that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for fips, name in counties().items():
        key = folded(_SUFFIX.sub("", name.casefold()))
        postal = states()[fips[:2]].postal if fips[:2] in states() else ""
        found[key] = (*found.get(key, ()), postal)
    return found


def only_state_of(place: str) -> str:
    """The one state that has a county of a folded name; empty when several or none have."""
    held = set(_by_name().get(place, ()))
    return held.pop() if len(held) == 1 else ""


@cache
def _of_state(state: str) -> tuple[tuple[str, str], ...]:
    fips = _fips().get(state, "-")
    return tuple((folded(_SUFFIX.sub("", name.casefold())), code) for code, name in counties().items() if code[:2] == fips)


@cache
def near_county(state: str, place: str) -> str | None:
    """The county of a state whose name a folded text misses by a slip or two; None when there is none, or when two are as near."""
    if len(place) < SHORTEST:
        return None
    near = sorted((edits(place, name, SLIPS + 1), code) for name, code in _of_state(state) if abs(len(name) - len(place)) <= SLIPS + 1)
    if not near or near[0][0] > SLIPS or (len(near) > 1 and near[1][0] <= near[0][0] + 1):
        return None
    return near[0][1]


@cache
def edits(first: str, second: str, most: int) -> int:
    """Letters to change, add, drop or swap with their neighbour to make one of the other; ``most`` + 1 when it takes more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    older: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        new = [i]
        for j, right in enumerate(second, 1):
            cost = min(row[j] + 1, new[-1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return most + 1
        older, row = row, new
    return min(row[-1], most + 1)

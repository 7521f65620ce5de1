"""What a name says of an institution: place, state, kind, unit, lifecycle.

Two readings of one sign are settled by rule and evidence:

- ``SD`` is South Dakota, unless another state stands in the name or South Dakota has no such county: then a sheriff's department.
- ``CO`` is Colorado, unless another state stands in the name, or a sheriff's name has no county of Colorado before it: then a county.
- A state stands before a dash, or last; a word that is a state's and a town's name (Nevada, Delaware) is a state only where the kind is a state's.
- A county that only one state has names its state.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from clerestory.institutions import kinds
from clerestory.institutions.gazetteer import states
from clerestory.institutions.places import county_named, folded, near_county, only_state_of
from clerestory.institutions.words import form_of, left_over, levels, unit_of

_TAGS = re.compile(
    r"\b(?:in-?active|deactivated|decommissioned(?: org)?|dnu|do not use|duplicate(?: please delete)?|please delete|delete|demo|test(?: demo)?(?: \d+)?)\b"
    r"|-\s*(?:old|new|original)\s*$|\bhotlists?\b",
    re.IGNORECASE,
)
_PRODUCTS = re.compile(r"\b(?:raven|condor|flex)\b(?: v?\d[\d.]*)?", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^)\]]*)(?:[)\]]|$)")
_INITIALS = re.compile(r"(?<=[a-z])\s*[-/]\s*(?!DPS|PSD)([A-Z]{3,6})$")
_TOKEN = re.compile(r"[A-Za-z0-9&]+(?:['’.][A-Za-z]+)*\.?|-")
_OTHERS = {"PR": "puerto rico", "GU": "guam", "VI": "virgin islands", "MP": "northern mariana islands", "AS": "american samoa"}
_LISTS_OWN = {"NB": "NE", "FS": "US", "US": "US", "CNMI": "MP"}
"""Codes of lists that are not the post's: the FBI's Nebraska, its federal agencies."""
_LONG = {
    "metro": "metropolitan",
    "se": "southeast",
    "sw": "southwest",
    "nw": "northwest",
    "intl": "international",
    "inst": "institution",
    "reg": "regional",
}
_WITH_LEVEL = frozenset({"city", "town", "village", "borough"})
_STATE_BODY = ("state", "department of", "dept of", "division of")
_BODIES = frozenset({"pd", "so", "fd", "dps", "psd"})
_TOWN_TOO = kinds.PLACED - {"prosecutor", "detention"}


@dataclass(frozen=True)
class Reading:
    """A name, read. ``state``: postal code, ``US`` for federal; ``county``: FIPS codes that name and list give; ``level``: what the place is."""

    name: str
    kind: str
    state: str
    place: str
    level: str
    county: frozenset[str]
    words: frozenset[str]
    unit: str
    numbers: tuple[str, ...]
    city: str
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    form: str = ""
    whole: bool = True
    """False where the list cut the name off or name and list contradict each other: never enough to link by itself."""

    @property
    def forms(self) -> frozenset[str]:
        """The place, with and without the word for what it is (Amberley, a village; Amberley Village)."""
        return frozenset((self.place, self.place + self.level)) if self.place and self.level in _WITH_LEVEL else frozenset((self.place,))

    @property
    def nothing(self) -> bool:
        """Whether the name names no institution."""
        return self.kind == kinds.NONE


@cache
def _codes() -> dict[str, str]:
    """Postal code or name in small letters → postal code."""
    named = {state.name.casefold(): state.postal for state in states().values()} | {name: code for code, name in _OTHERS.items()}
    return named | {code.casefold(): code for code in (*named.values(), "US")} | {code.casefold(): own for code, own in _LISTS_OWN.items()}


def state_code(text: str) -> str:
    """Postal code of a state as a list writes it; empty when it is none."""
    return _codes().get(" ".join(text.split()).casefold(), "")


@cache
def states_name(code: str) -> str:
    """A state's name in small letters, by its postal code."""
    return next(name for name, postal in _codes().items() if postal == code and len(name) > 2)


@cache
def _spelled() -> re.Pattern[str]:
    names = sorted((state.name.casefold() for state in states().values()), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(names)})\b(?! (?:city|county|beach|parish|park|falls|township|heights|square|valley|island)\b)")


def read(name: str, state: str = "", county: str = "", kind: str = "", city: str = "") -> Reading:
    """Read a name, with what its list says beside it: state, county, kind of institution, city."""
    text = " ".join(unicodedata.normalize("NFKC", name).replace("’", "'").split())
    cut = text.endswith((":", ","))
    tags, text = _taken_out(text)
    asides, text = _asides(text)
    tokens = _TOKEN.findall(text)
    hint = state_code(state)
    said, tokens, notes = _state_in(tokens, asides, hint)
    low = " ".join(_plain(token) for token in tokens if token != "-").strip()
    found = kinds.kind_of(low) if low else kinds.NONE
    listed = kinds.HINTS.get(kind.strip().casefold(), "")
    if listed and (not found or (found in kinds.TOWNS_TOO and not _says_body(low))):
        found = listed
    if listed == "detention" and found in kinds.OPERATORS:
        found = listed  # a list of buildings: the place of detention, not who keeps it
    if not said and not hint:
        said, low = _spelled_state(low, found)
    elif found != "campus":
        low = _without_state(low, hint or said, found)
    whole = not cut and (not hint or not said or said == hint)
    return _placed(name, low, found, hint or said, asides, county, city, tags, notes, whole, bool(listed))


def _placed(
    name: str,
    low: str,
    kind: str,
    state: str,
    asides: list[str],
    county: str,
    city: str,
    tags: tuple[str, ...],
    notes: tuple[str, ...],
    whole: bool,
    listed: bool,
) -> Reading:
    level, place, beside = levels(low, kind, listed)
    words = left_over(place, kind)
    place = folded(" ".join(word for word in words if not word.isdigit()))
    if kind == "police" and not place and state:
        kind = "public_safety" if "safety" in low or "dps" in low else "state_police" if "state" in low else kind
    if kind in {"federal"} and not state:
        state = "US"
    if not state and level == "county" and (only := only_state_of(place)):
        state, notes = only, (*notes, "the only state with such a county")
    given = [*asides, beside, *county.split(",")]
    codes = frozenset(code for each in given if each and (code := county_named(state, each)))
    own = county_named(state, place) if level == "county" else None
    if level == "county" and own is None and (near := near_county(state, place)):
        own, notes = near, (*notes, "read as the county it is most like")
    if own:
        codes = frozenset({own})
    elif level == "county" and kind == "sheriff" and len(codes) == 1 and not place:
        own = next(iter(codes))
    numbers = tuple(sorted(re.findall(r"\d+", low)))
    if not place and not words and kind in kinds.PLACED and not own:
        whole = False
    return Reading(
        name, kind, state, place, level, codes, frozenset(words), unit_of(low), numbers, folded(city), tags, notes, form_of(low), whole
    )


def _taken_out(text: str) -> tuple[tuple[str, ...], str]:
    """Lifecycle and product tags, and the name without them."""
    tags = [found[0].strip(" -").lower() for pattern in (_TAGS, _PRODUCTS) for found in pattern.finditer(text)]
    if not tags:
        return (), text
    for pattern in (_TAGS, _PRODUCTS):
        text = pattern.sub(" ", text)
    return tuple(tags), re.sub(r"[(\[]\W*[)\]]|^[\s-]+|[\s-]+$", "", text).strip()


def _asides(text: str) -> tuple[list[str], str]:
    """What stands in brackets, and the name without; a federal mark stays a word of the name."""
    found = [*_BRACKETS.findall(text), *_INITIALS.findall(text)]
    if not found:
        return [], text
    text = _INITIALS.sub("", _BRACKETS.sub(" ", text))
    if any(each.strip().lower() == "federal" for each in found):
        text += " usfederal"
    return [each.strip() for each in found], " ".join(text.split())


def _plain(token: str) -> str:
    plain = token.lower().replace("'", "").replace(".", "")
    return _LONG.get(plain, plain)


def _says_body(low: str) -> bool:
    return bool(
        re.search(
            r"\b(department|dept|district|authority|office|police|pd|tribal|university|school|task|force|jail|center|board|so)\b", low
        )
    )


def _state_in(tokens: list[str], asides: list[str], hint: str) -> tuple[str, list[str], tuple[str, ...]]:
    """The state that codes in a name give, the tokens without it, and what was settled."""
    bracketed = next((aside for aside in asides if len(aside) == 2 and aside.isupper() and state_code(aside)), "")
    shouted = not any(char.islower() for token in tokens for char in token)
    at = [
        i
        for i, token in enumerate(tokens)
        if len(token) == 2 and token.isupper() and state_code(token) and _may_be_state(tokens, i, shouted, hint)
    ]
    notes: tuple[str, ...] = ()
    if len(at) + bool(bracketed) + (bool(hint) and hint not in {tokens[i] for i in at}) > 1:
        at, tokens, notes = _one_of(at, tokens, bracketed or hint)
    if len(at) == 1 and tokens[at[0]] in {"SD", "CO"} and not hint:
        at, tokens, notes = _ambiguous(at[0], tokens)
    if bracketed:
        return state_code(bracketed), tokens, notes
    if not at:
        return "", tokens, notes
    chosen = at[0] if at[0] == 0 and len(tokens) > 1 and tokens[1] == "-" else at[-1]
    return state_code(tokens[chosen]), tokens[:chosen] + tokens[chosen + 1 :], notes


def _may_be_state(tokens: list[str], at: int, shouted: bool, hint: str) -> bool:
    """In a name all in capitals, only a last token, one before a dash, or the list's own state; else any."""
    last = at == len(tokens) - 1 or (at == len(tokens) - 2 and tokens[-1].lower() in _BODIES)
    return not shouted or (last and at > 0) or tokens[at] == hint


def _one_of(at: list[int], tokens: list[str], other: str) -> tuple[list[int], list[str], tuple[str, ...]]:
    """Of several codes, those that are states: ``CO`` beside another is a county, ``SD`` a sheriff's department."""
    changed, left = list(tokens), []
    for i in at:
        if tokens[i] == "CO" and other != "CO":
            changed[i] = "County"
        elif tokens[i] == "SD" and other != "SD":
            changed[i] = "Sheriffs"
        else:
            left.append(i)
    return left, changed, ("CO or SD beside a state",) if len(left) < len(at) else ()


def _ambiguous(at: int, tokens: list[str]) -> tuple[list[int], list[str], tuple[str, ...]]:
    code, place = tokens[at], " ".join(token for token in tokens[:at] if token.lower() not in {"county", "-"})
    bodies = [token.lower().strip(".") for token in tokens if token.lower() in _BODIES]
    if _codes().get(code.casefold()) and states_name(code) in " ".join(tokens).casefold():
        return [at], tokens, ()
    is_county = county_named(code, place) is not None
    if code == "SD" and not bodies and not is_county:
        return [], [*tokens[:at], "Sheriffs", *tokens[at + 1 :]], ("SD read as sheriff's department",)
    if code == "CO" and "so" in bodies and not is_county and "county" not in (token.lower() for token in tokens):
        return [], [*tokens[:at], "County", *tokens[at + 1 :]], ("CO read as county",)
    return [at], tokens, ()


def _without_state(low: str, state: str, kind: str) -> str:
    """A name without its own state's name, where that is said again: it is no part of the place."""
    for spelled in reversed(list(_spelled().finditer(low))):
        before, after = low[: spelled.start()].strip(), low[spelled.end() :].strip()
        if _codes()[spelled[1]] == state and (kind not in _TOWN_TOO or after.startswith(_STATE_BODY)):
            if not before and after.startswith("state ") and kind == "police" and after.split()[1:] not in (["pd"], ["police"]):
                after = after.removeprefix("state ")
            low = f"{before} {after}".strip()
    return low


def _spelled_state(low: str, kind: str) -> tuple[str, str]:
    """A state spelled out, where the name is not a town's of the same name."""
    found = _spelled().search(low)
    if not found:
        return "", low
    before, after = low[: found.start()].strip(), low[found.end() :].strip()
    if kind in _TOWN_TOO and not after.startswith(_STATE_BODY) and not before.endswith("state of"):
        return "", low
    if kind == "campus":
        return _codes()[found[1]], low
    return _codes()[found[1]], " ".join(f"{before} {after}".split())

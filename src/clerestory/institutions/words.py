"""Words of names that say what a thing is, not which: levels of places, words that go with a kind, units."""

from __future__ import annotations

import re
from functools import cache

_ANY = (
    "police department dept pub pd office offices of the and at for in division services service law enforcement public safety dps psd inc bureau agency usfederal"
    " unit"
)
_BASE = frozenset(_ANY.split())
_BY_KIND = {
    "police": "metropolitan",
    "sheriff": "sheriff sheriffs so sd county parish department",
    "fire": "fire fd authority",
    "government": "government commission board commissioners bocc county parish",
    "constable": "constable constables constabless const precinct pct district county ward",
    "prosecutor": "district attorney attorneys da das prosecutor prosecutors prosector prosecuting states criminal commonwealths county",
    "dispatch": "911 dispatch communications communication center emergency county",
    "marshal": "marshal marshals",
    "detention": "jail detention correctional correction corrections facility center centre ctr institution complex prison processing spc cdf residential house "
    "justice det corr fac detainment civil adult contract secure regional cca ice immigration federal sheriffs county co parish",
    "hold": "hold room rooms holdroom staging ero dro field",
    "corrections": "corrections correction correctional rehabilitation county",
    "campus": "campus college university dist district security board trustees",
    "parks": "park parks district recreation county forest preserve preserves ranger rangers metropolitan",
    "tribal": "tribal tribe tribes nation",
    "state_police": "state highway patrol trooper troopers",
    "investigations": "state",
    "attorney_general": "state",
    "federal": "state",
    "task_force": "",
}
_KEPT_BUT = {
    "campus": "campus dist district security",
    "parks": "district county",
    "tribal": "tribal tribe tribes rancheria",
    "airport": "authority",
}
"""Words without which such a body is still the same."""
_KEPT = frozenset({"airport", "campus", "task_force", "parks", "fusion_centre", "federal", "tribal"})
"""Kinds whose own words tell one from another."""
_UNIT = re.compile(
    r"\b(intelligence unit|division of law enforcement|investigations bureau|special investigations|station|medicare fraud|highway patrol division|criminal investigations? division"
    r"|fraud division|board of trustees|training|office of the chief inspector)\b"
)
_COUNTY = re.compile(r"\b(?:county|counry|conty|coutny|cnty|parish|co)\b")
_TOWNSHIP = re.compile(r"\b(?:township|twp|charter township)\b")
_PREFIX = re.compile(r"^(?:the )?(?:inc(?:orporated)? )?(city|town|village|borough|township|county) of (?:the )?")


@cache
def _stop(kind: str) -> frozenset[str]:
    return _BASE | frozenset(_BY_KIND.get(kind, "").split())


def levels(low: str, kind: str, listed: bool) -> tuple[str, str, str]:
    """Level of the place (county, township, town, village, city, or nothing), the name without those words, and a county named beside it."""
    beside = ""
    prefix = _PREFIX.match(low)
    level = prefix[1] if prefix else ""
    rest = low[prefix.end() :] if prefix else low
    if _TOWNSHIP.search(rest):
        before, _, after = _TOWNSHIP.sub("\0", rest, count=1).partition("\0")
        county = re.search(r"([a-z ]+?) (?:county|co)\b", after)
        beside = county[1].strip() if county else ""
        return "township", (before + " " + (after.replace(county[0], " ") if county else after)).strip(), beside
    if _COUNTY.search(rest):
        return "county", rest, ""
    if kind == "sheriff" and level != "city":
        return "county", rest, ""
    if (
        not level
        and (tail := re.search(r" (town|village|borough)\b(?= (?:police|pd|department)|$)", rest))
        and (listed or tail[1] == "borough")
    ):
        return tail[1], rest[: tail.start()] + rest[tail.end() :], ""
    return level, rest, beside


def left_over(text: str, kind: str) -> list[str]:
    """The words that say which institution it is, in their order."""
    stop = _stop(kind) if kind not in _KEPT else (_BASE - {"unit"}) | frozenset(_KEPT_BUT.get(kind, "").split())
    words = [word for word in _COUNTY.sub(" ", text).split() if word not in stop]
    if kind == "parks":
        words = ["park" if word == "parks" else word for word in words]
    if words == ["state"]:
        words = []
    if not words and kind in {"police", "sheriff", "fire"}:
        # a place may be called like a word for a body: Center, Bureau
        words = [word for word in _COUNTY.sub(" ", text).split() if word in {"center", "bureau"}]
    return words


_FORM = {
    "processing": "processing",
    "jail": "jail",
    "prison": "jail",
    "correctional": "jail",
    "corrections": "jail",
    "corr": "jail",
    "residential": "residential",
}


def form_of(low: str) -> str:
    """What sort of detention a name speaks of; empty where it says no more than that."""
    return next((form for word, form in _FORM.items() if word in low.split()), "")


def unit_of(low: str) -> str:
    """The part of an institution that a name points at."""
    found = _UNIT.search(low)
    return found[1] if found else ""

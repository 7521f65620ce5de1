"""Whether two names mean one institution, feature by feature. What forbids is no feature: no score outweighs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from clerestory.institutions import kinds
from clerestory.institutions.places import SHORTEST, edits
from clerestory.institutions.reading import Reading


class Outcome(StrEnum):
    """What is known of a pair of names."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


SAME_FROM = 7.5
"""Points from which two names are linked without anybody's word; chosen on the choosing half of the labelled pairs."""
DIFFERENT_BELOW = 3.0
"""Points under which they are not even a question."""
TOWNS_BESIDE = frozenset({"NY", "WI"})
"""States where a town is another municipality than the village or city of its name."""
GENERIC = frozenset(
    [
        "university",
        "college",
        "community",
        "state",
        "district",
        "school",
        "unified",
        "park",
        "parks",
        "county",
        "task",
        "force",
        "drug",
        "authority",
        "center",
        "system",
        "campus",
    ]
)
"""Words that many bodies share: alone they are no likeness."""
NOWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Feature:
    """One thing compared: what both sides say, in words, and what it counts for."""

    name: str
    says: str
    points: float


@dataclass(frozen=True)
class Comparison:
    """The outcome for two names with its reasons. ``conflicts`` forbid: with any, the outcome is *different*."""

    outcome: Outcome
    points: float
    features: tuple[Feature, ...]
    conflicts: tuple[str, ...] = field(default=())

    def words(self) -> str:
        """Why, in one line."""
        if self.conflicts:
            return "forbidden: " + ", ".join(self.conflicts)
        return ", ".join(f"{each.says} ({each.points:+g})" for each in self.features if each.points)


def compare(first: Reading, second: Reading, first_ids: Mapping[str, str] = NOWHERE, second_ids: Mapping[str, str] = NOWHERE) -> Comparison:
    """Compare two readings; identifiers, where known, by their scheme (``ori``, ``detloc``, …)."""
    conflicts = _conflicts(first, second, first_ids, second_ids)
    features = tuple(feature(first, second) for feature in FEATURES)
    points = sum(each.points for each in features)
    shared = [scheme for scheme in first_ids if second_ids.get(scheme) == first_ids[scheme]]
    if shared and not conflicts:
        features = (*features, Feature("identifier", f"one {shared[0]}", 10.0))
        points += 10.0
    if conflicts or points < DIFFERENT_BELOW:
        outcome = Outcome.DIFFERENT
    elif points >= SAME_FROM and first.whole and second.whole and bool(first.state) and first.state == second.state:
        outcome = Outcome.SAME
    else:
        outcome = Outcome.UNSURE
    return Comparison(outcome, points, features, conflicts)


def _conflicts(first: Reading, second: Reading, first_ids: Mapping[str, str], second_ids: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    if first.nothing or second.nothing:
        found.append("names no institution")
    if first.state and second.state and first.state != second.state:
        found.append(f"state {first.state} and {second.state}")
    if kinds.conflict(first.kind, second.kind):
        found.append(f"kind {first.kind} and {second.kind}")
    if first.level == second.level == "county" and first.county and second.county and not first.county & second.county:
        found.append("two counties")
    if first.numbers and second.numbers and first.numbers != second.numbers:
        found.append("two numbers")
    found += [f"two {scheme}s" for scheme in first_ids if scheme in second_ids and first_ids[scheme] != second_ids[scheme]]
    return tuple(found)


def _state(first: Reading, second: Reading) -> Feature:
    if not first.state or not second.state:
        return Feature("state", "a side names no state", 0.0)
    return Feature("state", f"both in {first.state}", 2.0) if first.state == second.state else Feature("state", "two states", -9.0)


def _kind(first: Reading, second: Reading) -> Feature:
    if not first.kind and not second.kind:
        return Feature("kind", "neither says a kind", 1.5 if len(first.words) > 1 and first.words == second.words else -1.0)
    if not first.kind or not second.kind:
        return Feature("kind", "a side says no kind", -1.0)
    if first.kind == second.kind:
        return Feature("kind", f"both {first.kind}", 2.0)
    pair = frozenset((first.kind, second.kind))
    if pair in kinds.CERTAIN:
        return Feature("kind", f"{first.kind} and {second.kind} are one", 1.5)
    return Feature("kind", f"{first.kind} or {second.kind}", -1.0 if pair in kinds.ALIKE else -6.0)


def _place(first: Reading, second: Reading) -> Feature:
    both = {first.kind, second.kind}
    one_county = first.level == second.level == "county" and bool(first.county) and first.county == second.county
    if one_county and both <= kinds.PLACED and (not both & {"constable", "detention"} or first.place == second.place):
        return Feature("place", "one county", 4.0)
    if not first.place and not second.place:
        one_of_state = both <= kinds.OF_A_STATE and first.state and first.state == second.state
        return Feature("place", "the one of the state", 4.0) if one_of_state else Feature("place", "no place", -1.0)
    if shared := first.forms & second.forms:
        return Feature("place", f"both {max(shared, key=lambda each: (len(each), each))}", 4.0)
    if not first.place or not second.place:
        return Feature("place", "a side names no place", -3.0)
    if not both <= kinds.PLACED and (near := _words(first, second)):
        return near
    short, long = sorted((first.place, second.place), key=len)
    slips = edits(short, long, 2)
    if len(short) > SHORTEST and slips == 1 and (first.county & second.county or len(short) >= 10):
        return Feature("place", "the places differ by one letter", 3.0 + bool(len(short) >= 10))
    if len(short) > SHORTEST and slips <= 2:
        return Feature("place", "the places are spelled alike", -0.5)
    if long in {short + tail for tail in ("city", "town", "village", "borough", "s")}:
        return Feature("place", "one place, or its namesake", 1.0)
    return Feature("place", "two places", -6.0)


def _words(first: Reading, second: Reading) -> Feature | None:
    """For bodies that are no place's own: the words that tell one from another."""
    both, either = first.words & second.words, first.words | second.words
    if first.words == second.words:
        return Feature("place", "the same words", 4.0)
    left, right = first.words - both, second.words - both
    if len(left) == len(right) == 1 and len(both) > 1 and _slip(*left, *right):
        return Feature("place", "the same words but for a slip", 3.5)
    if len(both) / len(either) >= 0.5 and both - GENERIC:
        extra = ", ".join(sorted(either - both))
        return Feature("place", f"words beside: {extra}", 1.0)
    return None


def _slip(first: str, second: str) -> bool:
    return min(len(first), len(second)) >= SHORTEST and edits(first, second, 1) == 1


def _level(first: Reading, second: Reading) -> Feature:
    if first.level == second.level:
        return Feature("level", "places of one level", 0.0)
    pair = {first.level, second.level}
    if "township" in pair or ("county" in pair and first.kind == second.kind != "sheriff"):
        return Feature("level", "a township or county and a place that is none", -3.0)
    return Feature("level", "a town, village or city", -1.5 if "town" in pair and first.state in TOWNS_BESIDE else 0.0)


def _county(first: Reading, second: Reading) -> Feature:
    if not first.county or not second.county:
        return Feature("county", "a side names no county", 0.0)
    return Feature("county", "one county", 1.0) if first.county & second.county else Feature("county", "two counties", -2.5)


def _city(first: Reading, second: Reading) -> Feature:
    if not first.city or not second.city:
        return Feature("city", "a side gives no city", 0.0)
    return Feature("city", "one city", 1.0) if first.city == second.city else Feature("city", "two cities", -3.0)


def _unit(first: Reading, second: Reading) -> Feature:
    if first.unit == second.unit:
        return Feature("unit", "one unit, or none", 0.0)
    return Feature("unit", "a unit, and the whole or another unit", -2.5)


def _form(first: Reading, second: Reading) -> Feature:
    said = {first.form, second.form} - {""}
    if {first.kind, second.kind} != {"detention"} or len(said) < 2 or not {first.place, second.place} & {first.city, second.city}:
        return Feature("form", "one form, or none", 0.0)
    return Feature("form", "two forms of detention", -2.0)


def _whole(first: Reading, second: Reading) -> Feature:
    if first.whole and second.whole:
        return Feature("whole", "both names whole", 0.0)
    return Feature("whole", "a list cut a name off, or contradicts it", -1.0)


def _numbers(first: Reading, second: Reading) -> Feature:
    if first.numbers == second.numbers:
        return Feature("number", "one number, or none", 0.5 if first.numbers else 0.0)
    return Feature("number", "a number on one side only", -2.0)


FEATURES: tuple[Callable[[Reading, Reading], Feature], ...] = (
    _state,
    _kind,
    _place,
    _level,
    _county,
    _city,
    _unit,
    _form,
    _whole,
    _numbers,
)

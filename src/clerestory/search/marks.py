"""How far a number is the number of the records: exact, rounded, or short of some. A mark goes with its number wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

EXACT = ""
AT_LEAST = "at_least"
"""Some records of it are left out, and none is too many."""
ABOUT = "about"
"""Rounded up or down, or made of such numbers."""
AT_LEAST_ABOUT = "at_least_about"
"""Rounded, and records of it are left out beside."""
SIGNS = {EXACT: "", AT_LEAST: "≥ ", ABOUT: "≈ ", AT_LEAST_ABOUT: "≳ "}
_WORDS = {EXACT: "", AT_LEAST: "at least ", ABOUT: "about ", AT_LEAST_ABOUT: "at least about "}
SUPPRESSED = "suppressed"


def mark(*, rounded: bool, short: bool) -> str:
    """The mark of a number that is rounded, or leaves records out."""
    return (AT_LEAST_ABOUT if short else ABOUT) if rounded else AT_LEAST if short else EXACT


def added(marks: Iterable[str]) -> str:
    """The mark of a sum of numbers with these marks."""
    found = set(marks)
    return mark(rounded=bool(found & {ABOUT, AT_LEAST_ABOUT}), short=bool(found & {AT_LEAST, AT_LEAST_ABOUT}))


def compared(marks: Iterable[str]) -> str:
    """The mark of a difference, a share or a rate of numbers with these marks: it may be too large as well as too small."""
    return ABOUT if set(marks) - {EXACT} else EXACT


def beside(name: str, told: str) -> dict[str, Any]:
    """What stands in JSON beside a number: its mark under ``NAME_told``; nothing beside a number that is exact."""
    return {f"{name}_told": told} if told else {}


def signed(number: float | None, told: str = EXACT) -> str:
    """A count in a table: its sign and its thousands apart; None: suppressed."""
    return SUPPRESSED if number is None else f"{SIGNS[told]}{number:,}"


def in_words(number: float | None, told: str = EXACT) -> str:
    """A count in a sentence."""
    return SUPPRESSED if number is None else f"{_WORDS[told]}{number:,}"

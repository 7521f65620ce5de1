"""Made-up identifiers, one of its own for every place in which one is hidden, so that a find says where it got through.

Nobody bears these numbers or names: the exchange 555-01xx, area numbers that were never given out, words glued from syllables.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

KINDS = (
    "plate", "name", "common_name", "ssn", "ssn_bare", "a_number", "email", "phone", "phone_bare", "birth_date", "licence",
)  # fmt: skip
STRICT = ("ssn", "a_number", "email", "phone", "birth_date")
"""Kinds that are masked even in columns declared as public, as their writing leaves no doubt."""
_HEADS = ("Zuid", "Vant", "Quor", "Brax", "Ymkel", "Oosk", "Trev", "Wexl", "Kjor", "Pfen")
_TAILS = ("hoek", "relle", "vington", "mandt", "zikova", "ubasz", "qvist", "ollari", "etsky", "nhuber")
_GIVEN = ("Maria", "Jennifer", "Michael", "Deborah", "Patricia", "Christopher", "Guadalupe", "Kimberly", "Thanh", "Svetlana")
_FAMILY = ("Gonzalez", "Rodriguez", "Nguyen", "Patel", "Kowalski", "Hernandez", "Yamamoto", "Schneider", "Okafor", "Villanueva")


@dataclass
class Garden:
    """Gives plants that were not given before, and remembers where each was put."""

    planted: dict[str, str] = field(default_factory=dict)
    """Needle → where it was planted."""
    _numbers: dict[str, itertools.count[int]] = field(default_factory=lambda: {kind: itertools.count() for kind in KINDS})

    def plant(self, kind: str, where: str) -> str:
        """A new identifier of a kind, in the form in which it is written into a file."""
        number = next(self._numbers[kind])
        written, needles = getattr(self, f"_{kind}")(number)
        for needle in needles:
            assert needle.casefold() not in self.planted, f"{needle} would not tell two places apart"
            self.planted[needle.casefold()] = f"{kind} in {where}"
        return str(written)

    def sentence(self, where: str, kinds: tuple[str, ...] = KINDS) -> str:
        """A text with one of each kind among harmless words."""
        return "stolen vehicle, " + " / ".join(self.plant(kind, where) for kind in kinds) + " follow up"

    def _plate(self, number: int) -> tuple[str, list[str]]:
        plate = f"{number % 9 + 1}QZ{'XKWVJ'[number % 5]}{number:03}"
        return plate, [plate]

    def _name(self, number: int) -> tuple[str, list[str]]:
        first, last = (_HEADS[at % 10] + _TAILS[at // 10 % 10] for at in (number * 3 + 1, number))
        last += _TAILS[number // 100 % 10] + _TAILS[number // 1000 % 10]
        return f"{first} {last}", [f"{first} {last}", last]

    def _common_name(self, number: int) -> tuple[str, list[str]]:
        whole = f"{_GIVEN[number % 10]} {_FAMILY[number // 10 % 10]}-{_FAMILY[number // 100 % 10]}"
        return whole, [whole]

    def _ssn(self, number: int) -> tuple[str, list[str]]:
        digits = f"666{10 + number % 89:02}{1000 + number:04}"
        dashed = f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
        return dashed, [dashed, digits]

    def _ssn_bare(self, number: int) -> tuple[str, list[str]]:
        digits = f"667{10 + number % 89:02}{1000 + number:04}"
        return digits, [digits, f"{int(digits):,}"]

    def _a_number(self, number: int) -> tuple[str, list[str]]:
        return f"A2093{10000 + number:05}", [f"2093{10000 + number:05}"]

    def _email(self, number: int) -> tuple[str, list[str]]:
        local = f"q.zuid{number:03}k"
        return f"{local}@hushvale.example", [local]

    def _phone(self, number: int) -> tuple[str, list[str]]:
        number = 2000 + number
        return f"(415) 555-{number:04}", [f"555-{number:04}", f"415555{number:04}"]

    def _phone_bare(self, number: int) -> tuple[str, list[str]]:
        digits = f"510555{3000 + number:04}"
        return digits, [digits]

    def _birth_date(self, number: int) -> tuple[str, list[str]]:
        date = f"{1 + number % 12:02}/{1 + number % 28:02}/{1930 + number % 67}"
        return f"DOB {date}", [date]

    def _licence(self, number: int) -> tuple[str, list[str]]:
        return f"D48{27000 + number}", [f"D48{27000 + number}"]

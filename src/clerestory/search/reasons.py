"""Classes of stated reasons: a declared, versioned lexicon. A text *mentions* a class; what a search was for nobody can read from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.errors import BadSource, UnknownName
from clerestory.kernel.text import nearest
from clerestory.lake.conditions import AnyOf, Condition, HasValue, InState, Matches, Not

SUFFIX = ".mentions"
NONE = "none_of_these"
"""Texts that mention no class."""


@dataclass(frozen=True)
class ReasonClass:
    """One class. ``pattern``: what a text must say; ``without``: what is taken out of it first; ``states``: cells that belong to it too."""

    name: str
    title: str
    meaning: str
    pattern: str
    without: str
    states: tuple[str, ...]

    def condition(self, column: str) -> Condition:
        """That a cell of a column belongs to it."""
        ways: list[Condition] = [Matches(column, self.pattern, self.without)] if self.pattern else []
        return AnyOf((*ways, *([InState(column, self.states)] if self.states else [])))


@dataclass(frozen=True)
class Reasons:
    """The lexicon."""

    name: str
    version: str
    classes: tuple[ReasonClass, ...]
    breaks: tuple[tuple[str, str], ...]
    """(day, why) from which on counts of classes may not be compared with those before."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names that may be asked for."""
        return (*(each.name for each in self.classes), NONE)

    def named(self, name: str) -> ReasonClass:
        """A class. Raises UnknownName with the nearest ones."""
        for each in self.classes:
            if each.name == name:
                return each
        raise UnknownName(f"there is no class {name!r} of reasons", expected=f"one of {', '.join(nearest(name, self.names) or self.names)}")

    def condition(self, column: str, names: Iterable[str]) -> Condition:
        """That a cell mentions one of some classes."""
        return AnyOf(tuple(self._none(column) if name == NONE else self.named(name).condition(column) for name in names))

    def _none(self, column: str) -> Condition:
        from_all = AnyOf(tuple(Matches(column, each.pattern, each.without) for each in self.classes if each.pattern))
        return Not(AnyOf((Not(HasValue(column)), from_all)))

    def mentioned(self, texts: list[str]) -> list[tuple[str, ...]]:
        """The classes that each text mentions, in the order of the lexicon; ``NONE`` where it mentions none."""
        array = pa.array(texts, pa.string())
        found: list[list[str]] = [[] for _ in texts]
        for each in self.classes:
            if each.pattern:
                said = pc.replace_substring_regex(array, "(?i)" + each.without, " ") if each.without else array
                for place in pc.indices_nonzero(pc.match_substring_regex(said, "(?i)" + each.pattern)).to_pylist():
                    found[place].append(each.name)
        return [tuple(names) or (NONE,) for names in found]

    def of_state(self, state: str) -> tuple[str, ...]:
        """The classes that cells in a state belong to."""
        return tuple(each.name for each in self.classes if state in each.states)


@cache
def reasons() -> Reasons:
    """The lexicon that comes with the program."""
    return read_reasons(resources.files("clerestory.search").joinpath("reasons.toml").read_text(encoding="utf-8"))


def read_reasons(text: str) -> Reasons:
    """A lexicon from its file. Raises BadSource when two classes have one name."""
    told = tomllib.loads(text)
    classes = tuple(
        ReasonClass(
            each["name"],
            each["title"],
            each["meaning"],
            "|".join(f"(?:{pattern})" for pattern in each["patterns"]),
            "|".join(f"(?:{pattern})" for pattern in each.get("without", [])),
            tuple(each.get("states", [])),
        )
        for each in told["class"]
    )
    names = [each.name for each in classes]
    if len(set(names)) < len(names):
        raise BadSource("the lexicon of reasons has two classes of one name", expected="one")
    return Reasons(told["name"], told["version"], classes, tuple((each["day"], each["why"]) for each in told.get("break", [])))

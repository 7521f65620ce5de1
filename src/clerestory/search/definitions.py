"""Named measures: questions with the words of their definition, declared as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from clerestory.errors import BadSource, UnknownName
from clerestory.kernel.text import nearest
from clerestory.search import language
from clerestory.search.query import Query
from clerestory.search.wanted import read_split


@dataclass(frozen=True)
class Definition:
    """One named measure."""

    name: str
    of: str
    """What it measures; other definitions of it give other numbers."""
    title: str
    words: str
    defined_by: str
    query: Query
    published: Mapping[str, int] = field(default_factory=dict)
    """Figures that were published under it, by the value it is counted by."""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        told = {name: getattr(self, name) for name in ("name", "of", "title", "words", "defined_by")}
        return {**told, "table": self.query.table, "query": language.show(self.query), "published": dict(self.published)}


def definition(name: str) -> Definition:
    """A named measure. Raises UnknownName with the nearest ones."""
    known = definitions()
    if name not in known:
        of = [each.name for each in known.values() if each.of == name]
        close = of or nearest(name, known) or list(known)
        raise UnknownName(f"there is no measure {name!r}", expected=f"one of {', '.join(close)}", do="list them with `clerestory measures`")
    return known[name]


@cache
def definitions() -> Mapping[str, Definition]:
    """Every named measure that comes with the program, by name."""
    return read_definitions(resources.files("clerestory.search").joinpath("definitions.toml").read_text(encoding="utf-8"))


def read_definitions(text: str) -> dict[str, Definition]:
    """Named measures from their file. Raises BadSource when two have one name."""
    told: dict[str, Definition] = {}
    for each in tomllib.loads(text)["measure"]:
        if each["name"] in told:
            raise BadSource(f"two measures are called {each['name']}", expected="one")
        query = replace(language.read(each["table"], each["query"]), by=tuple(map(read_split, each["by"])))
        told[each["name"]] = Definition(
            each["name"], each["of"], each["title"], each["words"], each["defined_by"], query, each.get("published", {})
        )
    return told

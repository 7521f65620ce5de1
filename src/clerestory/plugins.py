"""One table of the kinds of things that can be added without editing anything else.

Built-ins come through the same door as strangers' plug-ins: an object found by name in a package of built-ins, or announced by an
installed distribution as an entry point of the group ``clerestory.<kind>``. Two of one name are refused.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from clerestory.errors import BadSource, UnknownName
from clerestory.kernel.text import nearest


@dataclass(frozen=True)
class Kind:
    """A kind of plug-in: the package of its built-ins and the name that each module binds: to one, or to a tuple of those that share a layout."""

    package: str
    attribute: str


KINDS = {"sources": Kind("clerestory.sources", "SOURCE")}


@cache
def all_of(kind: str) -> dict[str, Any]:
    """Every plug-in of a kind by id. Raises BadSource when two claim one id."""
    found: dict[str, Any] = {}
    package = importlib.import_module(KINDS[kind].package)
    modules = [importlib.import_module(f"{KINDS[kind].package}.{info.name}") for info in pkgutil.iter_modules(package.__path__)]
    bound = [getattr(module, KINDS[kind].attribute) for module in modules]
    bound += [point.load() for point in entry_points(group=f"clerestory.{kind}")]
    for thing in [each for one in bound for each in (one if isinstance(one, tuple) else (one,))]:
        if thing.id in found:
            raise BadSource(f"two plug-ins of the kind {kind} are called {thing.id!r}", expected="one", do="uninstall or rename one")
        found[thing.id] = thing
    return found


def load(kind: str, name: str) -> Any:
    """One plug-in by id. Raises UnknownName with the nearest ones."""
    known = all_of(kind)
    if name not in known:
        raise UnknownName(f"there is no {kind.removesuffix('s')} {name!r}", do=f"try {', '.join(nearest(name, known)) or 'another name'}")
    return known[name]

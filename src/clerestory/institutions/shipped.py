"""What ships: federal components, areas of responsibility, the register of information systems and the flows between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

CHECKED = {"read": "read in the source named", "reported": "reported, not checked against the primary document"}


@dataclass(frozen=True)
class Component:
    """A body of the federal government, or an area of one of its bodies. ``also``: other names it goes by."""

    key: str
    name: str
    kind: str
    part_of: str
    also: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class SystemFact:
    """One fact of an information system or programme. ``checked``: ``read`` or ``reported``."""

    key: str
    name: str
    kind: str
    operator: str
    vendor: str
    checked: str
    fact: str
    source: str


@dataclass(frozen=True)
class Flow:
    """Data that go from one institution to another, as a source says."""

    giver: str
    taker: str
    checked: str
    fact: str
    source: str


def _lines(name: str) -> list[list[str]]:
    text = (resources.files("clerestory.institutions.seed") / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@cache
def components() -> tuple[Component, ...]:
    """Federal components and ICE's areas of responsibility."""
    lines = [*_lines("components.tsv"), *_lines("areas.tsv")]
    return tuple(
        Component(key, name, kind, part, tuple(filter(None, also.split(";"))), source) for key, name, kind, part, also, source in lines
    )


@cache
def systems() -> tuple[SystemFact, ...]:
    """The register of information systems and programmes."""
    return tuple(SystemFact(*line) for line in _lines("systems.tsv"))


@cache
def flows() -> tuple[Flow, ...]:
    """Flows between systems and institutions."""
    return tuple(Flow(*line) for line in _lines("flows.tsv"))


@cache
def served() -> tuple[tuple[str, str, str], ...]:
    """(area, postal code of a state, ``whole`` or ``part`` of it)."""
    return tuple((area, state, share) for area, state, share in _lines("areas_states.tsv"))

"""What names mean once people have judged: the rules' answers under the decisions that stand. Decisions are never rewritten, only undone."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clerestory.errors import UsageError
from clerestory.institutions.compare import Outcome
from clerestory.lake.institutions import Decision, Resolved

MARK = "clerestory_institution_decisions"
"""Key by which a file of decisions is known; its value is the number of the format."""
FORMAT = 1
LARGEST = 50_000_000
"""Bytes of a file of decisions."""
VERDICTS = frozenset(Outcome)


@dataclass(frozen=True)
class Link:
    """What a name means now. ``by``: ``rules``, or the number of the decision that says so."""

    mention: str
    outcome: str
    institution: str
    by: str


def handle(mention: str) -> str:
    """A short name of a mention, to type: the same on every machine."""
    return "n" + base64.b32encode(hashlib.sha256(mention.encode()).digest())[:9].decode().lower()


def standing(rows: Iterable[Decision]) -> list[Decision]:
    """Decisions that nothing took back, oldest first."""
    rows = list(rows)
    undone = {row.undoes for row in rows if row.undoes is not None}
    return [row for row in rows if row.undoes is None and row.id not in undone]


def links(names: Iterable[Resolved], rows: Iterable[Decision]) -> dict[str, Link]:
    """What every name means: the last standing decision on it, else what the rules say.

    A verdict *different* is about one institution: where the rules name another one, they still say so.
    """
    said = {row.mention: row for row in standing(rows)}
    found = {
        each.mention: Link(each.mention, each.outcome, each.institution if each.outcome == Outcome.SAME else "", "rules") for each in names
    }
    likeliest = {each.mention: each.institution for each in names}
    for mention, row in said.items():
        if row.verdict == Outcome.DIFFERENT and likeliest.get(mention, row.institution) != row.institution:
            continue
        institution = row.institution if row.verdict == Outcome.SAME else ""
        found[mention] = Link(mention, row.verdict, institution, str(row.id))
    return found


def queue(names: Iterable[Resolved], rows: Iterable[Decision]) -> list[Resolved]:
    """Names that wait for somebody's word, those that settle most records first."""
    names = list(names)
    now = links(names, rows)
    return [each for each in names if each.outcome == Outcome.UNSURE and now[each.mention].by == "rules"]


def write_file(path: Path, rows: Iterable[Decision], keys: Mapping[str, str], *, force: bool = False) -> int:
    """Standing decisions into a file; how many. Institutions stand there by what they are known by, so that any workspace can read it."""
    if path.exists() and not force:
        raise UsageError(f"{path.name} is there already", do="name another file, or say --force to write over it")
    told = [
        {**{name: value for name, value in asdict(row).items() if name not in {"id", "undoes"}}, "known_by": keys.get(row.institution, "")}
        for row in standing(rows)
    ]
    path.write_text(json.dumps({MARK: FORMAT, "decisions": told}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(told)


def read_file(path: Path) -> list[Decision]:
    """The decisions of a file. Raises UsageError when it is none, or when one of them is broken."""
    if path.stat().st_size > LARGEST:
        raise UsageError(f"{path.name} is too large for a file of decisions", expected=f"at most {LARGEST:,} bytes")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get(MARK) != FORMAT or not isinstance(found.get("decisions"), list):
        raise UsageError(f"{path.name} is no file of decisions", expected="one that `clerestory review export` wrote")
    return [_told(each) for each in found["decisions"]]


def _told(value: Any) -> Decision:
    fields = ("at", "who", "mention", "institution", "verdict", "why")
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in fields) or value["verdict"] not in VERDICTS:
        raise UsageError("a decision of the file is broken", expected="when, who, name, institution, verdict and why, as texts")
    try:
        parts = json.loads(value["mention"])
    except ValueError:
        parts = None
    if not isinstance(parts, list) or len(parts) != 6 or not all(isinstance(part, str) for part in parts):
        raise UsageError("a decision of the file names nothing", expected="a name with state, county, kind, city and number")
    return Decision(0, *(value[name] for name in fields))

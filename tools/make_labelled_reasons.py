"""Make ``tests/ingest/screening/labelled_reasons.csv``: 1,000 authored reasons, with what in them is an identifier.

    pip install faker==40.54.0 && python tools/make_labelled_reasons.py [SEED OUT [PHRASES]]

Phrases are written by hand after the manner of search reasons: terse, abbreviated, misspelled, in any case. Identities are
invented: names come from Faker's lists of many countries, which the word lists of the code were not made from; plates, numbers and
addresses are drawn by chance. Everything that is not labelled is to be kept.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

from faker import Faker

OUT = Path(__file__).resolve().parent.parent / "tests/ingest/screening/labelled_reasons.csv"
LOCALES = [
    "en_US",
    "en_GB",
    "en_IN",
    "en_NZ",
    "es_MX",
    "es_ES",
    "es_CO",
    "pt_BR",
    "fr_FR",
    "fr_CA",
    "de_DE",
    "it_IT",
    "pl_PL",
    "nl_NL",
    "sv_SE",
    "no_NO",
    "da_DK",
    "fi_FI",
    "tr_TR",
    "vi_VN",
    "cs_CZ",
    "hr_HR",
    "ro_RO",
    "hu_HU",
    "fil_PH",
    "yo_NG",
    "ha_NG",
    "zu_ZA",
    "sw",
    "id_ID",
    "az_AZ",
    "lt_LT",
    "et_EE",
    "sl_SI",
]
SEED = int(sys.argv[1]) if len(sys.argv) > 2 else 20261124
DICE = random.Random(SEED)
Faker.seed(SEED)


def _fakers() -> list[Faker]:
    found = []
    for locale in LOCALES:
        try:
            found.append(Faker(locale))
        except AttributeError:
            continue
    return found


FAKERS = _fakers()


def _latin(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.translate(str.maketrans("łŁøØđĐıß", "lLoOdDis"))).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z' -]", "", flat).strip()


def _name(part: str) -> str:
    while True:
        name = _latin(str(getattr(DICE.choice(FAKERS), f"{part}_name")()))
        if len(name) > 1:
            return name


def _plate() -> str:
    letters = "".join(DICE.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=7))
    digits = "".join(DICE.choices("0123456789", k=7))
    return DICE.choice(
        [digits[0] + letters[:3] + digits[1:4], letters[:3] + digits[:4], letters[:2] + digits[:5], digits[:5] + letters[0] + digits[5]]
    )


def _number(form: str) -> str:
    return re.sub("#", lambda _: str(DICE.randrange(10)), form)


MAKERS: dict[str, Callable[[], str]] = {
    "last": lambda: _name("last"),
    "first": lambda: _name("first"),
    "full": lambda: f"{_name('first')} {_name('last')}",
    "lastfirst": lambda: f"{_name('last')}, {_name('first')}",
    "plate": _plate,
    "ssn": lambda: _number(DICE.choice(["###-##-####", "#########", "### ## ####"])),
    "anum": lambda: _number(DICE.choice(["A#########", "A ###-###-###", "A-#########", "A########"])),
    "phone": lambda: f"{DICE.randrange(2, 10)}" + _number(DICE.choice(["##-555-####", "##5550###", "##.555.####"])),
    "email": lambda: _latin(_name("first")).lower().replace(" ", ".") + _number("##") + "@example.com",
    "dob": lambda: f"{DICE.randrange(1, 13):02}/{DICE.randrange(1, 29):02}/{DICE.randrange(1945, 2008)}",
    "dl": lambda: _number(DICE.choice(["D#######", "F#######", "Y#######"])),
    "vin": lambda: "1HGCM8" + _number("#") + "63" + DICE.choice("AKLM") + _number("#######"),
    "addr": lambda: (
        _number(DICE.choice(["1###", "2##", "4####"])) + " " + DICE.choice(["Quillwort", "Brackenhurst", "N Tamsin", "Vellacott"])
    ),
}
KINDS = {
    "last": "name",
    "first": "name",
    "full": "name",
    "lastfirst": "name",
    "anum": "a_number",
    "dl": "licence",
    "addr": "address",
    "dob": "birth_date",
}

PHRASES = (
    Path(sys.argv[3] if len(sys.argv) > 3 else Path(__file__).with_name("reason_phrases.txt")).read_text(encoding="utf-8").splitlines()
)


def _case() -> str:
    return DICE.choice(["26-0####", "26-00####", "2026-000####", "CR-2026-0####", "26######", "P26-00####", "26010####0", "C26-####"])


def _fill(phrase: str) -> tuple[str, list[str]]:
    labels: list[str] = []

    def put(found: re.Match[str]) -> str:
        kind = found[1]
        if kind == "case":
            return _number(_case())
        made = MAKERS[kind]()
        if kind in ("last", "first", "full", "lastfirst"):
            made = DICE.choice([str.upper, str, str, str.lower])(made)
        labels.append(f"{KINDS.get(kind, kind)}:{made}")
        return made

    return re.sub(r"\{(\w+)\}", put, phrase), labels


def _dress(text: str, labels: list[str]) -> tuple[str, list[str]]:
    style = DICE.random()
    if style < 0.25:
        return text.upper(), [kind + ":" + value.upper() for kind, _, value in (label.partition(":") for label in labels)]
    if style < 0.4:
        return text.lower(), [kind + ":" + value.lower() for kind, _, value in (label.partition(":") for label in labels)]
    return text, labels


def main() -> None:
    """Fill, dress and write until there are a thousand different ones."""
    phrases = [line for line in PHRASES if line and not line.startswith("#")]
    plain = [line for line in phrases if "{" not in line.replace("{case}", "")]
    holding = [line for line in phrases if line not in plain]
    rows: dict[str, list[str]] = {}
    while len(rows) < 1000:
        text, labels = _dress(*_fill(DICE.choice(plain if len(rows) % 2 else holding)))
        if not labels and DICE.random() < 0.3:
            text = DICE.choice(["{} {}", "{}, {}", "{1} / {0}", "{0} - {1}"]).format(text, _number(_case())) if "{" not in text else text
        rows.setdefault(text, labels)
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else OUT
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["reason", "identifiers"])
        writer.writerows((text, "|".join(labels)) for text, labels in rows.items())
    print(len(rows), sum(map(len, rows.values())))


if __name__ == "__main__":
    main()

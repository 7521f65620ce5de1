"""The promises, checked on what agencies published."""

from __future__ import annotations

import csv
import gzip
import html
import io
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from clerestory.ingest.screening import Screen, file_name, institutional, link, organisation, safe_mask

SCREEN = Screen()


def _rows(path: Path) -> list[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline="")))


def test_offence_values_and_the_shared_lexicon_stay(shared_data: Path) -> None:
    folder = shared_data / "alpr/portal_search_audit"
    values = [row["offenseType_as_exported"] for row in _rows(folder / "offense_type_values.csv")]
    values += [row["reason_normalised"] for row in _rows(folder / "reason_lexicon_ge3_portals.csv")]
    assert len(values) > 240
    assert [value for value in values if SCREEN.text(value) != value] == []


def test_reasons_that_somebody_screened_before_mostly_stay(shared_data: Path) -> None:
    [path] = (shared_data / "alpr/portal_search_audit").glob("ca_portals_*.csv.gz")
    rows = _rows(path)
    values = sorted({row[column] for row in rows for column in ("reason", "caseNumber", "offenseType")})
    changed = [value for value, out in zip(values, SCREEN.texts(values), strict=True) if out != value]
    phones = [value for value in changed if re.search(r"\b\d{10}\b", value)]
    assert len(changed) - len(phones) <= 0.01 * len(values)
    known = Screen(dated_cases=True)
    assert sum(known.text(value) != value for value in values) <= 0.02 * len(values)
    assert all(SCREEN.text(out) == out for out in SCREEN.texts(values))
    for value, safe in zip(values, safe_mask(pa.array(values)).to_pylist(), strict=True):
        assert not safe or SCREEN.text(value) == value


def test_no_address_is_left_in_links(shared_data: Path) -> None:
    targets: set[str] = set()
    for path in sorted((shared_data / "ice_287g/participating").glob("*.xlsx"))[::60]:
        with zipfile.ZipFile(path) as book:
            for member in book.namelist():
                if member.endswith(".rels") and "sheet" in member:
                    text = book.read(member).decode("utf-8", "replace")
                    targets |= {html.unescape(target) for target in re.findall(r'Target="([^"]+)"', text)}
    wrapped = [target for target in targets if "@" in _bare(target)]
    assert wrapped
    kept = {target: link(target) for target in targets}
    assert not [out for out in kept.values() if "@" in _bare(out)]
    assert all(link(out) == out for out in kept.values())
    assert sum(bool(out) for out in kept.values()) > 0.9 * len(targets)


def _bare(text: str) -> str:
    for _ in range(6):
        text = unquote(text)
    return text


RECIPIENT = re.compile(r"recipient[ _](?:parent[ _])?name(?:_raw)?|vendor[ _]?name", re.IGNORECASE)


def test_recipients(shared_data: Path) -> None:
    """Only counts are compared: a failure must not print anybody's name."""
    names = set()
    for path in (shared_data / "contracts").glob("*.csv"):
        for row in _rows(path):
            names |= {value for column, value in row.items() if column and RECIPIENT.fullmatch(column) and value}
    masked = {name for name in names if organisation(name) != name}
    trade = re.compile(r"\b(?:INC|INCORPORATED|LIMITED|LLC|LTD|CO|CORP|LP|LLP|PC|PLLC)\W*$", re.IGNORECASE)
    turned = {name for name in names if re.fullmatch(r"[A-Z]+, [A-Z]+( [A-Z])?", name) and not trade.search(name)}
    total, gone, left = len(names), len(masked), len(turned - masked)
    assert total > 3000
    assert 0.005 * total < gone < 0.08 * total
    assert left == 0


def test_names_of_published_files_mostly_stay(shared_data: Path) -> None:
    names = [path.name for path in shared_data.rglob("*") if path.is_file()]
    changed = [name for name in names if file_name(name) != name]
    assert len(changed) < 0.03 * len(names)


def test_codes_and_names_of_institutions_stay(shared_data: Path) -> None:
    values = {value for row in _rows(shared_data / "facilities/carwilb_facilities_panel.csv") for value in row.values() if value}
    values |= {value for row in _rows(shared_data / "ice_287g/287gwatch_fbi_lee_latest.csv") for value in row.values() if value}
    assert [value for value in values if institutional(value) != value] == []

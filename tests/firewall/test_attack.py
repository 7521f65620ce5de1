"""Hostile files through the real program: nothing planted in them is found anywhere afterwards."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.firewall.conftest import Run, prepared
from tests.firewall.hostile import CONTROL_AGENCY, CONTROL_REASON, IN_NAMES, Attack
from tests.firewall.program import RULES
from tests.firewall.scanner import search


@pytest.fixture(scope="session")
def attacked(attack: Attack, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All files added: as a folder, each by its path, again, and by paths that are not there."""
    run = prepared(tmp_path_factory.mktemp("run"), attack)
    run.cli("add", str(attack.folder), "--json")
    run.cli("add", *(str(path) for path in sorted(attack.folder.rglob("*")) if path.is_file()))
    for kind in IN_NAMES:
        run.cli("add", str(attack.folder / attack.garden.plant(kind, "path that is not there")))
    run.cli("count", "planted_log")
    run.cli("search", "planted_log")
    run.cli("facets", "planted_log", "--by", "vendor")
    run.cli("facets", "planted_log", "--by", "agency")
    return run


def told(found: dict[str, list[str]], attack: Attack) -> str:
    """What got through, with like things together."""
    alike: dict[str, set[str]] = {}
    for needle, places in found.items():
        surfaces = {re.sub(r" (?:at \d+|of \S*/\S*)", "", place) for place in places}
        alike.setdefault(attack.garden.planted.get(needle, needle), set()).update(surfaces)
    return "\n".join(f"{what}: {', '.join(sorted(where))[:150]}" for what, where in sorted(alike.items())[:80])


def test_nothing_planted_is_found(attacked: Run, attack: Attack) -> None:
    assert len(attack.garden.planted) > 3000
    found = search(attacked.everything(), attack.garden.planted)
    assert not found, told(found, attack)


def test_the_files_were_really_read(attacked: Run, attack: Attack) -> None:
    """Silence because everything was refused would prove nothing."""
    with closing(sqlite3.connect(attacked.workspace / "ledger.sqlite")) as db:
        read = dict(db.execute("SELECT r.format, sum(p.records) FROM releases r JOIN parts p ON p.release = r.id GROUP BY 1").fetchall())
        reasons = {reason for (reason,) in db.execute("SELECT DISTINCT reason FROM quarantine")}
        unplaced = db.execute("SELECT count(*) FROM unplaced").fetchone()[0]
        extra = {label for (label,) in db.execute("SELECT label FROM extra_columns")}
    assert set(read) == {"csv", "xlsx", "parquet", "json", "html", "pdf"}
    # long lines of a page wrap, and its table is cut by position
    assert read.pop("pdf") >= 15
    assert min(read.values()) >= 33, read
    for reason in ("cell under no label", "label may name a person", "shapes of identifiers", "about persons", "no readable value"):
        assert any(reason in each for each in reasons), (reason, reasons)
    assert unplaced == 15
    assert "Unit Remark" in extra


def test_the_control_is_found_in_every_place_that_is_scanned(attacked: Run) -> None:
    places = search(attacked.everything(), [CONTROL_AGENCY, CONTROL_REASON, "Unit Remark", "log.parquet"])
    agency = places[CONTROL_AGENCY.casefold()] if CONTROL_AGENCY.casefold() in places else places[CONTROL_AGENCY]
    for start in ("page at", "values of agency", "dictionary of agency", "statistics of agency", "output of search", "output of facets"):
        assert any(place.startswith(start) for place in agency), (start, agency)
    assert any(place.startswith("values of reason") for place in places[CONTROL_REASON])
    assert any(place.startswith("rows of extra_columns") for place in places["Unit Remark"])
    assert any(place.startswith("bytes of ledger.sqlite") for place in places["Unit Remark"])
    assert any(place.startswith("rows of releases") for place in places["log.parquet"])


def test_said_what_became_of_every_file(attacked: Run, attack: Attack) -> None:
    first = next(body for where, body in attacked.said if where == "output of add")
    outcomes = [json.loads(line) for line in first.decode().splitlines()]
    assert len(outcomes) == sum(path.is_file() for path in attack.folder.rglob("*"))
    assert {outcome["status"] for outcome in outcomes} == {"added", "failed"}
    assert attacked.codes[0] == 0
    assert attacked.codes[1] == 1
    assert not list((attacked.root / "temporary").rglob("*"))


EXPECTED = {
    "text": "reason", "screen": "reason", "organisation": "vendor", "institutional": "agency", "link": "link", "drop": "plate", "token": "officer",
    "join": "event", "names": "file name", "publisher": "file name", "undeclared": "label", "needed": "footer",
}  # fmt: skip


QUICK = ("text", "names")


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, marks=() if rule in QUICK else pytest.mark.slow) for rule in RULES if rule != "small runs"]
)
def test_without_a_rule_plants_are_found(rule: str, attack: Attack, tmp_path: Path) -> None:
    run = prepared(tmp_path / "run", attack)
    run.cli("add", str(attack.folder), broken=rule)
    found = search(run.everything(), attack.garden.planted)
    assert any(EXPECTED[rule] in attack.garden.planted[needle] for needle in found), told(found, attack)

"""A file that no source knows: asked for by name only, proposed in full, remembered by the workspace, personal columns out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clerestory.sdk import about_persons, names_somebody, type_of
from clerestory.workbench import Workbench

SAMPLES = Path(__file__).parent.parent / "samples" / "generic" / "in"


@pytest.mark.parametrize(
    ("label", "cells", "kind"),
    [
        ("Hours", ["12", "", "7"], "integer"),
        ("Hours", ["12", "seven"], "text"),
        ("Rate", ["$1,200.50", "3.25"], "number"),
        ("Month", ["2025-01-01", "1/31/2025"], "date"),
        ("Active", ["Yes", "No"], "boolean"),
        ("Flag", ["0", "1"], "integer"),
        ("Area", ["01234", "94110"], "text"),
        ("Amount", ["4155552671"], "text"),
        ("Amount", ["4155552671.0"], "text"),
        ("Case number", ["1", "2"], "text"),
        ("Nothing", ["", None], "text"),
    ],
)
def test_a_type_is_proposed_only_where_every_cell_fits_and_none_looks_like_a_number_of_somebody(
    label: str, cells: list[str | None], kind: str
) -> None:
    assert type_of(label, cells) == kind


def test_labels_tell_who_is_meant() -> None:
    assert all(map(names_somebody, ("Officer Name", "DOB", "Full Name", "A-Number", "name", "E-mail", "last_name")))
    assert not any(map(names_somebody, ("Facility Name", "Agency", "Number of beds", "State")))
    assert about_persons(("Gender", "Citizenship"))
    assert not about_persons(("Gender", "Count"))


def test_the_workspace_remembers_proposed_tables(tmp_path: Path) -> None:
    with Workbench.create(tmp_path / "w") as bench:
        unasked = bench.add(bench.find_files([str(SAMPLES)]))
        assert {outcome.status for outcome in unasked} == {"failed"}
        asked = bench.add(bench.find_files([str(SAMPLES)]), source="generic")
        assert {outcome.status for outcome in asked} == {"added"}
    with Workbench(tmp_path / "w") as again:
        assert again.count(again.query("generic_overtime", "hours:>=12")).count == 1
        assert again.table("generic_stays").grain.value == "person-event"
        shown = str(again.rows(again.query("generic_overtime", "")).records.to_pylist())
    for personal in ("Doe", "Roe", "4155552671", "415-555"):
        assert personal not in shown
        assert not any(personal.encode() in path.read_bytes() for path in (tmp_path / "w").rglob("*") if path.is_file())


def test_two_files_of_one_name_must_agree(tmp_path: Path) -> None:
    for folder, cell in (("one", "12"), ("two", "often")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shifts.csv").write_text(f"Office,Hours\nNorth office,{cell}\n", encoding="utf-8")
    (tmp_path / "two" / "shifts.csv").write_text("Office,Hours\nNorth office,2.50\n", encoding="utf-8")
    with Workbench.create(tmp_path / "w") as bench:
        outcomes = bench.add(bench.find_files([str(tmp_path / "one"), str(tmp_path / "two")]), source="generic")
        assert [outcome.status for outcome in outcomes] == ["added", "failed"]
        assert "hours" in outcomes[1].reason
        assert bench.count(bench.query("generic_shifts", "")).count == 1


def test_a_written_source_is_one(tmp_path: Path) -> None:
    target = tmp_path / "stays.py"
    with Workbench.create(tmp_path / "w") as bench:
        (job,) = bench.find_files([str(SAMPLES / "stays.csv")])
        target.write_text(bench.draft_source(job), encoding="utf-8")
    text = target.read_text(encoding="utf-8")
    assert "full_name | text:drop" in text
    assert "Doe" not in text
    code = "import runpy, sys; s = runpy.run_path(sys.argv[1])['SOURCE']; print(s.id, len(s.tables[0].columns), s.tables[0].grain.value)"
    said = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["stays", "7", "person-event"]

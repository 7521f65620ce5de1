"""Every correction that a source declares is on the page of their evidence, and no other."""

from __future__ import annotations

from clerestory import plugins
from tests.conftest import ROOT


def test_the_page_holds_what_the_sources_declare() -> None:
    lines = (ROOT / "docs" / "reference" / "corrections.md").read_text(encoding="utf-8").splitlines()
    told = {tuple(cell.strip(" `") for cell in line.split("|")[1:5]) for line in lines if line.startswith("| `")}
    declared = {
        (each.table, each.column, each.found, each.meant) for source in plugins.all_of("sources").values() for each in source.corrections
    }
    assert told == declared

"""A source may look at the whole release before its facts are settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.ingest.protect import Guard
from clerestory.ingest.read import Context, Job, read_file
from clerestory.ingest.run import shared_screen
from clerestory.sdk import Column, Facts, Source, Table, by_header


def _review(facts: Facts, records: dict[str, pa.Table]) -> Facts:
    days = records["actions"]["day"]
    return replace(facts, published=datetime.combine(pc.max(days).as_py(), datetime.min.time()), notes=("of the whole",))


def test_facts_come_from_all_records_not_from_the_first(tmp_path: Path) -> None:
    table = Table("actions", unit="action", columns=(Column("day", "date"), Column("number", "integer")))
    source = Source("actions", "Actions", "Example", (table,), by_header, review=_review)
    path = tmp_path / "actions.csv"
    path.write_text("day,number\n" + "2025-01-01,1\n" * 5000 + "2025-03-01,2\n", encoding="utf-8")
    (tmp_path / "staging").mkdir()
    context = Context({"actions": source}, Guard(shared_screen(), bytes(32)), tmp_path / "staging")
    (release,) = read_file(Job(path, path.name), context)
    assert release.published == "2025-03-01T00:00:00"
    assert release.notes == ("of the whole",)

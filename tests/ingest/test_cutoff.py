"""Row counts that betray a file that was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerestory.ingest.cutoff import cutoffs
from clerestory.lake.facts import Part
from tests.reading import read


@pytest.mark.parametrize(
    ("rows_in", "records", "says"),
    [
        (1_048_576, 1_048_575, "1,048,576 rows (JAN): as many as a worksheet can hold"),
        (65_536, 65_535, "as many as a worksheet can hold"),
        (1_000_001, 1_000_000, "1,000,000 records (JAN): a round number"),
        (55_001, 55_000, "a round number"),
        (20_001, 20_000, "a round number"),
    ],
)
def test_suspicious_counts_are_said(rows_in: int, records: int, says: str) -> None:
    (note,) = cutoffs([Part(0, 0, "JAN", "t", rows_in=rows_in, records=records)])
    assert says in note


@pytest.mark.parametrize(("rows_in", "records"), [(1_048_575, 1_048_574), (20_002, 20_001), (15_001, 15_000), (1, 0)])
def test_ordinary_counts_are_not(rows_in: int, records: int) -> None:
    assert cutoffs([Part(0, 0, "", "t", rows_in=rows_in, records=records)]) == []


def test_a_release_carries_the_note(tmp_path: Path) -> None:
    row = '"00000000-0000-4000-8000-{:012}","***","2026-03-01T01:00:00.000Z","3"\n'
    path = tmp_path / "example-ca-pd__2026-03-10__search_audit.csv"
    path.write_text('"id","userId","searchDate","networkCount"\n' + "".join(row.format(at) for at in range(20_000)))
    (release,) = read(path, tmp_path / "staging")
    assert any("20,000 records: a round number" in note for note in release.notes)

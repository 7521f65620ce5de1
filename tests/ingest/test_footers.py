"""A line with a name below a table is quarantined, whatever protects the column it stands in."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clerestory.formats.grid import Batch
from clerestory.ingest.footers import REASON, signed
from tests.reading import read

SAMPLE = Path(__file__).parent.parent / "samples/ice_facilities/in/carwilb_canonical_id_registry.csv"


@pytest.mark.parametrize(
    "line",
    [["Prepared by: Xq Vantongeren"], ["Point of contact:", "Xq Vantongeren"], ["", "x"], ["Compiled and checked by Xq Vantongeren"]],
)
def test_no_name_of_a_footer_is_stored(tmp_path: Path, line: list[str]) -> None:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    path = tmp_path / SAMPLE.name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*rows, line + [""] * (len(rows[0]) - len(line))])
    [release] = read(path, tmp_path, name=path.name)
    turned = [one for one in release.turned if one.reason == REASON]
    assert len(turned) == ("x" not in line)
    for fragment in release.fragments:
        assert "Vantongeren" not in str(pq.read_table(fragment.path).to_pylist())
    for part in release.parts:
        assert part.rows_in == part.records + part.quarantined + part.furniture


def test_records_are_no_footers() -> None:
    def batch(*rows: list[str | None]) -> Batch:
        return Batch(pa.array(range(1, len(rows) + 1), pa.int64()), [pa.array(column, pa.string()) for column in zip(*rows, strict=True)])

    assert signed(batch(["Contact Lens Inc", "TX", "5"], ["Prepared by design", "TX", "5"])) is None
    assert signed(batch(["County", None, None], ["Total", "5", None])) is None
    found = signed(batch(["County", None, None], ["Prepared by Aa", None, ""]))
    assert found is not None
    assert found.to_pylist() == [False, True]

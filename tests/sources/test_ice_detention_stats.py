"""The dates that workbooks carry, and months that the data had not reached."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from clerestory.sources.ice_detention_stats.dates import day_in_name
from clerestory.sources.ice_detention_stats.sheet import month_in_year, year_in
from tests.reading import read, records

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "ice_detention_stats" / "in"
YEAR_END, STALE, LATER = sorted(SAMPLES.iterdir())


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20210807005406-FY21_detentionStats08062021.xlsx", datetime(2021, 8, 6)),
        ("20210612232349-FY21_detentionStats061121.xlsx", datetime(2021, 6, 11)),
        ("20230317113040-FY23_detentionStats230316.xlsx", datetime(2023, 3, 16)),
        ("20220217041740-FY22_detentionStats_02162022.xlsx", datetime(2022, 2, 16)),
        ("20210404155014-FY21_detention-stats_0331.xlsx", None),
        ("FY19-detentionstats.xlsx", None),
    ],
)
def test_the_agencys_day_is_read_from_names_in_all_its_spellings(name: str, day: datetime | None) -> None:
    assert day_in_name(name) == day


@pytest.mark.parametrize(
    ("text", "year"), [("EOFY2023", 2023), ("FY 2021 YTD", 2021), ("FY19", 2019), ("FY2018 - YTD2022", 2018), ("as of 6/20/2020", None)]
)
def test_fiscal_years_are_read_in_all_their_spellings(text: str, year: int | None) -> None:
    assert year_in(text) == year


def test_october_belongs_to_the_fiscal_year_that_it_opens() -> None:
    assert month_in_year("Oct", 2024) == "2023-10-01"
    assert month_in_year("Sep", 2024) == "2024-09-01"
    assert month_in_year("FY Overall", 2024) is None
    assert month_in_year("Total", 2024) is None


def test_a_release_says_which_of_its_dates_disagree(tmp_path: Path) -> None:
    (early,), (late,) = read(YEAR_END, tmp_path), read(LATER, tmp_path)
    assert early.published == "2031-10-08T12:00:00"
    assert (early.covers_from, early.covers_to) == ("2030-10-01", "2031-09-30")
    assert "the file's name says 2030-10-07, and it was archived on 2031-10-08" in early.notes
    assert late.published == "2032-01-15T00:00:00"
    assert not [note for note in late.notes if "says" in note]


def test_old_data_under_a_new_publication_are_said(tmp_path: Path) -> None:
    copy = tmp_path / "20320301120000-FY32_detentionStats.xlsx"
    copy.write_bytes(LATER.read_bytes())
    (release,) = read(copy, tmp_path / "staged")
    assert "the Facilities sheet says 2032-01-11 and the workbook was published on 2032-03-01" in release.notes
    assert "the footnotes say 2032-01-10 and the workbook was published on 2032-03-01" in release.notes


def test_a_zero_of_a_month_not_begun_is_told_from_a_zero(tmp_path: Path) -> None:
    found: dict[Any, str | None] = {
        record["period"]: record["month_state"]
        for table, record in records(*read(LATER, tmp_path))
        if table == "detention_parole_requested" and record["fiscal_year"] == 2032
    }
    assert [found[month] for month in ("Dec", "Jan", "Feb", "FY Overall")] == ["whole", "part", "not begun", None]


def test_a_month_in_its_last_day_is_whole(tmp_path: Path) -> None:
    states = {
        record["month_state"]
        for table, record in records(*read(YEAR_END, tmp_path))
        if table == "detention_adp_by_agency" and str(record["month"]) == "2031-09-01"
    }
    assert states == {"whole"}

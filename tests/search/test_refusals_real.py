"""No code, number or name of an institution in the published files is refused, however it is asked for. The real files; nothing of them is printed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from clerestory.search.refusals import shape_of

pytestmark = pytest.mark.slow
COLUMNS = {
    "ice_287g/287gwatch_agreements.csv": ("ori", "agency", "county", "zip"),
    "ice_287g/287gwatch_fbi_lee_latest.csv": ("ori", "pub_agency_name"),
    "facilities/carwilb_detloc_lookup_full.csv": (),
    "facilities/uwchr_detloc_aor.csv": (),
    "facilities/uwchr_county_aor.csv": (),
    "contracts/CBP_ICE_FY2025_Contract_Obligations.csv": (
        "award_id_piid", "parent_award_id_piid", "contract_award_unique_key", "primary_place_of_performance_county_fips_code",
        "prime_award_transaction_place_of_performance_county_fips_code", "awarding_office_code", "recipient_zip_4_code", "recipient_uei", "naics_code",
        "product_or_service_code",
    ),
}  # fmt: skip
"""File → columns that are looked at; none named: all."""
AS_CODES = {"plate", "nine", "name"}
"""Shapes of which a whole value of a column is let through as a code."""


def _values(path: Path, wanted: tuple[str, ...]) -> dict[str, list[str]]:
    table = (
        duckdb.connect()
        .execute("SELECT * FROM read_csv(?, all_varchar=true, strict_mode=false, null_padding=true)", [str(path)])
        .to_arrow_table()
    )
    names = [name for name in table.column_names if not wanted or name in wanted]
    return {name: [value for value in table.column(name).unique().to_pylist() if value and value.strip()] for name in names}


def test_nothing_of_institutions_is_refused(shared_data: Path) -> None:
    asked = 0
    bare: Counter[str] = Counter()
    for name, wanted in COLUMNS.items():
        for column, values in _values(shared_data / name, wanted).items():
            for value in values:
                asked += 1
                assert shape_of(value, coded=True) in {"", "name"}, (name, column)
                kind = shape_of(value)
                assert kind in {"", *AS_CODES}, (name, column)
                bare[kind] += bool(kind)
    assert asked > 20_000
    assert sum(bare.values()) < 0.01 * asked, "few need to be let through as codes"


def test_portals_and_case_numbers(shared_data: Path) -> None:
    files = sorted((shared_data / "alpr").rglob("*.csv"))
    for path in files[:40]:
        header = duckdb.connect().execute(
            "SELECT * FROM read_csv(?, all_varchar=true, strict_mode=false, null_padding=true) LIMIT 0", [str(path)]
        )
        slugs = [
            column[0]
            for column in header.description
            if "slug" in column[0].lower() or column[0].lower() in ("agency", "org_name", "portal")
        ]
        for column, values in _values(path, tuple(slugs)).items() if slugs else ():
            assert all(shape_of(value) in {"", "name"} for value in values), (path.parent.name, column)

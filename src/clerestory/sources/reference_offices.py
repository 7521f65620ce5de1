"""Lists to look things up in: offices of ICE, areas of responsibility, terms of the detention statistics, columns of contract data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow.compute as pc

from clerestory.sdk import Column, Facts, Head, Name, Source, Span, Table, columns, header_at, stamp_in_name

_PROJECTS = {
    "reference_ice_offices": "Deportation Data Project",
    "reference_ice_areas": "Deportation Data Project",
    "reference_ero_offices": "CarwilB",
    "reference_detention_terms": "CarwilB",
    "reference_county_areas": "University of Washington Center for Human Rights",
    "reference_detloc_areas": "University of Washington Center for Human Rights",
    "reference_contract_columns": "Torn Apart",
}
_LETTERED = "reference_contract_columns"


def _unquoted(cells: Any) -> Any:
    """Cells without the blank and the quotes that this file has around each."""
    return pc.utf8_trim(cells, ' "')


def _table(name: str, title: str, unit: str, text: str, more: tuple[Column, ...] = ()) -> Table:
    return Table(name, title=title, unit=unit, duplicates="kept, as compiled", columns=(*columns(text), *more))


def _area(name: str, label: str, meaning: str) -> Column:
    return Column(name, meaning=meaning, seen_as=(label,), pick=_unquoted)


TABLES = (
    _table(
        "reference_ice_offices",
        "Offices of ICE",
        "office",
        """
        office       |         | office_name       | Name of the office.
        short_name   |         | office_name_short | Short name of the office.
        agency       |         |                   | Branch: ERO, OPLA, HSI, or EOIR beside them.
        field_office |         | field_office_name | Field office that it belongs to.
        sub_office   | boolean |                   | Whether it is a sub-office.
        address      |         |                   | Street address of the office.
        city         |         |                   | City of the office.
        state        |         |                   | State of the office.
        zip          |         |                   | ZIP code of the office.
        zip_4        |         |                   | ZIP code with its extension.
        address_full |         |                   | Whole address in one line.
        area         |         |                   | Area that the office serves.
        latitude     | number  | office_latitude   | Latitude of the office. | degrees | a place
        longitude    | number  | office_longitude  | Longitude of the office. | degrees | a place
        """,
    ),
    _table(
        "reference_ice_areas",
        "Areas of responsibility, by state and county",
        "state or county of an area",
        "",
        (
            _area("office", "office_name", "Field office of the area."),
            _area("state", "state_name", "State."),
            _area("county", "county_name", "County; empty for the whole state."),
            Column("notes", meaning="Remark of the compiler.", pick=_unquoted),
        ),
    ),
    _table(
        "reference_ero_offices",
        "Field offices of ERO",
        "field office",
        """
        canonical_id           |           |                | The compiler's own number.
        office                 |           | canonical_name | Field office.
        address                |           |                | Street address of the office.
        city                   |           |                | City of the office.
        state                  |           |                | State of the office.
        zip                    |           |                | ZIP code of the office.
        detloc                 |           |                | Code of its hold room.
        facility_type_wiki     |           |                | Kind of office.
        area_of_responsibility |           |                | States that it serves, in words.
        phone                  | text:drop |                | Telephone; not taken in.
        outreach_email         | text:drop |                | Mail address; not taken in.
        """,
    ),
    _table(
        "reference_detention_terms",
        "Terms of the detention statistics",
        "term",
        "term | | Term | Term as used.\ndefinition | text:screened | Definition | What it means.",
    ),
    _table(
        "reference_county_areas",
        "Area of responsibility of each county",
        "county",
        """
        county_fips       | | geoid        | Code of the county, five digits.
        state_fips        | | geoid_state  | Code of the state.
        county_fips_short | | geoid_county | Code of the county within the state.
        county            | | name         | County and state, in small letters.
        aor               | | aor          | Area of responsibility.
        """,
    ),
    _table(
        "reference_detloc_areas",
        "Area of responsibility of each facility code",
        "facility code",
        """
        detloc   | | detention_facility_code | Code of the facility in ICE's systems.
        facility | | detention_facility      | Facility as named.
        aor      | | area_of_responsibility  | Area of responsibility.
        """,
    ),
    _table(
        _LETTERED,
        "Columns of USAspending's contract transactions in 2018",
        "column",
        "letter | | | Column of the spreadsheet, as letters.\nname | | | Name of the column.",
    ),
)


def _find(source: Source, head: Head) -> Iterator[Span]:
    """The table that knows every label of the file; the list of columns has none and begins with its first entry."""
    if not head.rows:
        return
    row, number = head.rows[0], head.numbers[0]
    if [cell for cell in row if cell] == ["A", "award_id_piid"]:
        yield Span(_LETTERED, {"letter": 0, "name": 1}, number)
        return
    for table in source.tables:
        match = header_at(table, row)
        if len(match.columns) == len(table.columns) and not match.undeclared:
            yield Span(table.name, match.columns, number + 1, None, (number,), match.labels)
            return


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    table = next((piece.table for head in heads for piece in _find(SOURCE, head)), "")
    return Facts(stamp_in_name(name.file), publisher=_PROJECTS.get(table, ""))


SOURCE = Source(
    id="reference_offices",
    title="Offices, areas, terms: lists to look up",
    publisher="unknown compiler",
    tables=TABLES,
    find=_find,
    release=_release,
)

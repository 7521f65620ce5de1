"""Lists that help to tell agencies apart: 287(g) agencies with their ORI by day, and the FBI's table of police employees."""

from __future__ import annotations

from collections.abc import Sequence

from clerestory.sdk import Column, Facts, Head, Name, Source, Table, by_header, columns, stamp_in_name

WATCH, POLICE = "reference_287gwatch", "reference_fbi_agencies"
_STOCK = "a property of the agency, repeated on each line"


def _release(name: Name, heads: Sequence[Head]) -> Facts:
    fbi = any(cell == "pub_agency_name" for head in heads for row in head.rows[:1] for cell in row)
    return Facts(stamp_in_name(name.file), publisher="FBI" if fbi else "287g-watch")


SOURCE = Source(
    id="reference_287g",
    title="Agencies of 287(g) lists with their ORI, and police agencies of the FBI",
    publisher="287g-watch",
    licence="MIT",
    tables=(
        Table(
            WATCH,
            title="287(g) agreements by day, with ORI (287g-watch)",
            unit="agency and support type in the list of one half day",
            duplicates="kept: the file holds one list after the other",
            columns=(
                Column("list_day", "date", seen_as=("date",), cut=" ", meaning="Day of ICE's list that the line comes from."),
                Column("list_half", seen_as=("date",), cut=" ", piece=1, meaning="am or pm, as in the name of ICE's list."),
                *columns(
                    f"""
                    state             |         |        | State, in capital letters.
                    county            |         |        | County as matched.
                    zip               |         |        | ZIP code of the agency.
                    agency            |         |        | Agency, in small letters, as the compiler normalised it.
                    agency_id         |         |        | Number of the agency in the census of law-enforcement agencies.
                    ori               |         |        | Number of the agency in the FBI's systems; -1 or nothing where not matched.
                    support_type      |         | type   | Model of the agreement.
                    population_policed | integer |       | Inhabitants that the agency serves. | persons | {_STOCK}
                    operating_budget  | number  |        | Yearly budget of the agency. | dollars | {_STOCK}
                    agency_type       |         |        | Kind of agency, with its code in the census.
                    """
                ),
            ),
        ),
        Table(
            POLICE,
            title="Police agencies and their employees (FBI)",
            unit="agency, in the last year that it reported",
            key=("ori",),
            duplicates="none: each agency stands once",
            columns=columns(
                """
                ori          |         |                  | Number of the agency in the FBI's systems.
                data_year    | integer |                  | Year that the figures are of. | | a year
                agency       |         | pub_agency_name  | Agency; a colon ends names whose unit is left out.
                state        |         | state_abbr       | State, two letters.
                county       |         | county_name      | County or counties.
                agency_type  |         | agency_type_name | Kind of agency.
                population   | integer | population       | Inhabitants that the agency serves; 0 where another one reports them. | persons | +
                officers     | integer | officer_ct       | Sworn officers. | persons | +
                civilians    | integer | civilian_ct      | Other employees. | persons | +
                employees    | integer | total_pe_ct      | All employees. | persons | +
                per_thousand | number  | pe_ct_per_1000   | Employees for a thousand inhabitants. | | a rate
                """
            ),
        ),
    ),
    find=lambda source, head: by_header(source, head, least=6),
    release=_release,
)

"""ICE's release of immigration detainers of FY2015 to July (request 15-87693). One row is one detainer; answers are counts."""

from __future__ import annotations

from clerestory.sdk import Column, Grain, Protection, Source, Table, by_header, year_of

LIFT_REASONS = frozenset(("Detainer Declined by LEA", "Prosecutorial Discretion"))

SOURCE = Source(
    id="ice_detainers",
    title="ICE detainers, FY2015 to July 2015",
    publisher="ICE",
    home="https://www.ice.gov/foia/library",
    licence="US government work",
    tables=(
        Table(
            "ice_detainers",
            unit="detainer",
            grain=Grain.PERSON_EVENT,
            title="ICE detainers",
            duplicates="kept: the release has no ids, 48,925 of its 79,053 rows differ, and the published figure counts all",
            columns=(
                Column("prepared_date", "date", meaning="Day on which the detainer was prepared.", seen_as=("Prepare Date",)),
                Column("detainer_type", meaning="Form of the detainer as written.", seen_as=("Detainer Type",)),
                Column(
                    "detention_facility", meaning="Facility the detainer was sent to, as written.", seen_as=("Detainer Detention Facility",)
                ),
                Column("state", meaning="State of the facility.", seen_as=("State",)),
                Column("city", meaning="City of the facility.", seen_as=("City",)),
                Column(
                    "lift_reason",
                    meaning="Why the detainer was lifted; mostly blank.",
                    seen_as=("Detainer Lift Reason",),
                    protection=Protection.SCREENED,
                    values=LIFT_REASONS,
                ),
                Column("fiscal_year", "integer", meaning="Federal fiscal year in which the detainer was prepared."),
            ),
        ),
    ),
    find=lambda source, head: by_header(source, head, least=5),
    computed=(year_of("fiscal_year", "prepared_date"),),
)

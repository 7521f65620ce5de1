"""ICE's spreadsheets of agencies that hold or await a 287(g) agreement. One row is one agency and one support type."""

from clerestory.sdk import Column, Source, Table, by_header

SOURCE = Source(
    id="ice_287g",
    title="287(g) participating and pending agencies",
    publisher="ICE",
    tables=(
        Table(
            "agreements_287g",
            unit="agreement: one agency, one support type",
            series=True,
            key=("state", "agency", "support_type"),
            columns=(
                Column("state", seen_as=("STATE",), meaning="State as written"),
                Column("agency", seen_as=("LAW ENFORCEMENT AGENCY",), meaning="Agency as written"),
                Column("type", seen_as=("TYPE",)),
                Column("county", seen_as=("COUNTY",)),
                Column("support_type", seen_as=("SUPPORT TYPE",)),
                Column("signed", "date", seen_as=("SIGNED",)),
                Column("moa", seen_as=("MOA",)),
            ),
        ),
    ),
    find=by_header,
)

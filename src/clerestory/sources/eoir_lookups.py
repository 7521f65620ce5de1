"""Code tables and field descriptions of the immigration courts' case release, as compiled by the Deportation Data Project. No case and no person."""

from __future__ import annotations

from clerestory.sdk import Column, Source, Table, by_header

SOURCE = Source(
    id="eoir_lookups",
    title="Code tables and fields of the EOIR case data",
    publisher="EOIR (compiled by the Deportation Data Project)",
    home="https://deportationdata.org/data/eoir.html",
    licence="CC0",
    tables=(
        Table(
            "eoir_lookups",
            unit="code of one code table",
            title="EOIR code tables",
            columns=(
                Column("lookup_table", meaning="Code table that the code stands in.", seen_as=("table",)),
                Column("value", meaning="The code as it stands in the data.", seen_as=("value",)),
                Column("description", meaning="What the code stands for, in the agency's words.", seen_as=("description",)),
                Column("kind", meaning="How the compiler used the column it came from.", seen_as=("name",)),
                Column("lookup_file", meaning="File of the release that the code table was.", seen_as=("table_filename",)),
            ),
        ),
        Table(
            "reference_eoir_fields",
            unit="field of one table",
            title="EOIR fields and their types",
            columns=(
                Column("table_name", meaning="Table of the release.", seen_as=("table_name",)),
                Column("field_name", meaning="Field of the table.", seen_as=("field_name",)),
                Column("data_type", meaning="Type in the agency's database.", seen_as=("name",)),
                Column("constraints", meaning="Key and null constraints as written.", seen_as=("Constraints  (PK/NULL)",)),
            ),
        ),
        Table(
            "reference_eoir_values",
            unit="value of one field",
            title="EOIR values and how often they occur",
            columns=(
                Column("table_name", meaning="Table of the release.", seen_as=("table",)),
                Column("field_name", meaning="Field of the table.", seen_as=("name",)),
                Column("value", meaning="Value as it stands in the data.", seen_as=("value",)),
                Column(
                    "records",
                    "integer",
                    meaning="Records that have the value.",
                    seen_as=("n",),
                    unit="records",
                    largest=1_000_000_000,
                    sums="values of one field add up; fields do not",
                ),
                Column("share", "number", meaning="Share of the table's records.", seen_as=("pct",), sums="a share"),
            ),
        ),
        Table(
            "reference_eoir_missing",
            unit="field of one table",
            title="EOIR fields and how often they are empty",
            columns=(
                Column("table_name", meaning="Table of the release.", seen_as=("table",)),
                Column("field_name", meaning="Field of the table.", seen_as=("name",)),
                Column(
                    "missing_share",
                    "number",
                    meaning="Share of records in which the field is empty.",
                    seen_as=("missing_pct",),
                    sums="a share",
                ),
            ),
        ),
    ),
    find=lambda source, head: by_header(source, head, least=3),
)

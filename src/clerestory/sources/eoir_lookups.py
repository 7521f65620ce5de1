"""Code tables and field descriptions of the immigration courts' case release, as compiled by the Deportation Data Project. No case and no person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clerestory.sdk import Column, Head, Protection, Records, Source, Span, Table, by_header

NOTHING_FILLS = frozenset[str]()
"""In a column of codes every text is a code: ``X`` and ``NA`` are values."""
_TYPE = re.compile(r"integer|text|boolean|date|(?:timestamp|time)(?: without time ?zone)?|(?P<lookup>\w+)\.json|\^.+\$", re.DOTALL)
_FEW = 1
Rows = list[tuple[int, int | None, tuple[str | None, ...]]]


def _find(source: Source, head: Head) -> Iterator[Span | Records]:
    """A table under its header, or one of the dictionaries (field: type, field: meaning) that a JSON file is."""
    found = list(by_header(source, head, least=3))
    yield from found
    if not found and head.name.file.endswith(".json") and head.complete and len(head.rows) == 2:
        yield from _dictionary(head)


def _dictionary(head: Head) -> Iterator[Records]:
    names, texts = ([(cell or "").strip() for cell in row] for row in head.rows)
    number = head.numbers[1]
    stem = head.name.file.removesuffix(".json")
    if not texts or len(names) != len(texts):
        return
    kinds = [_TYPE.fullmatch(text) for text in texts]
    if len(kinds) > _FEW and all(kinds):
        rows: Rows = [
            (number, place, (stem, name, None if kind["lookup"] else text, kind["lookup"]))
            for place, (name, text, kind) in enumerate(zip(names, texts, kinds, strict=True), start=1)
            if kind
        ]
        yield Records("reference_eoir_fields", ("table_name", "field_name", "data_type", "lookup_table"), rows)
    elif len(texts) > _FEW and sum(", type: " in text for text in texts) * 2 > len(texts):
        rows = [(number, place, (None, name, text)) for place, (name, text) in enumerate(zip(names, texts, strict=True), start=1)]
        yield Records("reference_eoir_meanings", ("table_name", "field_name", "meaning"), rows)
    elif len(texts) > _FEW and all(text.startswith("[") for text in texts):
        rows = []
        for place, (name, text) in enumerate(zip(names, texts, strict=True), start=1):
            group, _, field = name.partition(".")
            rows.append((number, place, (group, field, *_pair(text))))
        yield Records("reference_eoir_meanings", ("table_name", "field_name", "meaning", "lookup_table"), rows)


def _pair(text: str) -> tuple[str | None, str | None]:
    """Label and code table out of ``["Base City", "tblLookupBaseCity.json"]``."""
    try:
        pair = [str(part) for part in json.loads(text)]
    except ValueError:
        return text, None
    return pair[0] if pair else None, (pair[1].removesuffix(".json") or None) if len(pair) > 1 else None


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
                Column("value", meaning="The code as it stands in the data.", seen_as=("value",), placeholders=NOTHING_FILLS, masks=False),
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
                Column("data_type", meaning="Type in the agency's database, or the pattern that values keep to.", seen_as=("name",)),
                Column("lookup_table", meaning="Code table that decodes the field."),
                Column("constraints", meaning="Key and null constraints as written.", seen_as=("Constraints  (PK/NULL)",)),
            ),
        ),
        Table(
            "reference_eoir_tables",
            unit="table of the release",
            title="EOIR tables and what one row of each is",
            columns=(
                Column("table_name", meaning="Table of the release.", seen_as=("Name",)),
                Column("descriptive_name", meaning="What the compiler calls it.", seen_as=("Descriptive name",)),
                Column("id_fields", meaning="Fields that name a row.", seen_as=("ID field(s)",)),
                Column("meaning", meaning="What one row is, by the compiler.", seen_as=("Description",), protection=Protection.SCREENED),
                Column("remark", meaning="Notes of the compiler.", seen_as=("Notes",), protection=Protection.SCREENED),
            ),
        ),
        Table(
            "reference_eoir_meanings",
            unit="description of a field",
            title="EOIR fields and what they mean",
            columns=(
                Column("table_name", meaning="Table of the release; empty where the description is for every table.", seen_as=("table",)),
                Column("field_name", meaning="Field of the table.", seen_as=("column_name",)),
                Column("data_type", meaning="Type by the compiler.", seen_as=("type (text, numeric, logical)",)),
                Column("lookup_table", meaning="Code table that decodes the field."),
                Column(
                    "meaning", meaning="What the field holds, by the compiler.", seen_as=("description",), protection=Protection.SCREENED
                ),
                Column("remark", meaning="Remark beside it, under no label.", seen_as=("...5",), protection=Protection.SCREENED),
                Column("further_remark", meaning="Second remark, under no label.", seen_as=("...6",), protection=Protection.SCREENED),
            ),
        ),
        Table(
            "reference_eoir_values",
            unit="value of one field",
            title="EOIR values and how often they occur",
            columns=(
                Column("table_name", meaning="Table of the release.", seen_as=("table",)),
                Column("field_name", meaning="Field of the table.", seen_as=("name",)),
                Column("value", meaning="Value as it stands in the data.", seen_as=("value",), placeholders=NOTHING_FILLS, masks=False),
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
    find=_find,
)

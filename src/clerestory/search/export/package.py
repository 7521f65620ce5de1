"""ZIP: a Frictionless data package, the CSV and what it says of itself in one file."""

from __future__ import annotations

import zipfile
from typing import BinaryIO, cast

import msgspec

from clerestory.search.export import csv
from clerestory.search.export.facts import Facts
from clerestory.search.export.records import STATE, TEXT, Records

SUFFIX, MEDIA = ".zip", "application/zip"
_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean", "date": "date", "date_dmy": "date", "timestamp": "datetime"}


def write(records: Records, sink: BinaryIO, facts: Facts) -> None:
    """Write all records."""
    name = f"{facts.table}.csv"
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        with package.open(name, "w", force_zip64=True) as file:
            csv.write(records, cast("BinaryIO", file), facts)
        told = facts.cited(records.releases, records.rows)
        known = {column["name"]: column for column in told["columns"]}
        fields = [_field(each, known) for each in records.schema.names]
        resource = {
            "name": facts.table, "path": name, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
            "schema": {"fields": fields, "primaryKey": ["id"]},
        }  # fmt: skip
        whole = {
            "name": facts.table.replace("_", "-"),
            "title": told["citation"],
            "profile": "tabular-data-package",
            "resources": [resource],
        }
        whole["licenses"] = [{"name": licence} for licence in told["licences"]]
        whole["sources"] = [{"title": f"{one['publisher']}: {one['name']}", "path": one["url"] or None} for one in told["releases"]]
        package.writestr("datapackage.json", msgspec.json.format(msgspec.json.encode({**whole, "clerestory": told})))


def _field(name: str, known: dict[str, dict[str, str]]) -> dict[str, str]:
    if name == "id":
        return {"name": name, "type": "string", "description": "Of the record; made from its origin alone."}
    if name in known:
        return {"name": name, "type": _TYPES.get(known[name]["type"], "string"), "description": known[name]["meaning"]}
    of = name.removesuffix(STATE).removesuffix(TEXT)
    return {
        "name": name,
        "type": "string",
        "description": f"Why {of} has no plain value." if name.endswith(STATE) else f"What was released for {of}.",
    }

"""GeoJSON: a feature a record, for tables that say where something is. What it says of itself is the foreign member ``about``."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec

from clerestory.errors import UsageError
from clerestory.search.export.facts import Facts
from clerestory.search.export.ndjson import ROWS, plain
from clerestory.search.export.records import Records

SUFFIX, MEDIA = ".geojson", "application/geo+json"
PLACES = (("latitude", "longitude"), ("lat", "lon"), ("lat", "lng"))
"""Pairs of columns that hold a place, degrees north and east."""


def write(records: Records, sink: BinaryIO, facts: Facts) -> None:
    """Write all records; those without a place have no geometry, which is not the same as a place at zero. Raises UsageError where there are no places."""
    place = next((pair for pair in PLACES if set(pair) <= set(records.columns)), None)
    if place is None:
        raise UsageError(
            f"{facts.table} has no columns of places",
            expected=f"columns {PLACES[0][0]} and {PLACES[0][1]}",
            do="take another kind of file, or ask for those columns too",
        )
    encoder = msgspec.json.Encoder()
    sink.write(b'{"type":"FeatureCollection","features":[')
    between = b""
    for batch in records:
        for start in range(0, batch.num_rows, ROWS):
            part = batch.slice(start, ROWS)
            rows = zip(*(plain(column) for column in part.columns), strict=True)
            features = [encoder.encode(_feature(dict(zip(part.schema.names, row, strict=True)), place)) for row in rows]
            sink.write(between + b",\n".join(features))
            between = b",\n"
    sink.write(b'],"about":' + encoder.encode(facts.cited(records.releases, records.rows)) + b"}\n")


def _feature(record: dict[str, Any], place: tuple[str, str]) -> dict[str, Any]:
    north, east = (_degrees(record.get(name)) for name in place)
    sure = north is not None and east is not None and abs(north) <= 90 and abs(east) <= 180
    geometry = {"type": "Point", "coordinates": [east, north]} if sure else None
    return {"type": "Feature", "id": record.pop("id"), "geometry": geometry, "properties": record}


def _degrees(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None

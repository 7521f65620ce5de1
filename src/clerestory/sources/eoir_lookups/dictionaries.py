"""Dictionaries of fields (field: type, field: meaning) that are published as JSON: one row of names over one row of texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clerestory.sdk import Head, Records

_TYPE = re.compile(r"integer|text|boolean|date|(?:timestamp|time)(?: without time ?zone)?|(?P<lookup>\w+)\.json|\^.+\$", re.DOTALL)
_FEW = 1
Rows = list[tuple[int, int | None, tuple[str | None, ...]]]


def dictionary(head: Head) -> Iterator[Records]:
    """The fields that a file describes; nothing when it is no such dictionary."""
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

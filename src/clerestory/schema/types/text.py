"""Words as released."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from clerestory.schema.types.base import Parsed, Type


def _parse(text: str) -> Parsed:
    return Parsed(text, "plain")


def _render(value: Any, form: str) -> str:
    return str(value)


TEXT = Type("text", pa.string(), _parse, _render)

"""The contract of a type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa


class Parsed(NamedTuple):
    """A value and the form in which it was written; form None: the text must be kept to show it again."""

    value: Any
    form: str | None


@dataclass(frozen=True)
class Type:
    """One type of column.

    ``parse(text)``: Parsed, or None when the text does not fit. ``text`` is stripped and not empty.
    ``render(value, form)``: exactly the text that ``parse`` read.
    ``vector(raw, form)``: the same as ``parse`` for whole columns written in one form, null where a cell is not (optional; for speed).
    """

    name: str
    arrow: pa.DataType
    parse: Callable[[str], Parsed | None]
    render: Callable[[Any, str], str]
    vector: Callable[[pa.Array, str], pa.Array] | None = None

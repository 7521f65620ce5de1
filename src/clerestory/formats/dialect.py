"""Guess the delimiter and the quoting of a text table from its first records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

_CANDIDATES = (",", "\t", "|", ";")
_SAMPLE = 1 << 18
_RECORDS = 2_000
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Dialect:
    """How records are cut into cells."""

    delimiter: str
    quote: str | None
    width: int
    """Cells of the commonest record: what most rows will have."""


def guess(sample: bytes, *, complete: bool, quoted: bytes = b"") -> Dialect:
    """The dialect of a UTF-8 sample; ``complete`` says that the sample is the whole file.

    ``quoted`` is text from where the file's first quote stands, when that is not in the sample.
    """
    elsewhere = quoted.decode("utf-8", "ignore")
    text = sample[:_SAMPLE].decode("utf-8", "ignore")
    if not complete or len(sample) > _SAMPLE:
        cut = max(text.rfind("\n"), text.rfind("\r"))
        text = text[: cut + 1] if cut > 0 else text
    named = re.match(r'"?sep=(.)"?[\r\n]', text)
    best = (0.0, 0, Dialect(",", '"', 1))
    for order, delimiter in enumerate(_CANDIDATES):
        if named and named.group(1) in _CANDIDATES and named.group(1) != delimiter:
            continue
        quote = '"' if _quotes(text if '"' in text else elsewhere, delimiter) else None
        widths = Counter(len(row) for row in records(text, delimiter, quote)[:_RECORDS] if row)
        if not widths:
            continue
        width = max(widths, key=lambda w: (widths[w] if w > 1 else 0, w))
        share = widths[width] / widths.total()
        score = (round(share, 2) * (width > 1), -order)
        if score > best[:2]:
            best = (score[0], score[1], Dialect(delimiter, quote, width))
    return best[2]


def records(text: str, delimiter: str, quote: str | None) -> list[list[str]]:
    """Cut text into records as Python's csv module does; ``quote=None`` gives quotes no meaning."""
    source = io.StringIO(text, newline="")
    if quote is None:
        return list(csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return list(csv.reader(source, delimiter=delimiter, quotechar=quote))


def _quotes(text: str, delimiter: str) -> bool:
    """Whether quotes enclose cells. Tables with tabs or bars are often written with no quoting at all, and then a
    lone quote at the start of a cell would swallow everything up to the next one.
    """
    edge = re.escape(delimiter)
    opened = len(re.findall(rf'(?:^|[\r\n]|{edge})"', text))
    closed = len(re.findall(rf'"(?:$|[\r\n]|{edge})', text))
    if opened == 0:
        return delimiter == ","
    return closed >= opened * (0.5 if delimiter == "," else 0.9)

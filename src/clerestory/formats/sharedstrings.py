"""The table of texts that a workbook's cells point into."""

from __future__ import annotations

from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from clerestory.formats.limits import Limits
from clerestory.formats.sheetcells import rich_text, unescape, unescaped
from clerestory.formats.sheetxml import elements, local, pieces

_UNUSUAL = (b"<r>", b"<r ", b"<rPh", b"<![CDATA[", b"<!--", b"<si/>", b"<t/>", b"<phoneticPr")
_BREAK = b"\x02"


def shared_strings(source: BinaryIO, limits: Limits) -> pa.StringArray:
    """All texts in order. Raises BadFile when the part is damaged."""
    chunks: list[pa.StringArray] = []
    root = b""
    for piece in pieces(source, b"<si", b"</si>", b"</sst", limits.record_bytes):
        if not piece.rows:
            root = root or piece.body
            continue
        found = None if any(mark in piece.body for mark in _UNUSUAL) else _tokenised(piece.body)
        chunks.append(found if found is not None else _walked(piece.body, root))
    return pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())


def _tokenised(body: bytes) -> pa.StringArray | None:
    """Plain texts, one a line, cut by Arrow; None when some are not plain."""
    count = body.count(b"<si")
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    broken = b"\n" in body
    if broken:
        body = body.replace(b"\n", _BREAK)
    body = body.replace(b'<t xml:space="preserve">', b"<t>").replace(b"</t></si>", b"\n")
    try:
        table = pacsv.read_csv(
            pa.BufferReader(body),
            read_options=pacsv.ReadOptions(column_names=["before", "si", "text"], use_threads=False),
            parse_options=pacsv.ParseOptions(delimiter="<", quote_char=False),
            convert_options=pacsv.ConvertOptions(
                include_columns=["text"], column_types={"text": pa.string()}, null_values=[], strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    text = table["text"].combine_chunks()
    if len(text) != count or not pc.all(pc.starts_with(text, "t>")).as_py():
        return None
    text = pc.utf8_slice_codeunits(text, 2)
    if broken:
        text = pc.replace_substring(text, _BREAK.decode(), "\n")
    return unescaped(text)


def _walked(body: bytes, root: bytes) -> pa.StringArray:
    items = [item for item in elements(body, root) if local(item) == "si"]
    return pa.array([unescape(rich_text(item)) for item in items], pa.string())

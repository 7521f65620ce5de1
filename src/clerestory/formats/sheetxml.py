"""The XML of a worksheet or of the shared strings as a stream of pieces that end where an element ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from clerestory.errors import BadFile

PIECE = 4 << 20
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.\-]*):)?(?:worksheet|sst)\b[^>]*>")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9_\-]+)[\"']")


@dataclass
class Piece:
    """Bytes of XML: ``rows`` is false for what stands before and after the repeated elements."""

    body: bytes
    rows: bool


def pieces(source: BinaryIO, opening: bytes, closing: bytes, end: bytes, limit: int) -> Iterator[Piece]:
    """Split ``source``: everything before the first ``opening``, runs of whole elements, everything from ``end`` on.

    A namespace prefix on every tag is taken off. Raises BadFile when one element is longer than ``limit``.
    """
    held, inside = b"", False
    blocks = _Blocks(source)
    for block in blocks:
        held += block
        if not inside:
            held = blocks.without_prefix(held)
            start = held.find(opening)
            if start < 0:
                if len(held) > limit:
                    raise too_long(limit)
                continue
            yield Piece(held[:start], rows=False)
            held, inside = held[start:], True
        stop = held.rfind(closing) + len(closing)
        if stop >= len(closing) and held.find(end, stop - len(closing)) < 0:
            yield Piece(held[:stop], rows=True)
            held = held[stop:]
        elif len(held) > 2 * limit:
            raise too_long(limit)
    yield from _rest(held, end, inside)


def _rest(held: bytes, end: bytes, inside: bool) -> Iterator[Piece]:
    stop = held.find(end) if inside else 0
    if stop < 0:
        raise BadFile(
            "a workbook part that stops in the middle",
            expected="a whole workbook",
            do="open it in a spreadsheet program, save it again, and add that copy",
        )
    if stop:
        yield Piece(held[:stop], rows=True)
    yield Piece(held[stop:], rows=False)


class _Blocks:
    """A part's bytes as UTF-8, and without the prefix of its tags once that is known."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._prefix = b""

    def __iter__(self) -> Iterator[bytes]:
        block = self._source.read(PIECE)
        encoding = _encoding(block)
        decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
        kept = b""
        while block:
            if decoder is not None:
                block = decoder.decode(block).encode()
            if self._prefix:
                # A tag's first characters may end one block and begin the next: such an end waits.
                block = kept + block
                cut = block.rfind(b"<")
                cut = cut if cut >= len(block) - len(self._prefix) - 2 else len(block)
                block, kept = block[:cut], block[cut:]
                block = _bare(block, self._prefix)
            yield block
            block = self._source.read(PIECE)
        if kept:
            yield _bare(kept, self._prefix)

    def without_prefix(self, held: bytes) -> bytes:
        """``held`` without the prefix that its root element has."""
        root = None if self._prefix else _ROOT.search(held)
        if root is None or not root.group(1):
            return held
        self._prefix = root.group(1)
        return _bare(held, self._prefix)


def elements(body: bytes, root: bytes = b"") -> etree._Element:
    """Parse a run of elements below ``root`` (an opening tag that declares their namespaces). Raises BadFile."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True, recover=False)
    found = _ROOT.search(root)
    attributes = found.group(0).split(None, 1)[1].rstrip(b"/>") if found and b" " in found.group(0) else b""
    try:
        return etree.fromstring(b"<r " + attributes + b">" + body + b"</r>", parser)
    except etree.XMLSyntaxError:
        raise BadFile(
            "a workbook part that is not well-formed XML",
            expected="a workbook that a spreadsheet program opens without repairs",
            do="open it in a spreadsheet program, save it again, and add that copy",
        ) from None


def local(element: etree._Element) -> str:
    """Tag without namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def too_long(limit: int) -> BadFile:
    """The error for an element that no spreadsheet program writes."""
    return BadFile(
        f"a spreadsheet row or text of more than {limit:,} bytes",
        expected="rows that a spreadsheet program can hold",
        do="open it in a spreadsheet program, save it again, and add that copy",
    )


def _encoding(block: bytes) -> str:
    if block.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declared = _DECLARED.match(block.lstrip())
    name = declared.group(1).decode().lower() if declared else "utf-8"
    return "" if name in {"utf-8", "utf8", "us-ascii"} else name


def _bare(body: bytes, prefix: bytes) -> bytes:
    return body.replace(b"<" + prefix + b":", b"<").replace(b"</" + prefix + b":", b"</")

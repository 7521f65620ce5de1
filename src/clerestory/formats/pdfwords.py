"""The words of a PDF page with their boxes, read in as few calls as pdfium allows."""

from __future__ import annotations

import ctypes
import re
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

_WORD = re.compile(r"[^\s\x00\ufffe]+")


class Word(NamedTuple):
    """Text and box in points, from the page's lower left."""

    left: float
    right: float
    bottom: float
    top: float
    text: str


def words_of(document: pdfium.PdfDocument, index: int) -> list[Word]:
    """All words of a page in the order of the file.

    Only the first and last character of a word are asked for their boxes (those of the font, not of the ink): a page has
    far fewer words than characters, and each question is a call into the library.
    """
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            return _words(text_page.raw)
        finally:
            text_page.close()
    finally:
        page.close()


def _words(handle: object) -> list[Word]:
    count = raw.FPDFText_CountChars(handle)
    if count <= 0:
        return []
    text = _text(handle, count)
    box = raw.FS_RECTF()
    at = ctypes.byref(box)
    get = raw.FPDFText_GetLooseCharBox
    out: list[Word] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if not get(handle, start, at):
            continue
        left, bottom, top = box.left, box.bottom, box.top
        if end - start > 1:
            get(handle, end - 1, at)
        out.append(Word(left, box.right, min(bottom, top), max(bottom, top), match.group()))
    return out


def _text(handle: object, count: int) -> str:
    """The page's text with one character for each of pdfium's: positions in it are positions there."""
    buffer = ctypes.create_string_buffer(2 * (count + 1))
    got = raw.FPDFText_GetText(handle, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    text = buffer.raw[: 2 * max(0, got - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # Some characters have no place in the text, or two halves: ask one by one.
    return "".join(chr(min(raw.FPDFText_GetUnicode(handle, n), 0x10FFFF)) for n in range(count))

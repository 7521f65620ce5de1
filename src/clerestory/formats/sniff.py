"""Say what a file is from its bytes. Its name only breaks ties between kinds of text."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b", "gz"),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"{\\rtf", "a rich-text document"),
    (b"ARROW1", "an Arrow IPC file"),
)
TEXTS = frozenset({"csv", "json", "html"})
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|!--)[\s>\-]", re.IGNORECASE)
_SPREADSHEET_XML = re.compile(rb"<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)


def sniff(head: bytes, name: str = "") -> str:
    """The reader's name (``csv``, ``json``, ``html``, ``pdf``, ``parquet``, ``zip``, ``gz``, ``ole``), or a phrase.

    A phrase ("a PNG image", "binary data") names what was found when no reader takes it; ``""`` means no bytes at all.
    A zip that holds a workbook is still ``zip`` here: its member list decides (see ``package``).
    """
    if not head:
        return ""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    text = _as_text(head)
    if text is None:
        return "binary data"
    return _text_kind(text, name) if text else ""


def _text_kind(text: bytes, name: str) -> str:
    if _SPREADSHEET_XML.search(text[:2048]):
        return "an XML spreadsheet of 2003"
    if _HTML.match(text) or (text.startswith(b"<?xml") and _HTML.search(text[:1024])):
        return "html"
    if text[:1] in (b"{", b"[") and _looks_like_json(text, name):
        return "json"
    if text.startswith(b"<") and PurePath(name).suffix.lower() in {".htm", ".html"}:
        return "html"
    return "csv"


def package(names: list[str]) -> str:
    """What a zip with these member names is: ``xlsx``, ``xlsb``, ``ods``, a phrase, or ``zip`` for a plain archive."""
    lower = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if "xl/workbook.xml" in lower or any(n.startswith("xl/worksheets/") for n in lower):
        return "xlsx"
    if "content.xml" in lower and "mimetype" in lower:
        return "ods"
    if "word/document.xml" in lower:
        return "a Word document"
    if "ppt/presentation.xml" in lower:
        return "a presentation"
    return "zip"


def encoding_of(head: bytes) -> tuple[str, int]:
    """Encoding announced by the first bytes and the length of its mark; ``utf-8`` is a guess until all is read."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return encoding, len(mark)
    sample = head[:4096]
    if len(sample) >= 4:
        half = len(sample) // 2
        if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.1 * half:
            return "utf-16-le", 0
        if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
            return "utf-16-be", 0
    return "utf-8", 0


def _as_text(head: bytes) -> bytes | None:
    """The head as left-stripped UTF-8, or None when it cannot be text."""
    encoding, mark = encoding_of(head)
    body = head[mark:]
    if encoding.startswith("utf-16"):
        decoded = body[: len(body) // 2 * 2].decode(encoding, "replace")
        if decoded.count("\ufffd") > len(decoded) // 50:
            return None
        return decoded.lstrip().encode("utf-8", "replace")
    odd = sum(body.count(bytes([code])) for code in (*range(1, 9), 14, 15, *range(16, 27), 28, 29, 30, 31, 127))
    if odd * 50 > len(body) or body.count(0) * 4 > len(body):
        return None
    return body.lstrip()


def _looks_like_json(text: bytes, name: str) -> bool:
    """A bracket can open a CSV too: ask for what JSON puts after it."""
    if re.match(rb'\{\s*("|\})|\[\s*([\[{\]"\d\-tfn])', text):
        return not (text.startswith(b"[") and PurePath(name).suffix.lower() in {".csv", ".tsv", ".txt"})
    return False

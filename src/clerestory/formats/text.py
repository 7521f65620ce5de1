"""Text of any common encoding as a stream of UTF-8 blocks."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clerestory.formats.content import Content
from clerestory.formats.sniff import encoding_of

BLOCK = 8 << 20
_AROUND = 1 << 17
_CP1252_HOLES = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


@dataclass(frozen=True)
class Survey:
    """What one pass over all bytes told: needed before the first row, because one late byte decides the encoding."""

    encoding: str
    mark: int
    nul: bool
    size: int
    sample: bytes
    """The first block, as UTF-8 without marks or NULs."""
    quoted: bytes = b""
    """Some text around the first quote of the file: quoting that begins late would not show in ``sample``."""

    @property
    def rescues(self) -> list[str]:
        """What has to be done to read the text, in words."""
        found = []
        if self.encoding == "cp1252":
            found.append("not UTF-8: the whole file was read as Windows-1252")
        elif self.encoding != "utf-8":
            found.append(f"read as {self.encoding.upper()}")
        if self.nul:
            found.append("NUL bytes were removed")
        return found


def survey(content: Content) -> Survey:
    """Read everything once and decide how to decode it."""
    sample, quoted, size, nul = b"", b"", 0, False
    encoding, mark = "utf-8", 0
    valid, begun = True, b""
    with content.stream() as handle:
        while block := handle.read(BLOCK):
            if not size:
                sample = block
                encoding, mark = encoding_of(block)
                if encoding != "utf-8":
                    return Survey(encoding, mark, False, len(block), _decode_sample(block[mark:], encoding))
            size += len(block)
            if not quoted and (at := block.find(b'"')) >= 0:
                quoted = block[max(0, at - _AROUND) : at + _AROUND]
            nul = nul or b"\0" in block
            if valid and (begun or not block.isascii()):
                text = begun + block
                whole = _whole(text)
                valid, begun = _is_utf8(text, whole), text[whole:]
    if begun or not valid:
        encoding = "cp1252"
    return Survey(encoding, mark, nul, size, _decode_sample(sample[mark:], encoding), quoted)


def _whole(text: bytes) -> int:
    """Up to where a text of whole characters reaches, when its last one may have been cut."""
    for back, byte in enumerate(reversed(text[-3:]), 1):
        if byte >= 0xC0:
            return len(text) - back if back < 2 + (byte >= 0xE0) + (byte >= 0xF0) else len(text)
        if byte < 0x80:
            break
    return len(text)


def _is_utf8(text: bytes, size: int) -> bool:
    """Whether the first bytes are UTF-8. Arrow looks at them without making a text of them, and other threads go on meanwhile."""
    ends = pa.py_buffer(np.array([0, size], dtype=np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def utf8_blocks(content: Content, found: Survey, block_size: int = BLOCK) -> Iterator[bytes]:
    """Yield the content as UTF-8 without byte-order mark and without NULs. Blocks end anywhere between characters."""
    decoder = codecs.getincrementaldecoder(found.encoding)("cp1252" if found.encoding == "cp1252" else "replace")
    if found.encoding == "cp1252":
        decoder = codecs.getincrementaldecoder("cp1252")("clerestory.cp1252")
    with content.stream() as handle:
        handle.read(found.mark)
        while block := handle.read(block_size):
            if found.encoding == "cp1252" and block.isascii():
                pass
            elif found.encoding != "utf-8":
                block = decoder.decode(block).encode("utf-8", "surrogatepass")
            yield block.replace(b"\0", b"") if found.nul or found.encoding.startswith("utf-16") else block


def _decode_sample(block: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        return block.replace(b"\0", b"")
    if encoding == "cp1252":
        return block.decode("cp1252", "clerestory.cp1252").encode().replace(b"\0", b"")
    return block[: len(block) // 2 * 2].decode(encoding, "replace").encode("utf-8", "replace").replace(b"\0", b"")


def _cp1252_holes(error: UnicodeError) -> tuple[str, int]:
    """Five byte values have no meaning in Windows-1252; keep them as the control characters browsers make of them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_CP1252_HOLES.get(code, "\ufffd") for code in error.object[error.start : error.end]), error.end


codecs.register_error("clerestory.cp1252", _cp1252_holes)

"""One spelling for what can be written in many: the text as a reader would see it.

Identifiers hide in full-width letters, look-alike letters of other alphabets, invisible characters, entities and
percent-encoding. Screening works on what these stand for, and gives that back: a disguise never survives, not even
around a harmless word.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

ODD = re.compile(r"[^\t\n\r -~]|&[#A-Za-z]|%[0-9A-Fa-f]{2}|(?:=[2-7][0-9A-F]){3}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}")
"""Whether there is anything to undo; most texts have none of it."""

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")
_QUOTED = re.compile(r"(?:=[2-7][0-9A-F]){3,}")
_PAIRS = (
    "аa вb еe ёe иu кk мm нh оo рp сc тt уy хx ѕs іi јj ԁd ԛq ԝw һh ӏl ьb АA ВB ЕE ЁE ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ЅS "
    "ԌG ԚQ ԜW αa βB εe ηn ιi κk νv οo ρp τt υu χx ωw γy ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ıi ȷj ɑa ɡg łl ŁL øo ØO đd ĐD"
)
_LOOK_ALIKE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_QUOTES = dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4", "'")
_PUNCTUATION = str.maketrans(_DASHES | _QUOTES | dict.fromkeys("\u2022\u00b7", "."))


def ascii_marks(text: str) -> str:
    """Dashes, apostrophes and dots of print as those of a keyboard, one for one: only for looking, never for keeping."""
    return text if text.isascii() else text.translate(_PUNCTUATION)


def _visible(char: str) -> str:
    if char.isascii():
        return char if char >= " " or char in "\t\n\r" else ""
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me", "Co", "Cn", "Cs", "Cc"):
        return ""
    if kind in ("Zs", "Zl", "Zp"):
        return " "
    digit = unicodedata.digit(char, None)
    return char if digit is None else str(digit)


def _once(text: str) -> str:
    text = html.unescape(text)
    text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    text = _QUOTED.sub(lambda found: bytes.fromhex(found[0].replace("=", "")).decode("ascii"), text)
    if "%" in text:
        text = unquote(text, errors="replace")
    text = unicodedata.normalize("NFKD", text).translate(_LOOK_ALIKE)
    return unicodedata.normalize("NFC", "".join(map(_visible, text)))


def normal(value: str) -> str:
    """The text without disguises. A text of plain characters comes back as it is.

    Accents go with the invisible marks: ``José`` is looked up, and kept or masked, as ``Jose``.
    """
    while ODD.search(value):
        undone = _once(value)
        if undone == value:
            break
        value = undone
    return value

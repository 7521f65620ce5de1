"""JSON: an array of objects, one object a line, or an object with arrays inside. Labels come as row 0."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from clerestory.errors import BadFile
from clerestory.formats import cells
from clerestory.formats.content import Content
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import Limits
from clerestory.formats.text import Survey, survey, utf8_blocks

_SPACE = re.compile(r"[ \t\r\n]*")
_SEPARATOR = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")
_DEPTH = 12


class _Number(str):
    """A number exactly as written."""


_DECODER = json.JSONDecoder(parse_float=_Number, parse_int=_Number, parse_constant=_Number, strict=False)


def read(content: Content, limits: Limits) -> Iterator[Grid]:
    """One grid for a list or for lines of values; for a single object, one grid for each list of objects in it."""
    found = survey(content)
    start = found.sample.lstrip()
    if start.startswith(b"["):
        yield JsonGrid(content, limits, found, "list")
        return
    if _is_lines(content, found, limits):
        yield JsonGrid(content, limits, found, "lines")
        return
    document = _whole(content, found, limits)
    arrays = list(_arrays(document, "", 0))
    for path, rows in arrays or [("", [document])]:
        yield JsonGrid(content, limits, found, "held", path, rows)


def _is_lines(content: Content, found: Survey, limits: Limits) -> bool:
    """Whether the first two lines with anything on them are values by themselves."""
    values = (value for _, value in _lines(content, found, limits) if value is not None)
    try:
        return next(values, None) is not None and next(values, None) is not None
    except BadFile:
        return False


class JsonGrid:
    """Values as rows. Objects are flattened to dotted labels, lists inside them stay JSON text. Row 0 holds the labels.

    Row numbers count the list's elements, or the lines of the file, from 1.
    """

    format = "json"

    def __init__(self, content: Content, limits: Limits, found: Survey, shape: str, part: str = "", held: list[Any] | None = None) -> None:
        self.place = Place(0, content.member, part)
        self.notes = [Note(what) for what in found.rescues]
        self._content, self._limits, self._found, self._shape, self._held = content, limits, found, shape, held
        self._labels: list[str] | None = None

    def batches(self) -> Iterator[Batch]:
        """Yield the labels as row 0, then the rows. Raises BadFile where the text stops being JSON."""
        if self._labels is None:
            labels: dict[str, None] = {}
            for _, value in self._values():
                labels.update(dict.fromkeys(_flat(value)))
            if len(labels) > self._limits.columns:
                raise BadFile(
                    f"more than {self._limits.columns:,} different labels",
                    expected="objects that share their labels",
                    do="publish it as a list of like objects",
                )
            self._labels = list(labels)
        yield from cells.batches(self._rows(self._labels))

    def _rows(self, labels: list[str]) -> Iterator[tuple[int, list[str | None]]]:
        if labels and not all(label.isdigit() and not label.startswith("0") for label in labels):
            yield 0, list(labels)
        for number, value in self._values():
            flat = _flat(value)
            yield number, [flat.get(label) for label in labels]

    def _values(self) -> Iterator[tuple[int, Any]]:
        if self._held is not None:
            yield from enumerate(self._held, 1)
        elif self._shape == "list":
            yield from enumerate(_elements(self._content, self._found, self._limits), 1)
        else:
            yield from _lines(self._content, self._found, self._limits)


def _flat(value: Any, prefix: str = "", depth: int = 0) -> dict[str, str | None]:
    if isinstance(value, dict) and depth < _DEPTH:
        out: dict[str, str | None] = {}
        for key, inner in value.items():
            label = f"{prefix}.{key}" if prefix else str(key)
            if isinstance(inner, dict) and inner:
                out.update(_flat(inner, label, depth + 1))
            else:
                out[label] = _text(inner)
        return out
    if isinstance(value, list) and not prefix:
        return {str(index): _text(inner) for index, inner in enumerate(value, 1)}
    return {prefix or "value": _text(value)} if value is not None or prefix else {}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value) if isinstance(value, str) else _dump(value)


def _dump(value: Any) -> str:
    """JSON text again, with numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dump, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _arrays(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Lists of objects (or of lists) inside a document, outermost only, each with its path."""
    if isinstance(value, dict) and depth < _DEPTH:
        for key, inner in value.items():
            yield from _arrays(inner, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list) and value and all(isinstance(item, dict | list) for item in value):
        yield path, value


def _whole(content: Content, found: Survey, limits: Limits) -> Any:
    text = b"".join(utf8_blocks(content, found)) if found.size <= limits.document_bytes else b""
    try:
        return _DECODER.decode(text.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise _not_json("a document") from None


def _lines(content: Content, found: Survey, limits: Limits) -> Iterator[tuple[int, Any]]:
    """Values of a file with one a line, numbered by line; a blank line is a row without cells."""
    rest, number = b"", 0
    for block in utf8_blocks(content, found):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if len(rest) > limits.record_bytes:
            raise _not_json("a value longer than any record")
        for line in lines:
            number += 1
            yield number, _line(line, number)
    if rest.strip():
        yield number + 1, _line(rest, number + 1)


def _line(line: bytes, number: int) -> Any:
    if not line.strip():
        return None
    try:
        return _DECODER.decode(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise _not_json(f"line {number:,}") from None


def _elements(content: Content, found: Survey, limits: Limits) -> Iterator[Any]:
    """The elements of one long list, without holding the list."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    text, at, seen = "", 0, 0
    blocks = utf8_blocks(content, found, 1 << 20)
    opened = False
    for block in blocks:
        text, at = text[at:] + decode(block), 0
        if not opened:
            at, opened = _SPACE.match(text).end() + 1, True  # type: ignore[union-attr]  # the pattern matches nothing too
        while True:
            start = _SEPARATOR.match(text, at).end()  # type: ignore[union-attr]  # as above
            if text.startswith("]", start):
                return
            try:
                value, end = _DECODER.raw_decode(text, start)
            except (ValueError, RecursionError):
                break
            if end == len(text):
                break  # a number may go on in the next block
            seen += 1
            at = end
            yield value
        if len(text) - at > limits.record_bytes:
            raise _not_json(f"element {seen + 1:,}")
    if _SPACE.sub("", text[at:]).strip(","):
        raise _not_json(f"element {seen + 1:,}")
    raise _not_json("a list that does not end")


def _not_json(where: str) -> BadFile:
    return BadFile(
        f"{where} is not valid JSON",
        expected="one list, one object, or one value a line",
        do="obtain the file again: it was probably cut short, or joined from parts",
    )

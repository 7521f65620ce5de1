"""Rows of worksheet XML to cells: all at once through Arrow's tokeniser, or element by element when they are unusual."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from clerestory.formats import cells
from clerestory.formats.sheetxml import elements, local

_FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)")
_NAMED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"))
_NUMBERED = re.compile(r"&#([xX][0-9A-Fa-f]{1,6}|[0-9]{1,7});")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINK = re.compile(r'^\s*=?\s*HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_BREAK, _LESS = "\x02", "\x03"
_LOOK = 1 << 16
_INLINE = (("<is><t", "<t"), ("</t></is></c>", "\n"))
_LINES = (("</v></c>", "\n"), ("/>", "/><\n"), ("</row>", ""), ("><c ", "><\n<c "))
_REFERENCES = (("&lt;", _LESS), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_SPACED = 't xml:space="preserve">'


@dataclass
class Cells:
    """Cells of some rows. ``row_of`` points into ``numbers``; -1 in ``numbers``: the row does not say its number."""

    numbers: list[int]
    row_of: pa.Int64Array
    letters: pa.DictionaryArray
    """Column letters."""
    kinds: pa.DictionaryArray
    """The rest of each cell's tag: its style and type attributes."""
    text: pa.StringArray
    """What stands in the cell, still a shared string's number or a date's serial; null when nothing does."""
    links: dict[tuple[int, str], str] = field(default_factory=dict)
    """(index in ``numbers``, column letters) → target of a HYPERLINK formula."""


def cells_of(body: bytes, root: bytes) -> Cells:
    """The cells of a run of whole ``<row>`` elements. Raises BadFile when it is not XML."""
    found = _tokenised(body)
    if found is None and b"<f" in body and b"HYPERLINK" not in body.upper():
        plain = _FORMULA.sub(b"", body).replace(b"<v/></c>", b"</c>").replace(b"<v></v></c>", b"</c>")
        found = _tokenised(plain.replace(b'"></c>', b'"/>'))
    return found or _walked(body, root)


def _tokenised(body: bytes) -> Cells | None:
    """Make one line of each row's and each cell's tag, with ``<`` between tag and content, and let Arrow cut them.

    XML text never holds a raw ``<``, so a line that is not exactly (nothing, tag, content) means an unusual cell: None.
    Arrow also does the replacing: it is faster at it than ``bytes`` and lets other threads run.
    """
    changes = [*_INLINE] if b"<is>" in body[:_LOOK] else []
    changes += _LINES
    broken = b"\n" in body or b"\r" in body
    if broken:
        changes = [("\r\n", "\n"), ("\r", "\n"), ("\n", _BREAK), *changes]
    referring = b"&" in body
    numbered = referring and b"&#" in body
    if referring and not numbered:
        changes += _REFERENCES
    if b"</c>" not in body[:_LOOK] and b"/>" not in body[:_LOOK]:
        return None
    text = pa.array([body], pa.binary())
    for old, new in changes:
        text = pc.replace_substring(text, old, new)
    try:
        table = pacsv.read_csv(
            pa.BufferReader(text.buffers()[2]),
            read_options=pacsv.ReadOptions(column_names=["before", "tag", "content"], use_threads=False),
            parse_options=pacsv.ParseOptions(delimiter="<", quote_char=False, ignore_empty_lines=True),
            convert_options=pacsv.ConvertOptions(
                include_columns=["tag", "content"],
                column_types={"tag": pa.string(), "content": pa.string()},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None
    found = _assembled(table["tag"].combine_chunks(), table["content"].combine_chunks())
    if found is not None:
        found.text = _restored(found.text, broken, referring, numbered)
    return found


def _restored(text: pa.StringArray, broken: bool, referring: bool, numbered: bool) -> pa.StringArray:
    """Put back what stood for characters that would have cut lines and tags."""
    if broken:
        text = pc.replace_substring(text, _BREAK, "\n")
    if referring and not numbered:
        text = pc.replace_substring(text, _LESS, "<")
    return unescaped(text, referring=numbered)


def _assembled(tag: pa.StringArray, content: pa.StringArray) -> Cells | None:
    if not len(tag):
        return None
    is_row = pc.starts_with(tag, "row ")
    numbers = pc.struct_field(pc.extract_regex(tag.filter(is_row), r'^row (?:.* )?r="(?P<n>\d+)"'), "n")
    if numbers.null_count or not is_row[0].as_py():
        return None
    is_cell = pc.invert(is_row)
    row_of = pc.subtract(pc.cumulative_sum(is_row.cast(pa.int64())), 1).filter(is_cell)
    tag, content = tag.filter(is_cell), content.filter(is_cell)
    if not pc.all(pc.starts_with(tag, 'c r="')).as_py():
        return None
    spaced = pc.starts_with(content, "t ")
    if pc.any(spaced).as_py():
        content = pc.if_else(spaced, pc.replace_substring(content, _SPACED, "t>", max_replacements=1), content)
    opened = pc.or_(pc.starts_with(content, "v>"), pc.starts_with(content, "t>"))
    if not pc.all(opened).as_py():  # nulls, for cells without content, are skipped
        return None
    split = pc.split_pattern(pc.utf8_slice_codeunits(tag, 5), '"', max_splits=1).flatten()
    if len(split) != 2 * len(tag):
        return None
    every = cells.ordinals(0, len(tag), 2)
    letters = pc.ascii_rtrim(split.take(every), characters="0123456789").dictionary_encode()
    kinds = split.take(pc.add(every, 1)).dictionary_encode()
    text = pc.utf8_slice_codeunits(content, 2)
    return Cells(numbers.cast(pa.int64()).to_pylist(), row_of, letters, kinds, text)


def unescaped(text: pa.StringArray, *, referring: bool = True) -> pa.StringArray:
    """Resolve XML references (unless told that they are) and then the ``_x000D_`` escapes of workbooks."""
    if referring:
        for reference, character in _NAMED:
            text = pc.replace_substring(text, reference, character)
        text = _where(text, "&#", lambda value: _NUMBERED.sub(_numbered, value))
        text = pc.replace_substring(text, "&amp;", "&")
    return _where(text, "_x", unescape)


def _where(text: pa.StringArray, mark: str, change: Callable[[str], str]) -> pa.StringArray:
    held = text.buffers()[2]
    if held is None or mark.encode() not in held.to_pybytes():
        return text  # one look at all bytes is far cheaper than one at each value
    marked = pc.fill_null(pc.match_substring(text, mark), False)
    if not pc.any(marked).as_py():
        return text
    return pc.replace_with_mask(text, marked, pa.array(map(change, text.filter(marked).to_pylist()), pa.string()))


def _numbered(match: re.Match[str]) -> str:
    code = match.group(1)
    number = int(code[1:], 16) if code[0] in "xX" else int(code)
    character = chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return "&amp;" if character == "&" else character


def unescape(value: str) -> str:
    """Resolve ``_x000D_``: how workbooks write characters that XML cannot hold. Half of a surrogate pair stays escaped."""
    return _ESCAPE.sub(_character, value) if "_x" in value else value


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return match.group(0) if 0xD800 <= code < 0xE000 else chr(code)


def _walked(body: bytes, root: bytes) -> Cells:
    """The same, element by element: rich text, links in formulas, cells and rows that do not say where they are."""
    numbers: list[int] = []
    row_of: list[int] = []
    letters: list[str] = []
    kinds: list[str] = []
    text: list[str | None] = []
    links: dict[tuple[int, str], str] = {}
    for row in elements(body, root):
        if local(row) != "row":
            continue
        named = row.get("r") or ""
        numbers.append(int(named) if named.isascii() and named.isdigit() else -1)
        column = -1
        for cell in row:
            if local(cell) != "c":
                continue
            name = (cell.get("r") or "").rstrip("0123456789")
            column = index_of(name) if name else column + 1
            name = name or letters_of(column)
            row_of.append(len(numbers) - 1)
            letters.append(name)
            kinds.append(f' s="{cell.get("s") or ""}" t="{cell.get("t") or ""}"')
            text.append(_content(cell))
            for inner in cell:
                if local(inner) == "f" and (match := _LINK.match(inner.text or "")):
                    links[len(numbers) - 1, name] = match.group(1).replace('""', '"')
    return Cells(
        numbers,
        pa.array(row_of, pa.int64()),
        pa.array(letters, pa.string()).dictionary_encode(),
        pa.array(kinds, pa.string()).dictionary_encode(),
        pa.array(text, pa.string()),
        links,
    )


def _content(cell: object) -> str | None:
    value: str | None = None
    for inner in cell:  # type: ignore[attr-defined]  # an lxml element; its stubs give iteration no type
        if local(inner) == "v":
            value = unescape(inner.text or "")
        elif local(inner) == "is":
            value = unescape(rich_text(inner))
    return value


def rich_text(item: object) -> str:
    """The text of a shared or inline string without its formatting and without phonetic hints."""
    parts: list[str] = []
    for inner in item:  # type: ignore[attr-defined]  # an lxml element
        if local(inner) == "t":
            parts.append(inner.text or "")
        elif local(inner) == "r":
            parts.append(rich_text(inner))
    return "".join(parts)


def index_of(letters: str) -> int:
    """Column index from 0: ``A`` is 0, ``AA`` is 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def letters_of(index: int) -> str:
    """Column letters of an index from 0."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters

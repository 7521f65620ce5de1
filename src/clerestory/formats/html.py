"""HTML pages: each table is a grid, and so is each CSV that the page carries inside a ``data:`` link."""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from collections.abc import Iterator

from lxml import etree, html

from clerestory.errors import BadFile
from clerestory.formats import cells, csv
from clerestory.formats.content import Content
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import Limits
from clerestory.formats.text import Survey, survey, utf8_blocks

_SPAN = 1_000
_DATA = ("data:text/csv", "data:application/csv", "data:text/tab-separated-values", "data:text/plain")


def read(content: Content, limits: Limits) -> Iterator[Grid]:
    """Tables first, in the order of the page, then embedded CSV files. Raises BadFile when there is neither."""
    found = survey(content)
    if found.size > limits.document_bytes:
        raise BadFile("an HTML page larger than any page is", expected="a page", do="add the tables themselves")
    root = _parse(content, found)
    given = 0
    for given, table in enumerate(root.iter("table"), 1):
        yield HtmlGrid(table, Place(0, content.member, f"table {given}"), found)
    for link in root.iter("a", "area"):
        address = (link.get("href") or "").lstrip()
        if address[:32].lower().startswith(_DATA):
            given += 1
            name = link.get("download") or f"embedded {given}"
            data = _data(address, limits)
            yield csv.CsvGrid(Content.of_bytes(data, name, content.member, limits), limits, name)
    if not given:
        raise BadFile(
            "an HTML page without a table",
            expected="a page with <table> elements or an embedded CSV",
            do="look at the page: it may be an error or a log-in page saved in place of the file",
        )


class HtmlGrid:
    """One ``<table>``. Rows count its ``<tr>`` from 1. A cell that another one spans over is null."""

    format = "html"

    def __init__(self, table: html.HtmlElement, place: Place, found: Survey) -> None:
        self.place = place
        self.notes = [Note(what) for what in found.rescues]
        self._table = table

    def batches(self) -> Iterator[Batch]:
        """Yield the rows of the table, in one batch."""
        rows: list[list[str | None]] = []
        links: dict[tuple[int, int], str] = {}
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        covered: dict[int, set[int]] = {}
        for number, row in enumerate(_own(self._table, "tr"), 1):
            out: list[str | None] = []
            taken = covered.pop(number, set())
            for cell in _own(row, "td", "th"):
                while len(out) in taken:
                    out.append(None)
                column = len(out)
                high, wide = _span(cell, "rowspan"), _span(cell, "colspan")
                out.append(_text(cell))
                out.extend([None] * (wide - 1))
                for below in range(number + 1, number + high):
                    covered.setdefault(below, set()).update(range(column, column + wide))
                if (high, wide) != (1, 1):
                    spans[number, column] = high, wide
                target = next((a.get("href") for a in cell.iter("a") if a.get("href")), None)
                if target is not None:
                    links[number, column] = target
            rows.append(out)
        if rows:
            made = cells.batch(range(1, len(rows) + 1), rows, links, 1)
            yield Batch(made.rows, made.columns, links, spans)


def _own(element: html.HtmlElement, *tags: str) -> Iterator[html.HtmlElement]:
    """Descendants with these tags that do not belong to a table inside."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag != "table" and isinstance(child.tag, str):
            yield from _own(child, *tags)


def _span(cell: html.HtmlElement, attribute: str) -> int:
    value = (cell.get(attribute) or "1").strip()
    return max(1, min(int(value), _SPAN)) if value.isascii() and value.isdigit() else 1


def _text(cell: html.HtmlElement) -> str:
    """The text as a browser shows it: white space collapsed, ``<br>`` and blocks as line ends, inner tables left out."""
    parts: list[str] = []

    def walk(element: html.HtmlElement) -> None:
        parts.append(element.text or "")
        for child in element:
            if child.tag in {"br", "p", "div", "li"}:
                parts.append("\0")
            if isinstance(child.tag, str) and child.tag not in {"table", "script", "style", "template"}:
                walk(child)
            parts.append(child.tail or "")

    walk(cell)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\0"))
    return "\n".join(line for line in lines if line)


def _parse(content: Content, found: Survey) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    data = b"".join(utf8_blocks(content, found))
    try:
        return html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise BadFile("an HTML page that no parser takes", expected="a page with tables", do="save it again") from None


def _data(address: str, limits: Limits) -> bytes:
    """The bytes that a ``data:`` address holds."""
    kind, comma, body = address.partition(",")
    if not comma:
        raise BadFile("an embedded CSV without content", expected="data:text/csv,…", do="save the page again")
    try:
        data = urllib.parse.unquote_to_bytes(body)
        if ";base64" in kind.lower():
            data = base64.b64decode(b"".join(data.split()) + b"==", validate=False)
    except (ValueError, binascii.Error):
        raise BadFile("an embedded CSV that cannot be decoded", expected="base64", do="save the page again") from None
    if len(data) > limits.document_bytes:
        raise BadFile("an embedded CSV larger than any page is", expected="a page", do="add the CSV itself")
    return data

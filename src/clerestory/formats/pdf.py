"""PDF documents with a text layer: each page is a grid of lines, cut into columns by position."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pypdfium2 as pdfium

from clerestory.errors import BadFile
from clerestory.formats import cells
from clerestory.formats.content import Content
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import Limits
from clerestory.formats.pdflayout import Layout, columns_of, layout_of, lines_of
from clerestory.formats.pdfwords import Word, words_of

_SAMPLE_PAGES = 12
_NO_TEXT = Note("no text layer on this page: it is an image, and its words cannot be read")
PDFIUM = threading.RLock()
"""pdfium keeps global state: one thread at a time, whatever the document."""


def read(content: Content, limits: Limits) -> Iterator[Grid]:
    """One grid a page. Raises BadFile when the document is encrypted, damaged, or has no text layer at all."""
    document = _Document(content)
    empty: list[int] = []
    layout: Layout | None = None
    for page in range(document.pages):
        if layout is None:
            words = document.words(page)
            if not words:
                empty.append(page)
                continue
            layout = _layout(document, page)
            for before in empty:
                yield PdfGrid(document, content.member, before, layout)
        yield PdfGrid(document, content.member, page, layout)
    if layout is None:
        raise BadFile(
            "a PDF without a text layer: its pages are images",
            expected="a PDF whose words can be selected",
            do="ask the publisher for the table itself, or recognise the text and add that copy",
        )


class PdfGrid:
    """One page. Rows are its lines from the top, from 1; columns stand where they stand on the other pages."""

    format = "pdf"

    def __init__(self, document: _Document, member: str, page: int, layout: Layout) -> None:
        self.place = Place(0, member, f"page {page + 1}", "lines")
        self.notes: list[Note] = []
        self._document, self._page, self._layout = document, page, layout

    def batches(self) -> Iterator[Batch]:
        """Yield the page's lines in one batch. Raises BadFile when the page is damaged."""
        lines = lines_of(self._document.words(self._page))
        self.notes[:] = [] if lines else [_NO_TEXT]
        if not lines:
            return
        layout = self._layout
        if not layout.fits(lines):
            layout = layout_of([lines])
            self.notes.append(Note("columns of this page stand elsewhere than on the others"))
        rows = [columns_of(line, layout) for line in lines]
        yield cells.batch(range(1, len(rows) + 1), rows, {}, layout.width)


class _Document:
    """An open PDF. pdfium is told to close it when the last grid is gone."""

    def __init__(self, content: Content) -> None:
        handle = content.any_order()
        try:
            with PDFIUM:
                self._pdf = pdfium.PdfDocument(handle, autoclose=True)
                self.pages = len(self._pdf)
        except pdfium.PdfiumError as error:
            handle.close()
            locked = "password" in str(error).lower()
            raise BadFile(
                "an encrypted PDF" if locked else "a PDF that cannot be opened",
                expected="a whole PDF without a password",
                do="save it without a password and add that copy" if locked else "obtain the file again",
            ) from None

    def words(self, page: int) -> list[Word]:
        try:
            with PDFIUM:
                return words_of(self._pdf, page)
        except pdfium.PdfiumError:
            raise BadFile(f"page {page + 1} of a PDF is damaged", expected="a whole PDF", do="obtain the file again") from None


def _layout(document: _Document, first: int) -> Layout:
    """Columns from the pages at the start: what they share is the table's, not one page's."""
    pages = range(first, min(document.pages, first + _SAMPLE_PAGES))
    return layout_of([lines for page in pages if (lines := lines_of(document.words(page)))])

"""XLSX workbooks: every worksheet as a stream of rows, with hyperlinks, merged cells and dates resolved."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa

from clerestory.errors import BadFile
from clerestory.formats.content import Content
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import Limits
from clerestory.formats.sheetcells import Cells, cells_of, index_of
from clerestory.formats.sheetlinks import Furniture, furniture
from clerestory.formats.sheetvalues import Meaning, columns, texts
from clerestory.formats.sheetxml import pieces
from clerestory.formats.workbook import Sheet, Workbook, open_workbook, part
from clerestory.formats.zip import open_zip

_MOST_ROWS = 1_048_576
_GAP = 4_096
_THREADS = 2
_Cut = tuple[Cells, list[pa.StringArray]]


def read(content: Content, limits: Limits) -> Iterator[Grid]:
    """One grid a worksheet, hidden ones too. Raises BadFile when the workbook cannot be read."""
    with open_zip(content) as archive:
        workbook = open_workbook(archive, limits)
    for sheet in workbook.sheets:
        yield XlsxGrid(content, limits, workbook, sheet)


class XlsxGrid:
    """One worksheet; rows and columns counted from A1 whatever the used range is."""

    format = "xlsx"

    def __init__(self, content: Content, limits: Limits, workbook: Workbook, sheet: Sheet) -> None:
        self.place = Place(0, content.member, sheet.name, hidden=sheet.hidden)
        self.notes: list[Note] = []
        self._content, self._limits, self._workbook, self._sheet = content, limits, workbook, sheet

    def batches(self) -> Iterator[Batch]:
        """Yield the rows. Raises BadFile when the sheet is damaged or promises more than the limits allow."""
        self.notes[:] = [Note("the sheet is hidden")] if self._sheet.hidden else []
        rows = _Rows(self._limits)
        with open_zip(self._content) as archive:
            meaning = self._workbook.meaning(archive)
            around = furniture(archive, self._sheet, self._limits)
            with part(archive, self._sheet.path, self._limits) as source:
                for cut in _ahead(source, meaning, self._limits):
                    made = rows.batch(*cut, around)
                    if made is not None:
                        yield made
        if rows.last in (_MOST_ROWS - 1, _MOST_ROWS):
            self.notes.append(Note("the sheet is full to the last row that a spreadsheet has: rows are probably missing"))
        if rows.gaps:
            self.notes.append(Note(f"{rows.gaps} long runs of empty rows are left out"))


def _ahead(source: BinaryIO, meaning: Meaning, limits: Limits) -> Iterator[_Cut]:
    """Cut pieces into columns in order, a few pieces ahead of the consumer, on two threads.

    Most of the work is Arrow's and zlib's, which let other threads run.
    """

    def cut(body: bytes, root: bytes) -> _Cut:
        found = cells_of(body, root)
        return found, columns(found, texts(found, meaning))

    root = b""
    waiting: deque[Future[_Cut]] = deque()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="xlsx") as pool:
        for piece in pieces(source, b"<row", b"</row>", b"</sheetData", limits.record_bytes):
            if not piece.rows:
                root = root or piece.body
                continue
            waiting.append(pool.submit(cut, piece.body, root))
            if len(waiting) > 2 * _THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@dataclass
class _Rows:
    """Where the reading stands: what a row's number is depends on the rows before it."""

    limits: Limits
    last: int = 0
    width: int = 0
    gaps: int = 0

    def batch(self, found: Cells, made: list[pa.StringArray], around: Furniture) -> Batch | None:
        if not found.numbers:
            return None
        numbers: list[int] = []
        sources: list[int | None] = []  # for each row of the result: its index in ``made``, or none for a blank one
        for index, said in enumerate(found.numbers):
            number = said if said > 0 else self.last + 1
            if number <= self.last:
                raise BadFile("rows that are out of order", expected="ascending row numbers", do="save the workbook again")
            blank = number - self.last - 1
            if blank > _GAP:
                self.gaps += 1
            elif blank:
                numbers.extend(range(self.last + 1, number))
                sources.extend([None] * blank)
            numbers.append(number)
            sources.append(index)
            self.last = number
        height = len(numbers)
        if height > len(found.numbers):
            indices = pa.array(sources, pa.int64())
            made = [column.take(indices) for column in made]
        self.width = max(self.width, len(made), 1)
        if self.width > self.limits.columns:
            raise BadFile("more columns than a spreadsheet has", expected="16,384 at most", do="save the workbook again")
        made = made + [pa.nulls(height, pa.string())] * (self.width - len(made))
        at = {index: number for number, index in zip(numbers, sources, strict=True) if index is not None} if found.links else {}
        links = {(at[row], index_of(letters)): target for (row, letters), target in found.links.items()}
        links |= around.links_between(numbers[0], numbers[-1])
        return Batch(pa.array(numbers, pa.int64()), made, links, around.spans_between(numbers[0], numbers[-1]))

"""Text tables: comma, tab, bar and semicolon separated, with or without quoting, in any common encoding."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pyarrow as pa

from clerestory.errors import BadFile
from clerestory.formats import cells
from clerestory.formats.content import Content
from clerestory.formats.dialect import Dialect, guess
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import Limits
from clerestory.formats.records import Cut, cut, cut_lone_quotes, quotes
from clerestory.formats.text import BLOCK, Survey, survey, utf8_blocks

_THREADS = 2
_NAMED_ROWS = 20


def read(content: Content, limits: Limits) -> Iterator[Grid]:
    """One grid: the table that the text is."""
    yield CsvGrid(content, limits)


class CsvGrid:
    """A text table. Rows are numbered by record from 1, header counted; a blank line is a row of empty cells."""

    format = "csv"

    def __init__(self, content: Content, limits: Limits, part: str = "") -> None:
        self.place = Place(0, content.member, part)
        self.notes: list[Note] = []
        self._content, self._limits = content, limits
        self._survey: Survey | None = None

    def batches(self) -> Iterator[Batch]:
        """Yield the rows in order. Raises BadFile when a record is longer than any record can be."""
        self._survey = found = self._survey or survey(self._content)
        self.notes[:] = [Note(what) for what in found.rescues]
        dialect = guess(found.sample, complete=found.size <= BLOCK, quoted=found.quoted)
        first, widest = 1, 0
        odd = _Odd(dialect)
        for piece in _cuts(self._content, found, dialect, self._limits):
            widest = max(widest, len(piece.columns))
            if widest > self._limits.columns:
                raise BadFile(
                    f"a record with more than {self._limits.columns:,} cells",
                    expected="a table with a bounded number of columns",
                    do="check that the delimiter is a comma, tab, bar or semicolon",
                )
            columns = piece.columns + [pa.nulls(piece.count, pa.string())] * (widest - len(piece.columns))
            odd.add(piece, first)
            if piece.count:
                rows = cells.ordinals(first, piece.count)
                first += piece.count
                yield Batch(rows, columns)
        self.notes += odd.notes()


class _Odd:
    """Counts what had to be done to records, so that notes stay few when the oddities are many."""

    def __init__(self, dialect: Dialect) -> None:
        self._width = dialect.width
        self._kinds: dict[str, list[int]] = {}

    def add(self, piece: Cut, first: int) -> None:
        for what, ordinals in (
            (f"the record does not have {self._width} cells as most do", piece.ragged),
            ("a quote never closes: it was read as part of the text", piece.rescued),
        ):
            if ordinals:
                self._kinds.setdefault(what, []).extend(first + n for n in ordinals[: 1 + _NAMED_ROWS])
                self._kinds.setdefault(f"#{what}", [0])[0] += len(ordinals)

    def notes(self) -> list[Note]:
        out = []
        for what, rows in self._kinds.items():
            if what.startswith("#"):
                continue
            out += [Note(what, row) for row in rows[:_NAMED_ROWS]]
            total = self._kinds[f"#{what}"][0]
            if total > _NAMED_ROWS:
                out.append(Note(f"{what}: {total:,} rows in all, the first {_NAMED_ROWS} are named"))
        return out


def _cuts(content: Content, found: Survey, dialect: Dialect, limits: Limits) -> Iterator[Cut]:
    """Cut blocks into columns, a few blocks ahead of the consumer, in order."""
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="csv") as pool:
        waiting: deque[tuple[bytes, Future[Cut | None]]] = deque()
        open_block = b""
        for block, whole in _blocks(content, found, dialect, limits):
            if not whole or open_block:
                # A quote did not close where it should: go on with care, in order, until it does.
                yield from _finished(waiting, 0, dialect)
                piece = None if not whole else cut(open_block + block, dialect)
                open_block += block
                if piece is None and len(open_block) <= limits.record_bytes and whole:
                    continue
                yield piece or cut_lone_quotes(open_block, dialect)
                open_block = b""
                continue
            waiting.append((block, pool.submit(cut, block, dialect)))
            yield from _finished(waiting, _THREADS + 1, dialect)
        yield from _finished(waiting, 0, dialect)


def _finished(waiting: deque[tuple[bytes, Future[Cut | None]]], keep: int, dialect: Dialect) -> Iterator[Cut]:
    while len(waiting) > keep:
        block, future = waiting.popleft()
        yield future.result() or cut_lone_quotes(block, dialect)


def _blocks(content: Content, found: Survey, dialect: Dialect, limits: Limits) -> Iterator[tuple[bytes, bool]]:
    """Blocks that end where a record seems to end; False when quotes never came out even within the limit."""
    rest: list[bytes] = []
    held = 0
    for block in utf8_blocks(content, found):
        end = _last_end(block)
        if end == 0:
            rest.append(block)
            held += len(block)
            _check_length(held, limits)
            continue
        even = _even_end(block, dialect, end, sum(quotes(piece, len(piece)) for piece in rest))
        if even:
            yield b"".join([*rest, memoryview(block)[:even]]), True
            rest, held = [block[even:]], len(block) - even
            continue
        joined = b"".join([*rest, block])
        end = _even_end(joined, dialect, held + end)
        if end:
            yield joined[:end], True
            joined = joined[end:]
        elif len(joined) > limits.record_bytes:
            end = _last_end(joined)
            yield joined[:end], False
            joined = joined[end:]
        rest, held = [joined], len(joined)
    last = b"".join(rest)
    if last:
        yield last, True


def _last_end(block: bytes) -> int:
    """Position after the last line end. A final CR may be half of a CRLF, so it does not count."""
    end = block.rfind(b"\n") + 1
    return end or block.rfind(b"\r", 0, -1) + 1


def _even_end(joined: bytes, dialect: Dialect, end: int, before: int = 0) -> int:
    """The last line end before ``end`` that has an even number of quotes before it, ``before`` of which stand elsewhere; or 0."""
    if dialect.quote is None:
        return end
    odd = before + quotes(joined, end)
    while odd % 2 and end > 0:
        # max(): a negative end counts from the back, where a later CR may stand
        earlier = max(joined.rfind(b"\n", 0, end - 1), joined.rfind(b"\r", 0, max(0, end - 2))) + 1
        odd -= joined.count(b'"', earlier, end)
        end = earlier
    return end


def _check_length(held: int, limits: Limits) -> None:
    if held > limits.record_bytes:
        raise BadFile(
            f"no line end in {held:,} bytes",
            expected=f"records of at most {limits.record_bytes:,} bytes",
            do="check that the file is a table and was not cut or joined on its way",
        )

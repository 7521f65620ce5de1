"""Which source a file belongs to, by its content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from clerestory.errors import BadFile
from clerestory.formats.grid import Batch, Grid
from clerestory.sdk.source import Head, Name, Row, Source, Span

HEAD_ROWS = 3000
NEAR = 0.02
"""Scores closer than this are a tie, and a tie is not decided by guessing."""


def head_of(grid: Grid, name: Name) -> Head:
    """The first rows of a grid."""
    rows: list[Row] = []
    numbers: list[int] = []
    links: dict[tuple[int, int], str] = {}
    complete = True
    for batch in grid.batches():
        room = HEAD_ROWS - len(rows)
        if room <= 0:
            complete = False
            break
        complete = len(batch.rows) <= room
        rows.extend(_rows(batch, room))
        numbers.extend(batch.rows[:room].to_pylist())
        links.update(batch.links)
        if not complete:
            break
    return Head(name, rows, numbers, complete, links, grid.place.hidden)


def _rows(batch: Batch, most: int) -> list[Row]:
    columns = [column.slice(0, most).to_pylist() for column in batch.columns]
    return list(zip(*columns, strict=True)) if columns else [() for _ in range(min(most, len(batch.rows)))]


def recognise(sources: Mapping[str, Source], name: Name, heads: Sequence[Head]) -> Source | None:
    """The source that fits the grids best; None when none does.

    Raises BadFile when two fit equally well: the user says which with ``--source``.
    """
    scores = sorted(((_score(source, name, heads), source.id) for source in sources.values()), reverse=True)
    best = [entry for entry in islice(scores, 2) if entry[0] > 0]
    if not best:
        return None
    if len(best) == 2 and best[0][0] - best[1][0] < NEAR:
        raise BadFile(
            f"two sources fit this file equally well: {best[0][1]} and {best[1][1]}",
            expected="one",
            do="add it again with --source and the one that it is",
        )
    return sources[best[0][1]]


def _score(source: Source, name: Name, heads: Sequence[Head]) -> float:
    if source.recognise is not None:
        return source.recognise(name, heads)
    best = 0.0
    for head in heads:
        for piece in source.find(source, head):
            if not isinstance(piece, Span):
                best = max(best, 0.9)
                continue
            labelled = len(piece.labels) or len(piece.columns)
            known = len(piece.columns)
            best = max(best, known / max(labelled, 1) * (1 - 1 / (2 + known)))
    return best

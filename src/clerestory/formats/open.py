"""Open any file: tell what it is, look inside archives, and give its tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from clerestory.errors import BadFile
from clerestory.formats import csv, html, json, legacy, parquet, pdf, xlsx
from clerestory.formats.content import Content
from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import DEFAULT, Limits
from clerestory.formats.sniff import package, sniff
from clerestory.formats.zip import Budget, gunzipped, open_zip, zip_members

Reader = Callable[[Content, Limits], Iterator[Grid]]
"""Content to its grids, numbered from 0. Raises BadFile when the content is not what the reader reads."""

READERS: Mapping[str, Reader] = {
    "csv": csv.read,
    "html": html.read,
    "json": json.read,
    "ods": legacy.read,
    "ole": legacy.read,
    "parquet": parquet.read,
    "pdf": pdf.read,
    "xlsb": legacy.read,
    "xlsx": xlsx.read,
}


def grids(path: Path, *, name: str | None = None, limits: Limits = DEFAULT) -> Iterator[Grid]:
    """Every table of a file, archives opened, in the order in which they stand.

    ``name`` is the file's published name when ``path`` is not called that; it never decides what the file is.
    Raises BadFile when the file as a whole cannot be read; an archive member that cannot be read gives a grid without
    rows whose notes say why, so that the ordinals of the others do not depend on what this version can read.
    Raises BadFile also later, while batches are read.
    """
    for index, grid in enumerate(_walk(Content.of_path(path, name, limits), limits, Budget(limits), 0)):
        grid.place = dataclasses.replace(grid.place, index=index)
        yield grid


def _walk(content: Content, limits: Limits, budget: Budget, depth: int) -> Iterator[Grid]:
    kind = sniff(content.head(), content.name)
    if kind == "zip":
        with open_zip(content) as archive:
            kind = package(archive.namelist())
    if kind in {"zip", "gz"} and depth >= limits.depth:
        raise BadFile(
            f"archives nested more than {limits.depth} deep",
            expected="published tables in an archive or two",
            do="unpack it yourself, look at it, and add the unpacked files",
        )
    if kind == "gz":
        unpacked = gunzipped(content, limits, budget)
        for grid in _walk(unpacked, limits, budget, depth + 1):
            yield _of(unpacked, grid)
    elif kind == "zip":
        yield from _members(content, limits, budget, depth)
    elif kind in READERS:
        yield from READERS[kind](content, limits)
    else:
        raise BadFile(
            f"found {kind}" if kind else "the file is empty",
            expected=f"a table in one of these forms: {', '.join(READERS)}, zip, gz",
            do="obtain the file again, or the same records in one of these forms",
        )


def _members(content: Content, limits: Limits, budget: Budget, depth: int) -> Iterator[Grid]:
    for member, reason in zip_members(content, limits, budget):
        if reason:
            yield Unread(member, reason)
            continue
        given = 0
        try:
            for grid in _walk(member, limits, budget, depth + 1):
                given += 1
                yield _of(member, grid)
        except BadFile as error:
            yield Unread(member, str(error))


def _of(content: Content, grid: Grid) -> Grid:
    """The grid, which knows the innermost packed content that it was read from."""
    if grid.place.digest is None:
        grid.place = dataclasses.replace(grid.place, digest=content.sha256)
    return grid


class Unread:
    """Stands in the place of an archive member that gave no table. It has no rows, and a note that says why."""

    format = "unread"

    def __init__(self, content: Content, reason: str) -> None:
        self.place = Place(0, content.member)
        self.notes = [Note(f"not read: {reason}")]

    def batches(self) -> Iterator[Batch]:
        """Nothing."""
        yield from ()

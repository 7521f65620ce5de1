"""What stands around a worksheet's rows: hyperlinks and merged cells."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from clerestory.formats.limits import Limits
from clerestory.formats.sheetcells import index_of
from clerestory.formats.sheetxml import elements, local, pieces
from clerestory.formats.workbook import Sheet, part, relations

_RANGE = re.compile(r"^\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?$")
_ALWAYS = 64 << 20
"""Sheets of more XML than this are read twice only when their relations name a hyperlink."""
_LINKED_CELLS = 100_000
_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass
class Furniture:
    """Links and merged cells by place, in row order."""

    links: list[tuple[tuple[int, int], str]] = field(default_factory=list)
    spans: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)

    def links_between(self, first: int, last: int) -> dict[tuple[int, int], str]:
        """Links of the rows ``first`` to ``last``."""
        return dict(self.links[_from(self.links, first) : _from(self.links, last + 1)])

    def spans_between(self, first: int, last: int) -> dict[tuple[int, int], tuple[int, int]]:
        """Merged cells that begin in the rows ``first`` to ``last``."""
        return dict(self.spans[_from(self.spans, first) : _from(self.spans, last + 1)])


def _from(entries: Sequence[tuple[tuple[int, int], object]], row: int) -> int:
    return bisect_left(entries, (row, -1), key=lambda entry: entry[0])


def furniture(archive: zipfile.ZipFile, sheet: Sheet, limits: Limits) -> Furniture:
    """Read what follows the rows. A large sheet without hyperlink relations is not read twice: its merges are not told."""
    targets = {id_: target for id_, (kind, target) in relations(archive, sheet.path, limits).items() if kind == "hyperlink"}
    if not targets and archive.getinfo(sheet.path).file_size > _ALWAYS:
        return Furniture()
    root, tail, seen = b"", b"", False
    with part(archive, sheet.path, limits) as source:
        for piece in pieces(source, b"<row", b"</row>", b"</sheetData", limits.record_bytes):
            if piece.rows:
                seen = True
            elif not root:
                root = piece.body
            else:
                tail = piece.body
    if not seen and not tail:
        return Furniture()
    found = Furniture()
    for kept in re.findall(rb"<(?:hyperlink|mergeCell)\s[^>]*>", tail):
        element = elements(kept if kept.endswith(b"/>") else kept[:-1] + b"/>", root)[0]
        cells = _cells(element.get("ref") or "")
        if cells is None:
            continue
        top, left, bottom, right = cells
        if local(element) == "mergeCell":
            found.spans.append(((top, left), (bottom - top + 1, right - left + 1)))
            continue
        target = targets.get(next((element.get(name) for name in _IDS if element.get(name)), "") or "", "")
        inside = element.get("location") or ""
        target = f"{target}#{inside}" if inside else target
        if target and (bottom - top + 1) * (right - left + 1) <= _LINKED_CELLS:
            found.links += [((r, c), target) for r in range(top, bottom + 1) for c in range(left, right + 1)]
    found.links.sort()
    found.spans.sort()
    return found


def _cells(reference: str) -> tuple[int, int, int, int] | None:
    match = _RANGE.match(reference)
    if match is None:
        return None
    left, top = index_of(match.group(1)), int(match.group(2))
    right = index_of(match.group(3)) if match.group(3) else left
    bottom = int(match.group(4)) if match.group(4) else top
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)

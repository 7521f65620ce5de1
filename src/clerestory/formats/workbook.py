"""What holds an XLSX workbook together: its sheets, styles and shared strings."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO, cast

import pyarrow as pa
from lxml import etree

from clerestory.errors import BadFile
from clerestory.formats.content import Guarded
from clerestory.formats.limits import Limits
from clerestory.formats.sharedstrings import shared_strings
from clerestory.formats.sheetvalues import Meaning
from clerestory.formats.sheetxml import local

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_ELAPSED = {46}
_SMALL_PART = 64 << 20


@dataclass(frozen=True)
class Sheet:
    """A worksheet and where its parts are."""

    name: str
    path: str
    hidden: bool


@dataclass
class Workbook:
    """The parts that sheets share."""

    sheets: list[Sheet]
    strings_path: str
    styles: list[str]
    since_1904: bool
    limits: Limits
    _meaning: Meaning | None = field(default=None, repr=False)

    def meaning(self, archive: zipfile.ZipFile) -> Meaning:
        """Styles and shared strings, read once."""
        if self._meaning is None:
            strings = pa.array([], pa.string())
            if self.strings_path in archive.NameToInfo:
                with part(archive, self.strings_path, self.limits) as source:
                    strings = shared_strings(source, self.limits)
            self._meaning = Meaning(strings, self.styles, self.since_1904)
        return self._meaning


def open_workbook(archive: zipfile.ZipFile, limits: Limits) -> Workbook:
    """Read the workbook's parts. Raises BadFile when there is no worksheet to be found."""
    path = _workbook_path(archive)
    root = tree(archive, path, limits)
    targets = relations(archive, path, limits)
    sheets: list[Sheet] = []
    since_1904 = False
    for element in root.iter():
        if local(element) == "workbookPr":
            since_1904 = element.get("date1904") in {"1", "true"}
        if local(element) != "sheet":
            continue
        kind, target = targets.get(element.get(_OFFICE) or element.get(_STRICT) or "", ("", ""))
        if kind == "worksheet" and target in archive.NameToInfo:
            sheets.append(Sheet(element.get("name") or "", target, (element.get("state") or "visible") != "visible"))
    if not sheets:
        raise BadFile("a workbook without a worksheet", expected="at least one worksheet", do="save the workbook again")
    named = dict(targets.values())
    styles = _styles(archive, named.get("styles", ""), limits)
    return Workbook(sheets, named.get("sharedStrings", ""), styles, since_1904, limits)


def part(archive: zipfile.ZipFile, path: str, limits: Limits) -> BinaryIO:
    """A part as a stream. Raises BadFile when it is missing, encrypted, damaged, or unpacks to too much."""
    info = archive.NameToInfo.get(path)
    if info is None:
        raise _damaged("a workbook with a part missing")
    if info.file_size > limits.ratio_from and info.file_size > info.compress_size * limits.ratio:
        raise _damaged("a workbook part that unpacks to far more than any sheet")
    try:
        source = archive.open(info)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise _damaged(f"a workbook part that cannot be opened ({type(error).__name__})") from None
    return cast(BinaryIO, io.BufferedReader(Guarded(cast(BinaryIO, source), "a workbook part", lambda size: None), 1 << 18))


def tree(archive: zipfile.ZipFile, path: str, limits: Limits) -> etree._Element:
    """A small part, parsed whole. Raises BadFile."""
    with part(archive, path, limits) as source:
        data = source.read(_SMALL_PART + 1)
    if len(data) > _SMALL_PART:
        raise _damaged("a workbook part that is far too large")
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        raise _damaged("a workbook part that is not well-formed XML") from None


def relations(archive: zipfile.ZipFile, path: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, target) of a part; targets inside the workbook as full paths, others as written."""
    folder, name = posixpath.split(path)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in archive.NameToInfo:
        return {}
    out = {}
    for element in tree(archive, where, limits):
        if local(element) != "Relationship":
            continue
        target = element.get("Target") or ""
        if element.get("TargetMode") != "External" and "://" not in target:
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        out[element.get("Id") or ""] = ((element.get("Type") or "").rpartition("/")[2], target)
    return out


def _workbook_path(archive: zipfile.ZipFile) -> str:
    for kind, target in relations(archive, "", Limits()).values():
        if kind == "officeDocument" and target in archive.NameToInfo:
            return target
    return "xl/workbook.xml"


def _styles(archive: zipfile.ZipFile, path: str, limits: Limits) -> list[str]:
    """For each cell style whether numbers in it are dates. A workbook without styles has none."""
    if path not in archive.NameToInfo:
        return []
    codes: dict[int, str] = {}
    used: list[int] = []
    for element in tree(archive, path, limits).iter():
        if local(element) == "numFmt":
            codes.setdefault(_int(element.get("numFmtId")), element.get("formatCode") or "")
        elif local(element) == "cellXfs":
            used = [_int(style.get("numFmtId")) for style in element if local(style) == "xf"]
    return [_kind(number, codes) for number in used]


def _int(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() else 0


def _kind(number: int, codes: dict[int, str]) -> str:
    if number not in codes:
        return "date" if number in _BUILT_IN_DATES else "elapsed" if number in _BUILT_IN_ELAPSED else "number"
    code = re.sub(r'"[^"]*"|\\.|_.|\*.', "", codes[number]).split(";")[0]
    if re.search(r"\[(?:h+|m+|s+)\]", code, re.IGNORECASE):
        return "elapsed"
    return "date" if re.search(r"[dmyhs]", re.sub(r"\[[^\]]*\]|General", "", code), re.IGNORECASE) else "number"


def _damaged(found: str) -> BadFile:
    return BadFile(found, expected="a whole workbook", do="open it in a spreadsheet program, save it again, and add that copy")

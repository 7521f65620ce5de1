"""Citations: of a record or of a figure, as a sentence and in the forms that reference managers read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Citation:
    """What is cited. Everything in it is of institutions and files; no cell of a record is quoted."""

    text: str
    """The sentence."""
    title: str
    publisher: str
    published: str
    """Day, or empty."""
    obtained: str
    file: str = ""
    place: str = ""
    """Sheet and row, or the question of a figure."""
    cell: str = ""
    sha256: str = ""
    url: str = ""
    record: str = ""

    def as_json(self) -> dict[str, str]:
        """The same as plain values."""
        return dict(vars(self))


def of_record(opened: Any) -> Citation:
    """Citation of an opened record."""
    release = opened.release
    file = release["name"] + (f" ! {release['member']}" if release["member"] else "")
    place = (f"{opened.part}, " if opened.part else "") + f"{opened.kind.removesuffix('s')} {opened.row}"
    cell = next((cell.cell for cell in opened.cells if cell.cell), "")
    published, obtained = (release["published"] or "")[:10], (release["obtained"] or "")[:10]
    text = (
        f"{release['publisher']}, {file}, {place}{f' (from cell {cell})' if cell else ''}, published {published or 'not known'}, "
        f"obtained {obtained}, SHA-256 {release['sha256']}. Record {opened.record}."
    )
    title = f"{file}, {place}"
    return Citation(
        text, title, release["publisher"], published, obtained, file, place, cell, release["sha256"], release["url"] or "", opened.record
    )


def of_figure(count: str, about: Any, parts: list[dict[str, Any]]) -> Citation:
    """Citation of a count: ``parts`` are the releases and sheets that it was asked of."""
    publishers = ", ".join(sorted({part["publisher"] for part in parts})[:5])
    releases = {part["id"]: part for part in parts}
    question = f"{about.table}, query “{about.query}”, on:{about.on}, snapshot {about.snapshot}"
    text = f"{count} ({about.unit}). {publishers}, {len(releases):,} release{'' if len(releases) == 1 else 's'}, {question}."
    only = next(iter(releases.values())) if len(releases) == 1 else None
    published = max((part["published"] or "" for part in parts), default="")[:10]
    if only is not None:
        text += f" File {only['name']}, published {published or 'not known'}, SHA-256 {only['sha256']}."
    file, sha256 = (only["name"], only["sha256"]) if only is not None else ("", "")
    return Citation(text, f"{count} ({about.unit}): {question}", publishers, published, "", file, question, sha256=sha256)


def _key(citation: Citation) -> str:
    return re.sub(r"[^a-z0-9]+", "", citation.publisher.lower())[:20] + (citation.record or citation.published or "figure").replace("-", "")


def _note(citation: Citation) -> str:
    parts = (("Place", citation.place), ("Cell", citation.cell), ("SHA-256", citation.sha256), ("Record", citation.record))
    return ". ".join(f"{name}: {value}" for name, value in parts if value)


def ris(citation: Citation) -> str:
    """For EndNote, Zotero and the like: one reference, lines end as the format wants."""
    day = citation.published.replace("-", "/")
    tags = [
        ("TY", "DATA"), ("TI", citation.title), ("AU", citation.publisher), ("PB", citation.publisher), ("PY", citation.published[:4]),
        ("DA", day), ("Y2", citation.obtained.replace("-", "/")), ("UR", citation.url), ("N1", _note(citation)), ("ID", citation.record),
    ]  # fmt: skip
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


_TEX = str.maketrans(
    {char: f"\\{char}" for char in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def bibtex(citation: Citation) -> str:
    """One ``@misc`` entry."""
    fields = {
        "title": citation.title, "author": f"{{{citation.publisher.translate(_TEX)}}}", "year": citation.published[:4],
        "date": citation.published, "urldate": citation.obtained, "url": citation.url, "note": _note(citation),
    }  # fmt: skip
    lines = [f"  {name} = {{{value if name in ('author', 'url') else value.translate(_TEX)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(citation)},", *lines, "}"])


def _date(day: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def csl(citation: Citation) -> str:
    """CSL JSON: one item of type ``dataset``."""
    item: dict[str, Any] = {
        "id": _key(citation), "type": "dataset", "title": citation.title, "author": [{"literal": citation.publisher}],
        "publisher": citation.publisher, "URL": citation.url, "note": _note(citation),
    }  # fmt: skip
    if citation.published:
        item["issued"] = _date(citation.published)
    if citation.obtained:
        item["accessed"] = _date(citation.obtained)
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


FORMS: Mapping[str, Callable[[Citation], str]] = {"text": lambda citation: citation.text, "ris": ris, "bibtex": bibtex, "csl": csl}
"""How a citation can be written."""

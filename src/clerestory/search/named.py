"""Named queries: a question with a name and words, kept in the workspace, carried between workspaces as a file that can be read and compared."""

from __future__ import annotations

import json as text
import re
import unicodedata
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clerestory.errors import UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger
from clerestory.lake.saved import Saved, forget, save, saved
from clerestory.search import json, language, url
from clerestory.search.query import Query

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
MARK = "clerestory_queries"
"""Key by which a file of named queries is known; its value is the number of the format."""
FORMAT = 1
LARGEST = 4_000_000
"""Bytes; a file of questions is small."""


@dataclass(frozen=True)
class NamedQuery:
    """A question with a name. ``words``: what it is for. ``at``: when it was saved last, UTC."""

    name: str
    query: Query
    words: str = ""
    at: str = ""

    @property
    def text(self) -> str:
        """The question as the search box has it."""
        return language.show(self.query)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The question as an address has it."""
        return url.parameters(self.query)

    def as_json(self) -> dict[str, Any]:
        """The same as plain values; ``text`` is the search box, for people."""
        told = {"name": self.name, "words": self.words, "text": self.text, "query": json.write(self.query)}
        return {**told, "at": self.at} if self.at else told


def as_name(words: str) -> str:
    """Words as a name may be: ``Searches by HSI, 2025`` is ``searches-by-hsi-2025``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:64].rstrip("-_")


@dataclass(frozen=True)
class NamedQueries:
    """The named queries of one workspace. ``check`` raises for a question that cannot be asked; ``screen`` masks what words must not hold."""

    layout: Layout
    check: Callable[[Query], object]
    screen: Callable[[str], str]

    def all(self) -> list[NamedQuery]:
        """All of them, by name."""
        with closing(Ledger(self.layout.ledger)) as ledger:
            return [NamedQuery(each.name, json.read(text.loads(each.query)), each.words, each.at) for each in saved(ledger)]

    def one(self, name: str) -> NamedQuery:
        """One by its name. Raises UnknownName with the nearest ones."""
        known = {each.name: each for each in self.all()}
        if name not in known:
            close = ", ".join(nearest(name, known)) or "those of `clerestory queries`"
            raise UnknownName(f"there is no query called {name!r}", expected=f"one of {close}")
        return known[name]

    def save(self, several: list[NamedQuery], *, force: bool = False) -> None:
        """Keep questions; all or none. Raises UsageError for names that are taken, unless ``force``."""
        taken = {each.name for each in self.all()}
        for each in several:
            if not _NAME.fullmatch(each.name):
                raise UsageError(
                    f"{each.name[:80]!r} is no name for a query",
                    expected="at most 64 lower-case letters, digits, - and _, beginning with a letter or digit",
                )
            if each.name in taken and not force:
                raise UsageError(
                    f"a query is called {each.name} already", do="take another name, or say that this one takes its place (--force)"
                )
            self.check(each.query)
        save(
            self.layout, [Saved(each.name, self.screen(each.words), text.dumps(json.write(each.query), sort_keys=True)) for each in several]
        )

    def forget(self, name: str) -> None:
        """Drop a name. Raises UnknownName when there is none."""
        forget(self.layout, self.one(name).name)

    def write(self, path: Path, *, force: bool = False) -> int:
        """All of them into a file; how many. Raises UsageError when it is there already, unless ``force``."""
        if path.exists() and not force:
            raise UsageError(f"{path.name} is there already", do="name another file, or say --force to write over it")
        told = [{key: value for key, value in each.as_json().items() if key != "at"} for each in self.all()]
        path.write_text(text.dumps({MARK: FORMAT, "queries": told}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return len(told)

    def read(self, path: Path, *, force: bool = False) -> list[NamedQuery]:
        """Take over the queries of a file; all or none."""
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path.name} is too large for a file of named queries", expected=f"at most {LARGEST:,} bytes")
        try:
            found = text.loads(path.read_text(encoding="utf-8"))
        except (ValueError, UnicodeDecodeError, RecursionError):
            found = None
        if not isinstance(found, dict) or found.get(MARK) != FORMAT or not isinstance(found.get("queries"), list):
            raise UsageError(f"{path.name} is no file of named queries", expected="one that `clerestory queries export` wrote")
        several = [_told(each) for each in found["queries"]]
        self.save(several, force=force)
        return several


def _told(value: Any) -> NamedQuery:
    """One query of a file; ``text`` is for people, and where it says otherwise than ``query`` somebody changed one of them."""
    if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not isinstance(value.get("words", ""), str):
        raise UsageError("a named query has no name, or its words are no text")
    query = json.read(value.get("query"))
    if "text" in value and value["text"] != language.show(query):
        raise UsageError(
            f"the query {value['name'][:64]!r} says one thing in `text` and another in `query`", do="leave `text` out, or make them agree"
        )
    return NamedQuery(value["name"], query, value.get("words", ""))

"""All codes of one workspace, shared by its readers in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from os import cpu_count
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from clerestory.lake.codes.cells import Cells
from clerestory.lake.codes.coding import Coded, code_column
from clerestory.lake.codes.kept import forget, keep, load
from clerestory.lake.codes.once import Check, Once, unchecked
from clerestory.lake.codes.records import Files
from clerestory.lake.codes.worked import Worked
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger

MOST_VIEWS = 512
"""Views and tables of which something is kept in memory; the one asked longest ago goes first."""
Made = TypeVar("Made")


class Store:
    """Tables and views as codes, made when first asked for. Any thread may ask."""

    def __init__(self, root: Path) -> None:
        self.layout = Layout(root)
        self.pool = ThreadPoolExecutor(min(4, cpu_count() or 1), thread_name_prefix="codes")
        self._known = Once(MOST_VIEWS)
        self._worked: WeakKeyDictionary[Cells, Worked] = WeakKeyDictionary()
        self._lock = Lock()

    def files(self, files: Sequence[tuple[str, int]], kept: frozenset[str]) -> Files:
        """The records of some column files (path below the lake, records). ``kept``: columns whose codes may lie on the disk."""

        def column(path: str, name: str) -> Coded:
            return self._column(path, name, name in kept)

        return self.once(("files", tuple(files), kept), lambda: Files(column, files, self.pool))

    def _column(self, path: str, column: str, kept: bool) -> Coded:
        found = load(self.layout, path, column) if kept else None
        if found is not None:
            return found
        made = code_column(self.layout.lake / path, column)
        if kept and keep(self.layout, path, column, made):
            if self._named(path):
                return load(self.layout, path, column) or made
            # withdrawn meanwhile: whoever withdrew it may have looked before the codes were there
            forget(self.layout, [path])
        return made

    def _named(self, path: str) -> bool:
        ledger = Ledger(self.layout.ledger)
        try:
            return ledger.one("SELECT 1 FROM fragments WHERE path = ?", (path,)) is not None
        finally:
            ledger.close()

    def once(self, key: tuple[Any, ...], make: Callable[[], Made], check: Check = unchecked) -> Made:
        """What was made under a key; made now when it was not."""
        return self._known.get(key, make, check)

    def worked(self, cells: Cells) -> Worked:
        """What is worked out of the texts of some cells."""
        with self._lock:
            return self._worked.setdefault(cells, Worked())

    def hold_only(self, named: frozenset[str]) -> None:
        """Let go of what was made of column files that the ledger names no more."""
        self._known.keep_only(lambda key: {path for path, *_ in map(_listed, key[1])} <= named)


def _listed(file: Any) -> tuple[Any, ...]:
    return file if isinstance(file, tuple) else (file,)


@lru_cache(maxsize=8)
def store(root: Path) -> Store:
    """The store of a workspace."""
    return Store(root)

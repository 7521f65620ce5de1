"""Questions that were given a name, in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from clerestory.kernel.clock import now
from clerestory.lake.layout import Layout
from clerestory.lake.ledger import Ledger, written


@dataclass(frozen=True)
class Saved:
    """One question. ``query``: JSON."""

    name: str
    words: str
    query: str
    at: str = ""


def saved(ledger: Ledger) -> list[Saved]:
    """All of them, by name."""
    return [Saved(row["name"], row["words"], row["query"], row["at"]) for row in ledger.rows("SELECT * FROM saved_queries ORDER BY name")]


def save(layout: Layout, several: Iterable[Saved]) -> None:
    """Keep questions under their names, in place of those that had them; all of them or none."""
    with closing(Ledger(layout.ledger, write=True)) as ledger, written(), ledger.transaction() as db:
        db.executemany(
            "INSERT INTO saved_queries(name, at, words, query) VALUES (?, ?, ?, ?)"
            " ON CONFLICT(name) DO UPDATE SET at = excluded.at, words = excluded.words, query = excluded.query",
            [(each.name, now(), each.words, each.query) for each in several],
        )


def forget(layout: Layout, name: str) -> None:
    """Drop a name."""
    with closing(Ledger(layout.ledger, write=True)) as ledger, written(), ledger.transaction() as db:
        db.execute("DELETE FROM saved_queries WHERE name = ?", (name,))

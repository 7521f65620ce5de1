"""Writes 0001.sqlite: a ledger as the first version left it. Run once; the file is committed and never made anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    first = (resources.files("clerestory.lake.sql") / "0001.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(HERE / "0001.sqlite")) as db:
        db.execute("PRAGMA page_size=1024")
        db.executescript(first + (HERE / "rows.sql").read_text(encoding="utf-8") + "PRAGMA user_version=1;")


if __name__ == "__main__":
    main()

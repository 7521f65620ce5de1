"""A workspace several times as large, without its disk: python bench/grow.py WORKSPACE TARGET [--times 10] [--table alpr_sightings]

The column files of a table are linked, not copied, and named once more for each further time; their codes are linked too, but for times (a week
later each time), row numbers and case numbers (a prefix), which so differ from time to time as they would in other files. WORKSPACE must have been
asked before (``bench/ask.py``), so that its codes are there. Only what is answered from codes may be asked of TARGET: delete it afterwards.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

WEEK = 7 * 86_400 * 1_000_000
ROWS = 100_000_000
SHIFTED = ("searched_at", "time_frame_start", "time_frame_end", "_row", "case_number")


def shifted(values: pa.Array, time: int) -> pa.Array:
    """Values of another time, in the same order."""
    if pa.types.is_string(values.type):
        return pc.binary_join_element_wise(pa.scalar(f"{time}-"), values, "")
    step = ROWS if pa.types.is_integer(values.type) else WEEK
    return pa.array(np.asarray(values.cast(pa.int64()).fill_null(0)) + time * step, pa.int64(), mask=~np.asarray(values.is_valid())).cast(
        values.type
    )


def grow_codes(source: Path, target: Path, time: int) -> None:
    """The codes of one column file, of another time."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.suffix != ".arrow" or path.stem not in SHIFTED:
            os.link(path, target / path.name)
            continue
        with pa.memory_map(str(path)) as file:
            table = pa.ipc.open_file(file).read_all().combine_chunks()
            values = pa.concat_arrays(table["value"].chunks)
            changed = table.set_column(
                table.schema.get_field_index("value"), "value", shifted(values, time) if not pa.types.is_null(values.type) else values
            )
            with pa.ipc.new_file(target / path.name, changed.schema) as writer:
                writer.write_table(changed)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("workspace", type=Path)
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--table", default="alpr_sightings")
    asked = arguments.parse_args()
    asked.target.mkdir()
    for name in ("clerestory.toml", "key", "ledger.sqlite"):
        shutil.copy(asked.workspace / name, asked.target / name)
    lake, codes = asked.target / "lake" / asked.table, asked.target / "codes" / asked.table
    lake.mkdir(parents=True)
    with closing(sqlite3.connect(asked.target / "ledger.sqlite", isolation_level=None)) as db:
        for (path,) in db.execute("SELECT path FROM fragments WHERE removed_at IS NULL AND table_name = ?", (asked.table,)).fetchall():
            stem = Path(path).stem
            for time in range(asked.times):
                name = stem if not time else f"{stem[:-2]}{time:02x}"
                os.link(asked.workspace / "lake" / path, lake / f"{name}.parquet")
                grow_codes(asked.workspace / "codes" / asked.table / stem, codes / name, time)
                if not time:
                    continue
                new = f"{asked.table}/{name}.parquet"
                db.execute(
                    "INSERT INTO fragments SELECT ?, table_name, rows, bytes, sha256, columns, added, removed_at FROM fragments WHERE path = ?",
                    (new, path),
                )
                db.execute("INSERT INTO fragment_releases SELECT ?, release, rows FROM fragment_releases WHERE path = ?", (new, path))
        print(
            db.execute("SELECT count(*), sum(rows) FROM fragments WHERE removed_at IS NULL AND table_name = ?", (asked.table,)).fetchone()
        )


if __name__ == "__main__":
    main()

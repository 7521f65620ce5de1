"""How fast records leave as files, and in how much memory: ``python bench/export.py WORKSPACE TABLE [KIND…]``.

Each kind in a process of its own. Beside it: the engine's own COPY of the same columns, written by hand, which is the limit for Parquet and CSV.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from clerestory.workbench import Workbench

KINDS = ("parquet", "csv", "zip", "ndjson")


def ours(workspace: Path, table: str, kind: str, output: Path) -> int:
    with Workbench(workspace) as bench:
        return bench.export(bench.query(table, ""), output, force=True).rows


def copied(workspace: Path, table: str, kind: str, output: Path) -> int:
    files = sorted(str(path) for path in (workspace / "lake" / table).glob("*.parquet"))
    with Workbench(workspace) as bench:
        names = set(duckdb.read_parquet(files).columns)
        shown = [name for name, column in bench.columns(bench.table(table)).items() if not column.hidden]
    picked = ", ".join(f'"{full}"' for name in shown for full in (name, f"{name}__state", f"{name}__text") if full in names)
    form = "FORMAT parquet, COMPRESSION zstd" if kind == "copy-parquet" else "FORMAT csv"
    return duckdb.execute(f"COPY (SELECT _release, _row, {picked} FROM read_parquet({files!r})) TO '{output}' ({form})").fetchone()[0]


def one(workspace: str, table: str, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / f"out.{kind.removeprefix('copy-')}"
        began = time.perf_counter()
        rows = (copied if kind.startswith("copy-") else ours)(Path(workspace), table, kind, output)
        took, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
        core = used.ru_utime + used.ru_stime
        print(
            f"{kind:13} {rows:>12,} rows {took:7.1f} s {rows / took:>12,.0f} rows/s {core:7.1f} core-s {rows / core:>12,.0f} rows/core-s"
            f" {used.ru_maxrss / 1024:7.0f} MB peak {output.stat().st_size / 1e6:8.0f} MB file, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


def main() -> None:
    workspace, table, *kinds = sys.argv[1:]
    if kinds[:1] == ["--one"]:
        one(workspace, table, kinds[1])
        return
    for kind in kinds or (*KINDS, "copy-parquet", "copy-csv"):
        subprocess.run([sys.executable, __file__, workspace, table, "--one", kind], check=True)


if __name__ == "__main__":
    main()

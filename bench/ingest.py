"""Time the way from a network-audit CSV into the lake, beside its limit and its peers, in one run.

`python bench/ingest.py BIG.csv SMALL.csv [--work FOLDER] [--skip NAME ...] [--record docs/measured.md]`

Each line is one process of its own, so that its peak memory is its own. The limit is the engine reading every cell
and writing nothing, best of three; "x limit" compares seconds per byte, so that a line on the small file may stand beside the
others, and "x core" compares core-seconds in the same way. Seconds swing with what else the machine does; core-seconds less so.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hmac
import importlib.util
import os
import platform
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LABELS = (
    "ID", "Name", "Org Name", "Total Networks Searched", "Total Devices Searched", "Time Frame", "License Plate",
    "Reason", "Case #", "Filters", "Search Time", "Search Type", "Text Prompt", "Moderation",
)  # fmt: skip
STAMP = "%m/%d/%Y, %I:%M:%S %p UTC"
KEY = b"a key for the bench only, 32 by."
INNER, OUTER = (bytes(byte ^ pad for byte in KEY.ljust(64, b"\0")) for pad in (0x36, 0x5C))


def reader() -> str:
    """DuckDB's reader with nothing left to guess; the file's name is a bound value."""
    columns = ", ".join(f"'{label}': 'VARCHAR'" for label in LABELS)
    return f"read_csv($csv, auto_detect=false, header=true, delim=',', quote='\"', escape='\"', strict_mode=true, columns={{{columns}}})"


def limit(csv: Path, work: Path) -> None:
    import duckdb

    every = ", ".join(f'count("{label}")' for label in LABELS)
    duckdb.connect().execute(f"SELECT {every} FROM {reader()}", {"csv": str(csv)}).fetchall()


def two_stage(csv: Path, work: Path) -> None:
    """What a careful analyst writes by hand: keyed hashes first, then types, no repeats, order, row of origin."""
    import duckdb

    con = duckdb.connect(config={"temp_directory": str(work / "spill")})
    bronze, out = work / "bronze.parquet", work / "final.parquet"
    masked = ("Name", "License Plate")
    hashes = ", ".join(f'sha256($outer || unhex(sha256($inner || encode("{label}")))) AS "{label}"' for label in masked)
    con.execute(
        f"COPY (SELECT * REPLACE ({hashes}) FROM {reader()}) TO '{bronze}' (FORMAT parquet, COMPRESSION zstd)",
        {"csv": str(csv), "inner": INNER, "outer": OUTER},
    )
    con.execute(
        f"""COPY (
            SELECT "ID" AS id, "Name" AS account, "Org Name" AS org, "License Plate" AS plate,
                   try_cast("Total Networks Searched" AS INTEGER) AS nets,
                   try_cast("Total Devices Searched" AS INTEGER) AS devices,
                   try_strptime(split_part("Time Frame", chr(10), 1), '{STAMP}') AS frame_start,
                   try_strptime(split_part("Time Frame", chr(10), 2), '{STAMP}') AS frame_end,
                   try_strptime("Search Time", '{STAMP}') AS moment, "Reason" AS reason, "Case #" AS casus,
                   "Filters" AS filters, "Search Type" AS type, "Text Prompt" AS prompt, "Moderation" AS moderation,
                   file_row_number AS row, 'a file' AS origin
            FROM read_parquet('{bronze}', file_row_number=true) AS b
            LEFT JOIN (SELECT "ID", min(file_row_number) AS first
                       FROM read_parquet('{bronze}', file_row_number=true) GROUP BY "ID" HAVING count(*) > 1) AS d
            USING ("ID")
            WHERE d.first IS NULL OR d.first = b.file_row_number
            ORDER BY org, moment) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"""
    )


def with_pandas(csv: Path, work: Path) -> None:
    import pandas as pd

    # the pyarrow engine of pandas cannot be told that cells hold line breaks, and fails on this layout
    frame = pd.read_csv(csv, dtype=str, engine="c", keep_default_na=False)
    frame.columns = pd.Index(LABELS)
    for label in ("Name", "License Plate"):
        known = {text: hmac.digest(KEY, text.encode(), "sha256").hex() for text in frame[label].unique()}
        frame[label] = frame[label].map(known)
    frames = frame.pop("Time Frame").str.split("\n", n=1, expand=True)
    for name, column in (("start", frames[0]), ("end", frames[1]), ("at", frame.pop("Search Time"))):
        frame[name] = pd.to_datetime(column, format=STAMP, errors="coerce")
    for label in ("Total Networks Searched", "Total Devices Searched"):
        frame[label] = pd.to_numeric(frame[label], errors="coerce")
    frame["row"] = range(len(frame))
    frame = frame.drop_duplicates("ID").sort_values(["Org Name", "at"])
    frame.to_parquet(work / "pandas.parquet", compression="zstd")


def sqlite_utils_command(csv: Path, work: Path) -> list[str]:
    return [sys.executable, "-m", "sqlite_utils", "insert", str(work / "peer.db"), "audit", str(csv), "--csv", "--silent"]


def clerestory_command(csv: Path, workspace: Path) -> list[str]:
    """A new workspace, then the add, which takes the shell's place so that its memory is what is measured."""
    program = f"{shlex.quote(sys.executable)} -m clerestory -w {shlex.quote(str(workspace / 'workspace'))}"
    return ["/bin/sh", "-c", f"{program} init && exec {program} add --json {shlex.quote(str(csv))}"]


@dataclass(frozen=True)
class Line:
    name: str
    big: bool
    needs: tuple[str, ...]
    step: Callable[[Path, Path], None] | None = None
    command: Callable[[Path, Path], list[str]] | None = None


LINES = (
    Line("limit", True, ("duckdb",), step=limit),
    Line("clerestory", True, ("clerestory.__main__",), command=clerestory_command),
    Line("duckdb-two-stage", True, ("duckdb",), step=two_stage),
    Line("pandas", False, ("pandas", "pyarrow"), step=with_pandas),
    Line("sqlite-utils", False, ("sqlite_utils",), command=sqlite_utils_command),
)


def missing(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is None
    except ModuleNotFoundError:
        return True


def timed(command: list[str], log: Path) -> tuple[float, float, float, int]:
    """Seconds, core-seconds, peak GB, exit status. `wait4` speaks of this child alone, unlike the sum over all children."""
    with log.open("ab") as sink:
        begun = time.perf_counter()
        redirect = [(os.POSIX_SPAWN_DUP2, sink.fileno(), 1), (os.POSIX_SPAWN_DUP2, sink.fileno(), 2)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=redirect)
        _, status, used = os.wait4(child, 0)
    return (time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6, os.waitstatus_to_exitcode(status))


def measure(line: Line, csv: Path, work: Path, pace: tuple[float, float]) -> str:
    """One row of the table."""
    absent = [module for module in line.needs if missing(module)]
    if absent:
        return f"| {line.name} | skipped: {', '.join(absent)} not installed | | | | | | | |"
    folder = work / line.name
    folder.mkdir(parents=True)
    command = (
        line.command(csv, folder)
        if line.command
        else [sys.executable, __file__, "--step", line.name, str(csv), str(csv), "--work", str(folder)]
    )
    seconds, core_seconds, peak, status = timed(command, work / f"{line.name}.log")
    shutil.rmtree(folder)
    if status:
        tail = (work / f"{line.name}.log").read_text(errors="replace").strip().splitlines()[-1:]
        return f"| {line.name} | failed: {''.join(tail)[:100]} | | | | | | | |"
    size = csv.stat().st_size
    rows = count_rows(csv)
    return (
        f"| {line.name} | {rows / 1e6:g} M | {seconds:.1f} | {rows / seconds:,.0f} | {size / 1e6 / seconds:,.0f} "
        f"| {seconds / size / pace[0]:.1f} | {core_seconds:.1f} | {core_seconds / size / pace[1]:.1f} | {peak:.2f} |"
    )


def count_rows(csv: Path) -> int:
    """Records by way of line breaks: a record of this layout holds exactly one more, inside its time frame."""
    with csv.open("rb", buffering=0) as file:
        breaks = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 22), b""))
    return (breaks - 1) // 2


def machine() -> str:
    load = f"load {os.getloadavg()[0]:.1f} at the start"
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {load}"


def pace_of(csv: Path, work: Path, tries: int) -> tuple[float, float]:
    """Seconds and core-seconds a byte of the limit, each the best of some tries: a neighbour's job can only make it look slower than it is."""
    command = [sys.executable, __file__, "--step", "limit", str(csv), str(csv), "--work", str(work)]
    tried = [timed(command, work / "limit.log")[:2] for _ in range(tries)]
    size = csv.stat().st_size
    return min(seconds for seconds, _ in tried) / size, min(used for _, used in tried) / size


def table(big: Path, small: Path, work: Path, skip: list[str]) -> str:
    lines = [
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {machine()}",
        f"`python bench/ingest.py {big.name} {small.name}`",
        "",
        "| | rows | s | rows/s | MB/s | x limit | core-s | x core | peak GB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    pace = pace_of(big, work, 3)
    for line in LINES:
        if line.name in skip:
            continue
        row = measure(line, big if line.big else small, work, pace)
        print(row, flush=True)
        lines.append(row)
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("big", type=Path)
    parser.add_argument("small", type=Path)
    parser.add_argument("--work", type=Path, help="where results and temporary files go (default: a temporary folder)")
    parser.add_argument("--skip", action="append", default=[], choices=[line.name for line in LINES])
    parser.add_argument("--record", type=Path, help="append the table to this file")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        step = next(line.step for line in LINES if line.name == args.step)
        assert step is not None
        step(args.big, args.work)
        return
    with tempfile.TemporaryDirectory(dir=args.work) as work:
        text = table(args.big, args.small, Path(work), args.skip)
    if args.record:
        with args.record.open("a") as file:
            file.write("\n## Ingest\n\n" + text)


if __name__ == "__main__":
    main()

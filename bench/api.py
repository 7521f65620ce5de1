"""Small questions a second over HTTP, no two the same: ``python bench/api.py WORKSPACE [--seconds 8] [--peer SMALL_CSV]``.

16 clients on connections that stay open: ``wrk`` where it is installed (it costs next to nothing), else loops of raw requests. A third each are
counts, facets of one column and the first five records, under one to five filters drawn anew each time. Beside it the server's own path without
a question (its description), which is what HTTP alone allows.

The peer is Datasette, if it is installed: asked the same of the same records; with ``--peer`` also of that file (bench/make_network_audit.py's of
one million rows) with an index on each column that is filtered by. It is not asked for what Clerestory says beside its answers.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import itertools
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from clerestory.workbench import Workbench

CLIENTS = 16
TABLE = "agreements_287g"
HELD = ("state", "county", "agency", "support_type")
MOST = 150_000
LIMIT = "limit: 1,500/s, p99 50 ms"
SCRIPT = Path(__file__).with_name("questions.lua")
Asked = tuple[str, list[tuple[str, str]]]
"""What is asked (count, facet, rows) under which filters."""


def draws(rows: Sequence[dict[str, Any]], columns: Sequence[str], day: str) -> Iterator[Asked]:
    """Different small questions, in an order that is always the same: filters that some record fits, half of them with a first day."""
    rng = random.Random(7)
    known: set[str] = set()
    while len(known) < MOST:
        row = rng.choice(rows)
        there = [name for name in columns if row[name]]
        tests = [(name, str(row[name])) for name in rng.sample(there, rng.randint(1, len(there)))]
        if day and row[day] and rng.random() < 0.5:
            tests.append((f"{day}__gte", str(row[day] - timedelta(days=rng.randrange(1000)))))
        verb = rng.choice(("count", "facet", "rows"))
        if (key := f"{verb} {tests}") not in known:
            known.add(key)
            yield verb, tests


def ours(asked: Asked) -> str:
    verb, tests = asked
    if verb == "rows":
        return f"/tables/{TABLE}.json?{urlencode([*tests, ('_size', '5')])}"
    return f"/tables/{TABLE}/{verb}.json?{urlencode(([('_column', 'support_type')] if verb == 'facet' else []) + tests)}"


def theirs(asked: Asked, table: str, column: str) -> str:
    verb, tests = asked
    more = {"count": [("_size", "0")], "facet": [("_size", "0"), ("_facet", column)], "rows": [("_size", "5")]}[verb]
    return f"/peer/{table}.json?{urlencode([*tests, *more])}"


@dataclass(frozen=True)
class Round:
    answers: int
    seconds: float
    p50: float
    p99: float
    wrong: int
    clients: float
    server: float

    def told(self) -> str:
        return (
            f"{self.answers / self.seconds:7,.0f}/s  p50 {self.p50:6.1f}  p99 {self.p99:6.1f} ms  server {1000 * self.server / max(self.answers, 1):5.2f} core-ms each,"
            f" clients {1000 * self.clients / max(self.answers, 1):5.2f}  {self.answers:7,} answers, {self.wrong} wrong, load {os.getloadavg()[0]:.1f}"
        )


def ask(port: int, paths: Path, skip: int, seconds: float, server: int) -> Round:
    before = core(server)
    found = by_wrk(port, paths, skip, seconds) if shutil.which("wrk") else by_loops(port, paths, skip, seconds)
    return Round(*found, core(server) - before)


def by_wrk(port: int, paths: Path, skip: int, seconds: float) -> tuple[int, float, float, float, int, float]:
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds:g}s", "--timeout", "30s", "-s", str(SCRIPT), f"http://127.0.0.1:{port}"]
    asking = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "QUESTIONS": str(paths), "SKIP": str(skip)})
    told = asking.stdout.read() if asking.stdout else ""
    _, _, used = os.wait4(asking.pid, 0)
    asking.returncode = 0
    numbers = [int(each) for each in told.rpartition("RESULT ")[2].split()]
    return numbers[0], numbers[1] / 1e6, numbers[2] / 1e3, numbers[3] / 1e3, numbers[4], used.ru_utime + used.ru_stime


def by_loops(port: int, paths: Path, skip: int, seconds: float) -> tuple[int, float, float, float, int, float]:
    taken: list[float] = []
    wrong: list[int] = []
    asked = iter(paths.read_text().splitlines()[skip:])

    async def client(until: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for path in asked:
            if (began := time.perf_counter()) > until:
                break
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            await reader.readexactly(size)
            taken.append(time.perf_counter() - began)
            wrong.extend([1] if b" 200 " not in head[:20] else [])
        writer.close()

    async def all_clients() -> None:
        await asyncio.gather(*(client(time.perf_counter() + seconds) for _ in range(CLIENTS)))

    began, before = time.perf_counter(), time.process_time()
    asyncio.run(all_clients())
    taken.sort()
    p50, p99 = (1000 * taken[int(len(taken) * share)] for share in (0.5, 0.99))
    return len(taken), time.perf_counter() - began, p50, p99, len(wrong), time.process_time() - before


def core(process: int) -> float:
    """Processor seconds of a process, its threads and the processes that it started."""
    total = 0.0
    for each in (process, *children(process)):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def children(process: int) -> list[int]:
    return [int(each) for task in Path(f"/proc/{process}/task").iterdir() for each in (task / "children").read_text().split()]


def peak(process: int) -> float:
    """Most memory in MB that a process held at a time."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def running(command: Sequence[str], port: int = 0) -> Iterator[tuple[int, int]]:
    """(port, process) of a server, until it is told to stop. Port 0: the server says it in its first line."""
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    if not port:
        port = int(server.stdout.readline().rstrip().rstrip("/").rpartition(":")[2])
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    try:
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def free_port() -> int:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        return int(any_free.getsockname()[1])


def rounds(name: str, port: int, process: int, paths: Path, seconds: float, number: int = 3) -> None:
    warm = ask(port, paths, 0, 2, process)
    skip = warm.answers + CLIENTS
    for each in range(number):
        found = ask(port, paths, skip, seconds, process)
        skip += found.answers + CLIENTS
        print(f"{name:34} {each + 1}  {found.told()}", flush=True)


def written(folder: Path, name: str, paths: Iterator[str]) -> Path:
    file = folder / name
    file.write_text("\n".join(paths) + "\n")
    return file


def ask_datasette(
    folder: Path,
    label: str,
    names: Sequence[str],
    records: Iterator[Sequence[Any]],
    indexed: Sequence[str],
    asked: Iterator[Asked],
    column: str,
    seconds: float,
) -> None:
    held = folder / "peer.db"
    held.unlink(missing_ok=True)
    db = sqlite3.connect(held)
    columns = ", ".join(f'"{name}"' for name in names)
    db.execute(f"CREATE TABLE told ({columns})")
    db.executemany(f"INSERT INTO told VALUES ({', '.join('?' * len(names))})", records)
    for name in indexed:
        db.execute(f'CREATE INDEX "by_{name}" ON told("{name}")')
    db.execute("ANALYZE")
    db.commit()
    db.close()
    paths = written(folder, "peer.txt", (theirs(each, "told", column) for each in asked))
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        "-i",
        str(held),
        "--port",
        str(port),
        "--setting",
        "suggest_facets",
        "off",
        "--setting",
        "default_cache_ttl",
        "0",
    ]
    with running(command, port) as (port, process):
        rounds(label, port, process, paths, seconds, 1)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("workspace", type=Path)
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--peer", type=Path)
    options.add_argument("--no-peer", action="store_true")
    given = options.parse_args()
    with Workbench(given.workspace) as bench:
        rows = bench.rows(bench.query(TABLE, "on:all"), 10_000).records.to_pylist()
        records = bench.rows(bench.query(TABLE, ""), 10_000).records.to_pylist()
    print(f"{CLIENTS} clients, {'wrk' if shutil.which('wrk') else 'loops in Python'}; {LIMIT}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        paths = written(folder, "ours.txt", (ours(each) for each in draws(rows, HELD, "signed")))
        with running([sys.executable, "-m", "clerestory", "-w", str(given.workspace), "serve", "--port", "0"]) as (port, process):
            rounds("clerestory", port, process, paths, given.seconds)
            nothing = written(folder, "nothing.txt", itertools.repeat("/openapi.json", 100_000))
            print(f"{'clerestory, no question':34}    {ask(port, nothing, 0, 2, process).told()}")
            print(f"server's peak {peak(process):.0f} MB, with what is mapped")
        if given.no_peer:
            return
        names = [*HELD, "signed"]
        texts = ([str(row[name]) if row[name] is not None else None for name in names] for row in records)
        ask_datasette(
            folder,
            f"datasette, the same {len(records):,} records",
            names,
            texts,
            HELD,
            draws(rows, HELD, "signed"),
            "support_type",
            given.seconds,
        )
        if given.peer:
            ask_file(folder, given.peer, given.seconds)


def ask_file(folder: Path, file: Path, seconds: float) -> None:
    held = ("Org Name", "Reason", "Search Type", "Moderation")
    with file.open(newline="") as text:
        told = csv.reader(text)
        names = [name.strip() for name in next(told)]
        some = [dict(zip(names, row, strict=True)) for row in itertools.islice(told, 10_000)]
    with file.open(newline="") as text:
        records = csv.reader(text)
        next(records)
        ask_datasette(folder, "datasette, 1 M records", names, records, held, draws(some, held, ""), "Search Type", seconds)


if __name__ == "__main__":
    main()

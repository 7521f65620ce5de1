"""Small questions a second over HTTP: ``python bench/api.py WORKSPACE [SECONDS]``; no question is asked twice.

16 clients on connections that stay open, each a process's own loop of raw requests, so that the clients cost little. Beside it: the server's
own path without a question (its description), which is what HTTP alone allows. Several rounds, so that the swing of a shared machine shows.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from clerestory.workbench import Workbench

CLIENTS = 16
TABLE = "agreements_287g"


def questions(workspace: Path) -> list[str]:
    """Different small questions, in an order that is always the same."""
    with Workbench(workspace) as bench:
        rows = bench.rows(bench.query(TABLE, "on:all"), 10_000).records.to_pylist()
    held = ("state", "county", "agency", "support_type")
    kept: dict[str, None] = {}
    for row in rows:
        for several in (("agency",), ("state", "county"), ("state", "agency"), ("county", "support_type"), held):
            if all(row[name] for name in several):
                tests = "&".join(f"{name}={quote(row[name])}" for name in several)
                kept.update(dict.fromkeys((f"/tables/{TABLE}/count.json?{tests}", f"/tables/{TABLE}/facet.json?_column=support_type&{tests}",
                                           f"/tables/{TABLE}.json?{tests}&_size=5")))  # fmt: skip
    paths = list(kept)
    random.Random(7).shuffle(paths)
    return paths


async def client(port: int, paths: itertools.chain[str] | object, until: float, taken: list[float], wrong: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path in paths:  # type: ignore[attr-defined]
        began = time.perf_counter()
        if began > until:
            break
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await reader.readexactly(size)
        taken.append(time.perf_counter() - began)
        if b" 200 " not in head[:20]:
            wrong.append(1)
    writer.close()


async def ask(port: int, paths: object, seconds: float) -> str:
    taken: list[float] = []
    wrong: list[int] = []
    began, core = time.perf_counter(), time.process_time()
    await asyncio.gather(*(client(port, paths, began + seconds, taken, wrong) for _ in range(CLIENTS)))
    took = time.perf_counter() - began
    taken.sort()
    p50, p99 = (1000 * taken[int(len(taken) * share)] for share in (0.5, 0.99))
    return f"{len(taken) / took:8,.0f}/s  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  {len(taken):,} answers, {len(wrong)} not 200; clients {time.process_time() - core:.1f} core-s"


def main() -> None:
    workspace, seconds = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 8.0
    paths = questions(workspace)
    command = [sys.executable, "-m", "clerestory", "-w", str(workspace), "serve", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = int(server.stdout.readline().rstrip().rstrip("/").rpartition(":")[2])
    print(f"{len(paths):,} different questions, {CLIENTS} clients, load {os.getloadavg()[0]:.1f}")
    remaining = iter(paths)
    print("warming   ", asyncio.run(ask(port, itertools.islice(remaining, 300), 60)))
    for number in range(3):
        before = _core(server.pid)
        told = asyncio.run(ask(port, remaining, seconds))
        print(f"round {number + 1}   ", told, f"server {_core(server.pid) - before:.1f} core-s, load {os.getloadavg()[0]:.1f}", flush=True)
    print("no question", asyncio.run(ask(port, itertools.repeat("/openapi.json"), seconds)))
    server.send_signal(signal.SIGTERM)
    server.wait()
    print(f"server's peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


def _core(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

"""Sending a file to the server, looking at it, stopping while it is added; and the pages of sources, releases, records and the map.

python bench/sending.py FILE.csv EMPTY_FOLDER WORKSPACE     (WORKSPACE: the real files, added)
"""

from __future__ import annotations

import gzip
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

PIECE = 16 << 20


def serve(workspace: str) -> tuple[subprocess.Popen[str], httpx.Client]:
    command = [sys.executable, "-m", "clerestory", "-w", workspace, "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    address = process.stdout.readline().split()[-1].rstrip("/")
    return process, httpx.Client(base_url=address, timeout=600, headers={"accept": "text/html"})


def cores(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sending(file: Path, folder: str) -> None:
    subprocess.run([sys.executable, "-m", "clerestory", "-w", folder, "init"], check=True, stdout=subprocess.DEVNULL)
    process, client = serve(folder)
    size = file.stat().st_size
    upload = client.post("/uploads.json", json={"files": [{"name": file.name, "size": size}]}).json()["id"]
    began, before, at = time.time(), cores(process.pid), 0
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            client.put(f"/uploads/{upload}/0?offset={at}", content=piece).raise_for_status()
            at += len(piece)
    spent = time.time() - began
    print(f"sent {size / 1e6:.0f} MB: {spent:.1f} s, {size / 1e6 / spent:.0f} MB/s, server {cores(process.pid) - before:.1f} core-s")
    began = time.time()
    work = client.post(f"/uploads/{upload}/look").json()["id"]
    while client.get(f"/works/{work}.json").json()["state"] in ("waiting", "running"):
        time.sleep(0.05)
    print(f"looked at: {time.time() - began:.1f} s")
    work = client.post(f"/uploads/{upload}/add").json()["id"]
    while not client.get(f"/works/{work}.json").json()["progress"]["rows"]:
        time.sleep(0.05)
    began = time.time()
    client.post(f"/works/{work}/cancel.json")
    while os.listdir(f"{folder}/uploads") or (Path(f"{folder}/staging").is_dir() and os.listdir(f"{folder}/staging")):
        time.sleep(0.02)
    print(f"stopped and swept: {time.time() - began:.2f} s")
    process.terminate()
    process.wait()


def pages(workspace: str) -> None:
    process, client = serve(workspace)
    release = re.findall(r"/sources/ice_287g/releases/[0-9a-f]+", client.get("/sources/ice_287g").text)[-5]
    record = re.findall(r"/records/agreements_287g/[0-9a-f-]+", client.get("/tables/agreements_287g").text)[0]
    for path in ("/sources", "/sources/ice_287g", "/sources/ice_detention_stats", release, record, "/map", "/map?by=state", "/map/map.png"):
        answer, times = client.get(path), []
        before = cores(process.pid)
        for _ in range(15):
            began = time.time()
            answer = client.get(path)
            times.append(1000 * (time.time() - began))
        work = 1000 * (cores(process.pid) - before) / 15
        packed = len(gzip.compress(answer.content)) / 1000
        print(f"{path}: p50 {statistics.median(times):.0f} ms, worst {max(times):.0f} ms, {work:.0f} core-ms, {packed:.0f} kB packed")
    process.terminate()
    process.wait()


if __name__ == "__main__":
    sending(Path(sys.argv[1]), sys.argv[2])
    pages(sys.argv[3])
    print("load", os.getloadavg()[0])

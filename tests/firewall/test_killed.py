"""A killed program has written nothing raw, whenever it is killed; what it left does no harm to the next."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.firewall.conftest import Run, prepared
from tests.firewall.hostile import CLEAN, CONTROL_AGENCY, LABELS, Attack, delimited, rows
from tests.firewall.plants import Garden
from tests.firewall.scanner import search
from tests.lake.agreement import disagreements

COPIES = 400
MOMENTS = 12


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Attack:
    """One file that takes a while: each plant stands in it many times, among rows of one each of which differs."""
    attack = Attack(tmp_path_factory.mktemp("large"), Garden())
    planted = rows(attack.garden, "large")
    body: list[list[str]] = []
    for copy in range(COPIES):
        clean = [*CLEAN]
        clean[LABELS.index("Searches")] = str(copy)
        body += [clean, *planted]
    (attack.folder / "large.csv").write_text(delimited([list(LABELS), *body]), encoding="utf-8")
    return attack


def killed(run: Run, file: Path, after: float) -> bool:
    """Start adding, kill after some seconds; whether it was still running then."""
    program = subprocess.Popen(
        run.command("add", str(file)),
        env=run.environment("small runs"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        program.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
    said = program.communicate()
    run.said += [("output", said[0]), ("errors", said[1])]
    return program.returncode == -signal.SIGKILL


def children(parent: int) -> set[int]:
    """Processes that a process started, or that those started."""
    found: set[int] = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found |= {int(folder.name), *children(int(folder.name))}
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    """They would wait for work for ever, and hold what they had read of somebody's file."""
    attack = Attack(tmp_path / "in", Garden())
    attack.folder.mkdir()
    for number in range(6):
        body = [list(LABELS), *([*CLEAN[:7], str(at), *CLEAN[8:]] for at in range(20_000 * (number + 1)))]
        (attack.folder / f"{number}.csv").write_text(delimited(body))
    run = prepared(tmp_path / "run", attack)
    program = subprocess.Popen(
        run.command("add", str(attack.folder)), env=run.environment(""), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    started: set[int] = set()
    while program.poll() is None and len(started) < 2:
        started = children(program.pid)
        time.sleep(0.02)
    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    assert started
    until = time.monotonic() + 30
    while (left := [each for each in started if alive(each)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_nothing_raw_is_left_by_a_killed_run(large: Attack, tmp_path: Path) -> None:
    file = large.folder / "large.csv"
    whole = prepared(tmp_path / "whole", large)
    begun = time.monotonic()
    whole.cli("add", str(file), broken="small runs")
    took = time.monotonic() - begun
    run = prepared(tmp_path / "killed", large)
    kills, left = 0, 0
    for moment in range(MOMENTS):
        kills += killed(run, file, took * (0.3 + 0.7 * moment / MOMENTS))
        left += any((run.workspace / "staging").rglob("*.parquet")) or any((run.workspace / "lake").rglob("*.parquet"))
        found = search(run.everything(), [*large.garden.planted, CONTROL_AGENCY])
        found.pop(CONTROL_AGENCY, None)
        assert not found, found
    assert kills > MOMENTS // 2, "the machine was too quick for this test: raise COPIES"
    assert left, "no kill came late enough for anything to be written"
    run.cli("add", str(file))
    assert not disagreements(run.workspace)
    assert not list((run.root / "temporary").rglob("*"))

"""Hostile files sent through the server, page and all: nothing planted in them is found in the workspace afterwards."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.firewall.conftest import Run, prepared
from tests.firewall.hostile import CONTROL_AGENCY, Attack
from tests.firewall.scanner import search
from tests.works.test_works import until


@contextmanager
def serving(run: Run) -> Iterator[httpx.Client]:
    """The program of the attack, serving; what it says is kept."""
    log = run.root / "server.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            run.command("serve", "--port", "0", "--log"), stdout=subprocess.PIPE, stderr=errors, env=run.environment(""), cwd=run.root
        )
        assert process.stdout is not None
        try:
            address = process.stdout.readline().decode().split()[-1].rstrip("/")
            with httpx.Client(base_url=address, timeout=120) as client:
                yield client
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            process.stdout.close()
    run.said.append(("log of the server", log.read_bytes()))


@pytest.mark.slow
def test_nothing_planted_is_found_after_sending(attack: Attack, tmp_path: Path) -> None:
    run = prepared(tmp_path / "run", attack)
    files = sorted(path for path in attack.folder.rglob("*") if path.is_file())
    with serving(run) as client:
        told = [{"name": path.relative_to(attack.folder).as_posix(), "size": path.stat().st_size} for path in files]
        upload = client.post("/uploads.json", json={"files": told}).json()["id"]
        for number, path in enumerate(files):
            assert client.put(f"/uploads/{upload}/{number}", content=path.read_bytes()).status_code == 200
        for step in ("look", "add"):
            work = client.post(f"/uploads/{upload}/{step}").json()["id"]

            def ended(work: str = work) -> bool:
                return client.get(f"/works/{work}.json").json()["state"] not in ("waiting", "running")

            until(ended)
            for path in (f"/works/{work}.json", f"/works/{work}", "/works.json", f"/add/{upload}"):
                answer = client.get(path, headers={"accept": "text/html"}, follow_redirects=True)
                run.said.append((f"answer of {step} at {path.partition('/')[2][:6]}", answer.content))
        for path in ("/", "/sources", "/tables/planted_log", "/find?q=planted"):
            run.said.append((f"page {path}", client.get(path, headers={"accept": "text/html"}).content))
    assert not list((run.workspace / "uploads").iterdir())
    found = search(run.everything(), attack.garden.planted)
    assert not found, sorted((attack.garden.planted[needle], places[:3]) for needle, places in found.items())[:20]
    assert search(run.everything(), [CONTROL_AGENCY])

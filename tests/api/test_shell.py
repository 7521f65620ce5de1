"""The server itself: who may ask, what errors look like, and that a slow question stops alone."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from clerestory.api.app import make_app
from clerestory.api.benches import Benches
from clerestory.api.gateway import refusal
from clerestory.errors import Busy, NoWorkspace, TookTooLong
from clerestory.workbench import Workbench
from tests.api.serving import served
from tests.awaiting import awaited
from tests.ingest.adding import add, program, table, workspace

HOST = (b"host", b"127.0.0.1:8275")
EVERYWHERE = ".".join("0000")
SHAPE = {"ok", "error", "errors", "status", "found", "expected", "do"}
COUNT = "/tables/agreements_287g/count.json"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:80", "localhost:8275", "LOCALHOST", "[::1]:9"])
def test_loopback_is_let_in(host: str) -> None:
    assert refusal("GET", [(b"host", host.encode())]) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "127.0.0.2",
        "10.0.0.1",
        "",
        "127.0.0.1@evil",
        "localhost:80:80",
    ],
)
def test_another_host_is_refused(host: str) -> None:
    refused = refusal("GET", [(b"host", host.encode())])
    assert refused is not None
    assert refused.status == 421


def test_no_host_and_two_hosts_are_refused() -> None:
    assert refusal("GET", []) is not None
    assert refusal("GET", [HOST, HOST]) is not None


NAMES = ("127.0.0.1", "localhost", "[::1]")
PIECES = st.sampled_from([*NAMES, "evil.example", ".", ":", ":80", "@", "127.0.0.1.", "[", "]", "x", " ", "%00", "#", "/"])


@given(st.lists(PIECES, max_size=4).map("".join))
def test_only_loopback_names_get_in(host: str) -> None:
    name = host.removesuffix(":80")
    assert (refusal("GET", [(b"host", host.encode())]) is None) == (name in NAMES)


@pytest.mark.parametrize(
    "origin", [b"http://evil.example", b"null", b"http://127.0.0.1:9", b"https://127.0.0.1:8275", b"http://localhost:8275"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_origin_is_refused(origin: bytes, method: str) -> None:
    refused = refusal(method, [HOST, (b"origin", origin)])
    assert refused is not None
    assert refused.status == 403


def test_own_origin_and_programs_are_let_in() -> None:
    assert refusal("POST", [HOST, (b"origin", b"http://127.0.0.1:8275"), (b"sec-fetch-site", b"same-origin")]) is None
    assert refusal("POST", [HOST]) is None


@pytest.mark.parametrize(("site", "mode", "method", "let_in"), [
    (b"cross-site", b"no-cors", "GET", False), (b"cross-site", b"navigate", "POST", False), (b"same-site", b"cors", "GET", False),
    (b"cross-site", b"navigate", "GET", True), (b"none", b"navigate", "GET", True), (b"same-origin", b"cors", "POST", True),
])  # fmt: skip
def test_what_a_browser_says_of_the_asking_page_counts(site: bytes, mode: bytes, method: str, let_in: bool) -> None:
    assert (refusal(method, [HOST, (b"sec-fetch-site", site), (b"sec-fetch-mode", mode)]) is None) == let_in


def test_errors_have_one_shape(client: TestClient[Any]) -> None:
    for path, status in (("/nothing", 404), (f"{COUNT}?q=stat:GA", 400), ("/tables/agreements/count.json", 404), (f"{COUNT}?q=%22", 400)):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert set(answer.json()) == SHAPE
        assert answer.json()["status"] == status
    assert client.post(COUNT).status_code == 405
    assert set(client.post(COUNT).json()) == SHAPE
    refused = client.get(COUNT, headers={"host": "evil.example"})
    assert (refused.status_code, set(refused.json())) == (421, SHAPE)


def test_every_answer_carries_the_headers_that_protect_it(client: TestClient[Any]) -> None:
    for path in (COUNT, "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


def test_an_error_inside_tells_nothing_of_it(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workbench, "count", lambda *_: 1 / 0)
    with TestClient(make_app(held), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get(COUNT)
    assert answer.status_code == 500
    assert "division" not in answer.text


def _slow(bench: Workbench) -> Any:
    return bench.reader.engine.cursor().execute("SELECT count(*) FROM range(100000000000) a WHERE a.range % 7 = 3").fetchall()


def _quick(bench: Workbench) -> int | None:
    return bench.count(bench.query("agreements_287g", "")).count


def test_a_slow_question_is_stopped_and_the_others_go_on(held: Path) -> None:
    async def ask() -> None:
        benches = Benches(held, size=2, limit=0.5)
        benches.start()
        try:
            began = time.monotonic()
            slow = asyncio.create_task(benches.ask(_slow))
            quick = [await benches.ask(_quick) for _ in range(5)]
            assert quick == [41] * 5
            assert not slow.done()
            with pytest.raises(TookTooLong, match=r"stopped after 0\.5 seconds"):
                await slow
            assert time.monotonic() - began < 5
            # both threads answer again
            assert await asyncio.gather(*(benches.ask(_quick) for _ in range(8))) == [41] * 8
        finally:
            benches.stop()
        assert not any(thread.is_alive() for thread in benches._threads)

    awaited(ask())


def test_an_asker_who_goes_away_stops_the_question(held: Path) -> None:
    async def ask() -> None:
        benches = Benches(held, size=1, limit=600)
        benches.start()
        try:
            slow = asyncio.create_task(benches.ask(_slow))
            await asyncio.sleep(0)
            slow.cancel()
            assert await asyncio.wait_for(benches.ask(_quick), 20) == 41
        finally:
            benches.stop()

    awaited(ask())


def test_too_many_at_once_are_told_so(held: Path) -> None:
    async def ask() -> None:
        benches = Benches(held, size=1, limit=600, waiting=1)
        benches.start()
        try:
            slow = asyncio.create_task(benches.ask(_slow))
            await asyncio.sleep(0)
            with pytest.raises(Busy):
                await benches.ask(_quick)
            slow.cancel()
        finally:
            benches.stop()

    awaited(ask())


def test_what_is_added_meanwhile_is_seen(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (tmp_path / "list_09172025.csv").write_bytes(table(rows=5))

    async def ask() -> tuple[int | None, int | None]:
        benches = Benches(folder, size=1)
        benches.start()
        try:
            before = await benches.ask(_quick)
            await asyncio.to_thread(add, folder, tmp_path / "list_09172025.csv", source="ice_287g")
            return before, await benches.ask(_quick)
        finally:
            benches.stop()

    assert awaited(ask()) == (0, 5)


def test_a_folder_that_is_no_workspace_does_not_start(tmp_path: Path) -> None:
    async def begin() -> None:
        Benches(tmp_path).start()

    with pytest.raises(NoWorkspace):
        awaited(begin())


def test_the_program_serves_and_stops_when_told(held: Path, tmp_path: Path) -> None:
    with served(held, log=tmp_path / "log") as url:
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{url}{COUNT}").json()["count"] == 41
        assert httpx.get(f"{url}{COUNT}", params={"q": "reason:8ABC123"}).status_code == 403
    told = (tmp_path / "log").read_text()
    assert "GET /tables/{table}/count.json 200" in told
    assert "8ABC123" not in told
    assert "?" not in told


def test_other_hosts_and_taken_ports_are_refused_with_the_reason(held: Path) -> None:
    for host in (EVERYWHERE, "192.168.1.5", "::", "example.org"):
        done = program(held, "serve", "--host", host, timeout=30)
        assert (done.returncode, "no accounts" in done.stderr) == (2, True)
    with served(held) as url:
        done = program(held, "serve", "--port", url.rpartition(":")[2], timeout=30)
    assert (done.returncode, "free port" in done.stderr) == (2, True)

"""Sending files: in pieces, by many, by hostile senders; the server stays up and nothing raw stays."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.exceptions import HTTPException
from litestar.testing import TestClient

from clerestory.api import uploads as module
from clerestory.api.app import make_app
from tests.api.serving import served
from tests.awaiting import awaited
from tests.ingest.adding import count, table, workspace
from tests.works.test_works import until

HERE = "http://127.0.0.1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path / "w")


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient[Any]]:
    with TestClient(make_app(folder), base_url=HERE) as opened:
        yield opened


def begun(client: Any, *files: tuple[str, bytes]) -> str:
    answer = client.post("/uploads.json", json={"files": [{"name": name, "size": len(body)} for name, body in files]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def sent(client: Any, *files: tuple[str, bytes]) -> str:
    upload = begun(client, *files)
    for number, (_, body) in enumerate(files):
        assert client.put(f"/uploads/{upload}/{number}", content=body).status_code == 200
    return upload


def ended(client: Any, work: str) -> dict[str, Any]:
    def found() -> dict[str, Any]:
        return next(each for each in client.get("/works.json").json()["works"] if each["id"] == work)

    until(lambda: found()["state"] not in ("waiting", "running"))
    return found()


def test_from_bytes_to_an_answer(client: TestClient[Any], folder: Path) -> None:
    body = table(rows=6)
    upload = begun(client, ("lists/list_09172025.csv", body))
    assert client.put(f"/uploads/{upload}/0", content=body[:40]).json() == {"ok": True, "received": 40}
    again = client.put(f"/uploads/{upload}/0", content=body)
    assert again.status_code == 400
    assert "stands at byte 40" in again.json()["error"]
    stands = client.get(f"/uploads/{upload}.json").json()
    assert stands["files"] == [{"number": 0, "size": len(body), "received": 40}]
    assert client.put(f"/uploads/{upload}/0?offset=40", content=body[40:]).json()["received"] == len(body)
    looked = ended(client, client.post(f"/uploads/{upload}/look").json()["id"])
    assert looked["result"]["files"][0]["source"] == "ice_287g"
    added = ended(client, client.post(f"/uploads/{upload}/add").json()["id"])
    assert added["result"]["records"] == 6
    assert count(folder) == 6
    assert client.get(f"/uploads/{upload}.json").status_code == 400
    assert not list((folder / "uploads").iterdir())


def test_what_stopped_in_the_middle_of_a_body_goes_on(folder: Path) -> None:
    body = b"x" * 300_000
    with served(folder) as address, httpx.Client(base_url=address) as client:
        upload = begun(client, ("a.csv", body))
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as line:
            head = f"PUT /uploads/{upload}/0 HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n\r\n"
            line.sendall(head.encode() + body[:200_000])

        def goes_on() -> bool:
            at = client.get(f"/uploads/{upload}.json").json()["files"][0]["received"]
            return client.put(f"/uploads/{upload}/0?offset={at}", content=body[at:]).status_code == 200

        until(goes_on)
        assert client.get(f"/uploads/{upload}.json").json()["whole"]


class Slow:
    """A body of which a byte comes now and then, or nothing more."""

    def __init__(self, pause: float) -> None:
        self._pause = pause

    async def stream(self) -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(self._pause)


@pytest.mark.parametrize("pause", [0.01, 60.0])
def test_who_sends_too_slowly_is_let_go(pause: float) -> None:
    async def take() -> None:
        async for _ in module.pieces(Slow(pause), window=0.1):  # type: ignore[arg-type]
            pass

    with pytest.raises(HTTPException) as told:
        awaited(take())
    assert told.value.status_code == 408


def test_only_so_many_at_a_time(client: TestClient[Any]) -> None:
    upload = begun(client, ("a.csv", b"x"))
    client.app.state["streams"].open = module.MOST_STREAMS
    assert client.put(f"/uploads/{upload}/0", content=b"x").status_code == 503
    client.app.state["streams"].open = 0
    assert client.put(f"/uploads/{upload}/0", content=b"x").status_code == 200


@pytest.mark.parametrize("path", ["..", "..%2f..%2fetc", "%2e%2e", "0" * 16, "x" * 3000, "a%00b"])
@pytest.mark.parametrize("ask", ["put", "get", "delete", "look", "add"])
def test_no_path_leads_out(client: TestClient[Any], path: str, ask: str, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    if ask == "put":
        answer = client.put(f"/uploads/{path}/0", content=b"x")
    elif ask in ("look", "add"):
        answer = client.post(f"/uploads/{path}/{ask}")
    else:
        answer = client.request(ask.upper(), f"/uploads/{path}")
    assert answer.status_code in (400, 404, 405) or (ask == "delete" and answer.status_code == 200)
    assert sorted(folder.rglob("*")) == before


def test_more_bytes_than_were_told_and_lists_that_are_none(client: TestClient[Any]) -> None:
    upload = begun(client, ("a.csv", b"x"))
    assert client.put(f"/uploads/{upload}/0", content=b"x" * 5_000_000).status_code == 400
    for body in (
        b"",
        b"{",
        b"[]",
        b'{"files": []}',
        b'{"files": [{"name": "a", "size": -1}]}',
        b'{"files": [{"name": "a", "size": 1e99}]}',
    ):
        answer = client.post("/uploads.json", content=body)
        assert answer.status_code == 400, body
    huge = client.post("/uploads.json", content=json.dumps({"files": [{"name": "x" * 100, "size": 1}] * 90_000}))
    assert huge.status_code == 413


def test_a_page_of_another_site_cannot_send(client: TestClient[Any]) -> None:
    upload = begun(client, ("a.csv", b"x"))
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}):
        assert client.put(f"/uploads/{upload}/0", content=b"x", headers=headers).status_code == 403
        assert client.post(f"/uploads/{upload}/add", headers=headers).status_code == 403
        assert client.post("/uploads.json", json={"files": []}, headers=headers).status_code == 403
    assert client.get(f"/uploads/{upload}.json").json()["files"][0]["received"] == 0


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"../../{number}.csv", b"0" * (60 << 20))
    return packed.getvalue()


def test_a_bomb_is_refused_and_the_server_goes_on(client: TestClient[Any], folder: Path) -> None:
    upload = sent(client, ("a.zip", bomb()), ("list_09172025.csv", table(rows=2)))
    added = ended(client, client.post(f"/uploads/{upload}/add").json()["id"])
    assert added["state"] == "done"
    assert (added["result"]["added"], added["result"]["failed"]) == (1, 1)
    assert "a.zip" in added["result"]["not_in"][0]["name"]
    assert count(folder) == 2
    assert not list(folder.parent.rglob("*.csv"))

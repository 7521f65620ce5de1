"""Files over the wire: the same as from the command line, whole or visibly not, and never more than a few pieces in memory."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from litestar.testing import TestClient

from clerestory.api.sending import AHEAD, PIECE, Sending
from clerestory.workbench import Workbench
from tests.awaiting import awaited

TABLE = "/tables/agreements_287g"


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet", "md"])
def test_the_wire_and_the_command_line_give_the_same(client: TestClient[Any], held: Path, tmp_path: Path, ending: str) -> None:
    with Workbench(held) as bench:
        bench.export(bench.query("agreements_287g", "county:*"), tmp_path / f"out.{ending}")
    answer = client.get(f"{TABLE}.{ending}?q=county:*")
    assert answer.status_code == 200
    assert answer.content == (tmp_path / f"out.{ending}").read_bytes()
    assert f'filename="agreements_287g.{ending}"' in answer.headers["content-disposition"]


def test_totals_of_all_ways_out_are_equal(client: TestClient[Any]) -> None:
    for question in ("", "county:*", "agency:=HYPERLINK*", "state:TX", "signed:>=2025-05"):
        text = {"q": question}
        count = client.get(f"{TABLE}/count.json", params=text).json()["count"]
        sheet = list(csv.DictReader(io.StringIO(client.get(f"{TABLE}.csv", params=text).content.decode(), newline="")))
        table = pq.read_table(io.BytesIO(client.get(f"{TABLE}.parquet", params=text).content))
        lines = client.get(f"{TABLE}.ndjson", params=text).text.splitlines()
        facet = client.get(f"{TABLE}/facet.json", params={**text, "_column": "county", "_top": 5}).json()
        facets = sum(group["count"] for group in facet["groups"]) + facet["other"]
        assert count == len(sheet) == table.num_rows == len(lines) - 1 == json.loads(lines[-1])["_about"]["rows"] == facets


def test_a_csv_says_where_it_is_told_what_it_is(client: TestClient[Any]) -> None:
    link = client.get(f"{TABLE}.csv?state=GA").headers["link"]
    path = link[1 : link.index(">")]
    told = client.get(path).json()
    assert told["query"]["text"] == "state:GA"
    assert told["releases"][0]["sha256"]
    assert told["licences"]


def test_no_cell_is_a_formula(client: TestClient[Any]) -> None:
    cells = [cell for row in csv.reader(io.StringIO(client.get(f"{TABLE}.csv").content.decode(), newline="")) for cell in row]
    assert "'=HYPERLINK County Sheriff" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_ledger_remembers_what_was_sent(client: TestClient[Any], held: Path) -> None:
    content = client.get(f"{TABLE}.csv?county__notnull=1&state=GA").content
    with closing(sqlite3.connect(held / "ledger.sqlite")) as db:
        found = db.execute("SELECT name, sha256, bytes FROM exports ORDER BY id DESC LIMIT 1").fetchone()
    assert found == ("agreements_287g.csv (sent)", hashlib.sha256(content).hexdigest(), len(content))


def test_an_unchanged_file_is_not_sent_again(client: TestClient[Any]) -> None:
    known = client.get(f"{TABLE}.csv").headers["etag"]
    assert client.get(f"{TABLE}.csv", headers={"if-none-match": known}).status_code == 304


def test_what_cannot_be_written_is_told_before_anything_is_sent(client: TestClient[Any]) -> None:
    answer = client.get(f"{TABLE}.geojson")
    assert answer.status_code == 400
    assert "places" in answer.json()["found"]


def _made(held: Path, written: list[int], ended: threading.Event, fail: bool = False) -> Any:
    def opening(bench: Workbench) -> Any:
        def write(sink: Any) -> None:
            try:
                for _ in range(200):
                    sink.write(b"x" * PIECE)
                    written.append(1)
                    if fail and len(written) > 2:
                        raise OSError("lost")
            finally:
                ended.set()

        return write

    return opening


def test_a_slow_taker_holds_the_writer_back(held: Path) -> None:
    written: list[int] = []
    ended = threading.Event()

    async def take() -> None:
        sending = Sending(lambda: Workbench(held))
        pieces = await sending.send(_made(held, written, ended))
        await anext(pieces)
        for _ in range(50):
            await asyncio.sleep(0.002)
        assert len(written) <= AHEAD + 3
        await pieces.aclose()  # type: ignore[attr-defined]
        assert await asyncio.to_thread(ended.wait, 10)
        assert len(written) < 20

    awaited(take())


def test_a_file_that_fails_on_the_way_has_no_end(held: Path) -> None:
    async def take() -> None:
        sending = Sending(lambda: Workbench(held))
        pieces = await sending.send(_made(held, [], threading.Event(), fail=True))
        with pytest.raises(OSError, match="lost"):
            async for _ in pieces:
                pass

    awaited(take())


def test_those_that_wait_for_their_turn_get_it(held: Path) -> None:
    async def take() -> list[int]:
        sending = Sending(lambda: Workbench(held))

        def opening(bench: Workbench) -> Any:
            return lambda sink: sink.write(b"abc")

        async def one() -> int:
            return sum([len(piece) async for piece in await sending.send(opening)])

        return await asyncio.gather(*(one() for _ in range(8)))

    assert awaited(take()) == [3] * 8

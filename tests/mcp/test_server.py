"""The MCP server, asked by the protocol's own client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp.client.stdio import StdioServerParameters, stdio_client

from clerestory.workbench import Workbench
from mcp import Client
from tests.awaiting import awaited
from tests.conftest import ROOT
from tests.ingest.adding import add, program, table, workspace

PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    (folder / "list_09172025.csv").write_bytes(table(rows=30))
    made = workspace(folder / "w")
    add(made, folder / "list_09172025.csv", source="ice_287g")
    add(made, PERSONS)
    return made


def _with(held: Path, ask: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        parameters = StdioServerParameters(
            command=sys.executable, args=["-m", "clerestory", "-w", str(held), "mcp"], env={"PYTHONPATH": str(ROOT / "src"), **os.environ}
        )
        async with Client(stdio_client(parameters)) as client:
            return await ask(client)

    return awaited(asyncio.wait_for(run(), 120))


def test_tools_are_read_only_and_say_what_they_take(held: Path) -> None:
    async def ask(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in _with(held, ask)}
    assert set(tools) >= {"tables", "columns", "count", "facet", "series", "crosstab", "numbers", "records", "record", "sql"}
    for tool in tools.values():
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert tool.description
        assert "bench" not in tool.input_schema["properties"]
    assert "search box" in tools["count"].input_schema["properties"]["question"]["description"]


def test_answers_are_the_workbench_s_and_carry_their_citation(held: Path) -> None:
    async def ask(client: Client) -> Any:
        asked = [
            ("tables", {}), ("columns", {"table": "agreements_287g"}), ("count", {"table": "agreements_287g", "question": "state:GA"}),
            ("facet", {"table": "agreements_287g", "column": "county"}), ("series", {"table": "agreements_287g", "column": "signed:month"}),
            ("crosstab", {"table": "agreements_287g", "by": "state,signed:year"}),
            ("numbers", {"table": "agreements_287g", "measure": "distinct:agency"}), ("records", {"table": "agreements_287g", "limit": 3}),
            ("releases", {}), ("measures", {}), ("sql", {"statement": "SELECT count(*) FROM agreements_287g"}), ("sql", {}),
        ]  # fmt: skip
        return [(name, await client.call_tool(name, given)) for name, given in asked]

    told = _with(held, ask)
    for name, answer in told:
        assert not answer.is_error, (name, answer.content)
    found = {name: answer.structured_content for name, answer in told}
    assert found["count"]["count"] == 30
    for name in ("count", "facet", "series", "crosstab", "numbers", "records"):
        assert found[name]["citation"].startswith("agreements_287g")
        assert found[name]["coverage"]["releases"] == 1
    with Workbench(held) as bench:
        assert found["facet"]["groups"] == bench.facet(bench.query("agreements_287g", ""), "county").as_json()["groups"]
    assert len(found["records"]["rows"]) == 3


def test_the_gate_stands_here_too(held: Path) -> None:
    async def ask(client: Client) -> Any:
        return [
            await client.call_tool("records", {"table": "ice_arrests"}),
            await client.call_tool("count", {"table": "agreements_287g", "question": "8ABC123"}),
            await client.call_tool("facet", {"table": "ice_arrests", "column": "birth_date"}),
            await client.call_tool("sql", {"statement": "SELECT * FROM ice_arrests"}),
            await client.call_tool("numbers", {"table": "ice_arrests", "measure": "distinct:citizenship"}),
            await client.call_tool("count", {"table": "ice_arrests", "question": "gender:Female citizenship:NOWHERE"}),
        ]

    *refused, few = _with(held, ask)
    for answer in refused:
        assert answer.is_error
        assert "8ABC123" not in str(answer.content)
    assert few.structured_content["count"] in (None, 0)


def test_a_mistake_is_told_with_what_to_do(held: Path) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("facet", {"table": "agreements_287g", "column": "stat"})

    answer = _with(held, ask)
    assert answer.is_error
    assert "state" in answer.content[0].text


def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path) -> None:
    assert program(tmp_path, "mcp", timeout=60).returncode == 2

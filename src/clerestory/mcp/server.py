"""The MCP server: read-only tools over standard input and output. Each answer carries its citation and says what is suppressed."""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from clerestory import __version__
from clerestory.api.benches import LIMIT, Benches
from clerestory.api.problems import problem
from clerestory.kernel.text import nearest
from clerestory.mcp.tools import TOOLS
from clerestory.workbench import Workbench, points_at_person, unsaid

WORDS = """\
Questions about institutions (agencies, facilities, vendors, programmes) through their published records. Never about persons: tables about persons
give counts only, a count that is null is suppressed, which is not zero, and a number
NAME beside which NAME_told stands is not exact: say "at least" or "about" with it, as that says. Begin with `tables`, then `columns` of one table. A `question` is the
search box: words are AND; "a phrase"; field:value; field:a,b; field:>=5; field:2025-01..2025-06; field:* (has a value); -not; OR; on:2025-09-17 (the release in
force on a day); as-of:DATE (what was held then). Put the citation under every figure that you repeat, and say what the notes say."""
BOXES = ("question", "statement")
"""Arguments that are read as a whole question, and refuse what points at a person themselves."""
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


class Asked(MCPServer[Any]):
    """Takes the tools' own arguments and no others: one that is misspelled would be left out silently, and the answer be one to another question."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Ask a tool. Raises ToolError, which repeats nothing that points at a person."""
        tools = {tool.__name__: [each for each in inspect.signature(tool).parameters if each != "bench"] for tool in TOOLS}
        if name not in tools:
            raise ToolError(unsaid(f"there is no tool {name!r}. Expected: one of {', '.join(nearest(name, list(tools)) or tools)}"))
        for each, value in arguments.items():
            if each not in tools[name]:
                close = nearest(each, tools[name]) or tools[name]
                raise ToolError(unsaid(f"{name} has no argument {each!r}. Expected: one of {', '.join(close)}"))
            if each not in BOXES and points_at_person(str(value)):
                raise ToolError(
                    f"{each} has the shape of something that names a person. Do: ask about institutions; `columns` lists what can be named"
                )
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as refused:
            raise ToolError(unsaid(str(refused))) from None


def make_server(workspace: Path, *, limit: float = LIMIT) -> MCPServer[Any]:
    """The server of one workspace; ``limit``: seconds that one question may take."""
    benches = Benches(workspace, size=2, limit=limit)

    @asynccontextmanager
    async def alive(server: MCPServer[Any]) -> AsyncIterator[None]:
        benches.start()
        try:
            yield
        finally:
            benches.stop()

    server = Asked("clerestory", title="Clerestory", instructions=WORDS, version=__version__, lifespan=alive, log_level="ERROR")
    for tool in TOOLS:
        server.add_tool(_asking(benches, tool), name=tool.__name__, annotations=READ_ONLY, structured_output=True)
    return server


def _asking(benches: Benches, tool: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
    """A tool as the protocol's library takes it: its own parameters, asked of a workbench off the event loop."""

    async def asked(**given: Any) -> dict[str, Any]:
        def ask(bench: Workbench) -> dict[str, Any]:
            told: dict[str, Any] = msgspec.to_builtins(tool(bench, **given), enc_hook=str)
            return told

        try:
            return await benches.ask(ask)
        except Exception as error:
            raise ToolError(problem(error).error) from None

    signature = inspect.signature(tool, eval_str=True)
    own = [parameter for name, parameter in signature.parameters.items() if name != "bench"]
    asked.__signature__ = signature.replace(parameters=own)  # type: ignore[attr-defined]
    asked.__annotations__ = {parameter.name: parameter.annotation for parameter in own} | {"return": dict[str, Any]}
    asked.__doc__ = tool.__doc__
    asked.__name__ = tool.__name__
    return asked


def run(workspace: Path, *, limit: float = LIMIT) -> None:
    """Serve on standard input and output until it is closed. Raises NoWorkspace."""
    Workbench(workspace).close()
    # a question may stand in what a library logs
    logging.disable(logging.CRITICAL)
    make_server(workspace, limit=limit).run("stdio")

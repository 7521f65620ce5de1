"""No tool takes, and no error repeats, what has the shape of a plate, a number of a person, a phone, an address or a name; unknown arguments are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mcp import Client
from tests.mcp.test_server import _with, held

__all__ = ["held"]

SHAPES = {
    "7ABC123": "ABC12", "A123456789": "A12345", "123-45-6789": "45-67", "(202) 555-0143": "0143", "jo@example.org": "jo@", "Smith, John": "mith",
    "Maria Garcia": "arcia",
}  # fmt: skip
TABLES = ("agreements_287g", "ice_arrests")


def _calls(shape: str) -> list[tuple[str, dict[str, Any]]]:
    box = f'"{shape}"'
    each: list[tuple[str, dict[str, Any]]] = []
    for table in TABLES:
        each += [
            ("count", {"table": table, "question": box}),
            ("count", {"table": table, "question": f"-{box}"}),
            ("facet", {"table": table, "column": shape}),
            ("facet", {"table": table, "column": "state", "question": box}),
            ("series", {"table": table, "column": shape, "question": ""}),
            ("crosstab", {"table": table, "by": f"state,{shape}"}),
            ("numbers", {"table": table, "measure": f"distinct:{shape}"}),
            ("records", {"table": table, "question": box}),
            ("records", {"table": table, "columns": shape}),
            ("records", {"table": table, "sort": shape}),
            ("records", {"table": table, "cursor": shape}),
            ("columns", {"table": shape}),
        ]
    return [
        *each,
        ("record", {"id": shape}),
        ("releases", {"source": shape}),
        ("measure", {"name": shape}),
        ("sql", {"statement": f"SELECT count(*) FROM agreements_287g WHERE agency LIKE '%{shape}%'"}),
        ("sql", {"statement": f'SELECT count(*) AS "{shape}" FROM agreements_287g GROUP BY nowhere'}),
        ("count", {"table": "agreements_287g", "question": "", shape: "x"}),
        ("facet", {"table": "agreements_287g", "column": "state", "limit": shape}),
        (shape, {}),
    ]


def test_every_tool_refuses_and_repeats_nothing(held: Path) -> None:  # the fixture
    async def ask(client: Client) -> list[tuple[str, str, bool, str]]:
        told = []
        for shape in SHAPES:
            for name, given in _calls(shape):
                try:
                    answer = await client.call_tool(name, given)
                    told.append((shape, name, bool(answer.is_error), str([getattr(part, "text", "") for part in answer.content])))
                except Exception as problem:  # whatever it is, it is what the other side is shown
                    told.append((shape, name, True, str(problem)))
        return told

    told = _with(held, ask)
    assert len(told) > 200
    assert not [(shape, name) for shape, name, failed, _ in told if not failed]
    assert not [(shape, name, said) for shape, name, _, said in told if SHAPES[shape] in said]


@pytest.mark.parametrize(
    ("name", "given", "nearest"),
    [("count", {"table": "agreements_287g", "qestion": "state:GA"}, "question"), ("sql", {"statment": "SELECT 1"}, "statement")],
)
def test_an_unknown_argument_is_an_error_that_names_the_nearest(held: Path, name: str, given: dict[str, Any], nearest: str) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool(name, given)

    try:
        answer = _with(held, ask)
        failed, said = bool(answer.is_error), str(answer.content)
    except Exception as problem:
        failed, said = True, str(problem)
    assert failed
    assert nearest in said

"""The description of the API (OpenAPI 3.1): what each path takes and gives. Tests ask every path as it says."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from litestar import Response, get

from clerestory import __version__
from clerestory.api import coming
from clerestory.api.exports import ENDINGS
from clerestory.api.resources import VERBS
from clerestory.api.shapes import EXTRAS, SHAPES

TEXT: dict[str, Any] = {"type": "string"}
ERRORS = {
    "400": "The question cannot be read, or names something that is not there; `expected` names the nearest.",
    "403": "The question points at persons; `do` names the question about institutions that can be asked.",
    "404": "There is no such thing.",
    "410": "It was here and was withdrawn; `found` holds the reason.",
    "421": "The request names another host than this machine.",
    "503": "The question was stopped at its limit, or too many ask at once.",
}
QUERY = (
    (
        "q",
        'The search box: `state:GA signed:>=2025-01-01 "task force"`. Any column may also stand as a parameter of its own: `state=GA`, `signed__gte=2025`.',
    ),
    ("_on", "The release in force on a day, `latest` or `all`."),
    ("_asof", "What the workspace held then: a day, a moment or the number of a snapshot."),
    ("_universe", "What the releases cover as a whole; `*` adds them all."),
)
SPLIT = (("_by", "Columns to count by, `state` or `signed:month`, separated by commas."),)
MEASURE = (("_measure", "`count`, `sum:COLUMN`, `mean:COLUMN`, `quantile:COLUMN:0.9`, …"),)
PAGE = (
    ("_columns", "Columns to show, separated by commas."),
    ("_sort", "Columns to sort by; a minus in front sorts down."),
    ("_sort_desc", "Columns to sort down by."),
)
RECORDS = (
    *QUERY, *SPLIT, *PAGE, ("_size", "Records of the page, 1 to 10,000."), ("_next", "`next` of the page before."),
    ("_facet", "Columns whose values are counted, separated by commas."), ("_series", "A column of days to count over, `signed:month`."),
    ("_shape", f"How records stand in the answer: {', '.join(SHAPES)}."), ("_extra", f"More about them: {', '.join(EXTRAS)}."),
)  # fmt: skip
OWN: dict[str, tuple[tuple[str, str], ...]] = {
    "count": (),
    "estimate": (("_column", "Columns whose values are counted, separated by commas."), ("_top", "How many values of each.")),
    "facet": (("_column*", "Column whose values are counted."), ("_top", "How many values; the others are put together.")),
    "series": ((*SPLIT, ("_column*", "Column of days, with a step: `signed:month`."))),
    "crosstab": SPLIT,
    "histogram": (("_column*", "Column of numbers or days."), ("_bins", "About how many classes.")),
    "numbers": (*SPLIT, *MEASURE),
    "rate": (*SPLIT, ("_over*", "The question below the line: `TABLE?q=…`.")),
    "concentration": (("_column*", "Column whose values share the records."), ("_top", "How many values count as the top.")),
    "compare": (("_column*", "Column of days."), ("_first*", "First period: `2024`, `2024-06`."), ("_second*", "Second period.")),
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, Any] = {
        "/tables.json": _path("Tables that hold records", {"tables": _list()}),
        "/tables/{table}.json": _path("Count, records, facets and series of a question", _ANSWER | {"count": _number()}, RECORDS, ("table",)),
        "/tables/{table}/about.json": _path("What the records are: codebook, releases, licences, citation", {"citation": TEXT}, (*QUERY, *PAGE), ("table",)),
        "/sources.json": _path("Sources that have releases", {"sources": _list()}),
        "/sources/{id}.json": _path("One source and its releases", {"id": TEXT}, (), ("id",)),
        "/releases.json": _path("Releases held", {"releases": _list()}, (("source", "Only this source's."),)),
        "/releases/{id}.json": _path("One release, its parts, and what of it was not let in", {"id": TEXT}, (), ("id",)),
        "/records/{table}/{id}.json": _path("One record: every value, its state, the cell it came from", {"record": TEXT}, (), ("table", "id")),
        "/sql.json": _path(
            "One SELECT over public views of institutional tables; without a statement, the views",
            {"snapshot": {"type": "integer"}},
            (("sql", "The statement. It can reach the views and nothing else."), ("_size", "Most rows, 1 to 10,000.")),
        ),
        "/queries.json": _path("Named queries of the workspace", {"queries": _list()}),
        "/queries/{name}.json": _path("One named query: its words, and its question in three spellings", {"name": TEXT, "url": TEXT}, (), ("name",)),
        "/measures.json": _path("Named measures and the words of their definitions", {"measures": _list()}),
        "/measures/{name}.json": _path("One named measure's numbers", _ANSWER, QUERY, ("name",)),
    }  # fmt: skip
    for verb in VERBS:
        paths[f"/tables/{{table}}/{verb}.json"] = _path(f"A {verb} of a question", _ANSWER, (*QUERY, *OWN[verb]), ("table",))
    for ending, kind in ENDINGS.items():
        told = _path(f"All records of a question as .{ending}, streamed", {}, (*QUERY, *PAGE), ("table",))
        media = kind.media.split(";")[0]
        told["get"]["responses"]["200"]["content"] = {media: {"schema": {"type": "string"} if "text" in media or "json" in media else {}}}
        if ending == "ndjson":
            told["get"]["description"] = (
                'A record a line. The last line is no record but `{"_about": …}`: question, snapshot, coverage, codebook; without it, the file was cut short.'
            )
        paths[f"/tables/{{table}}.{ending}"] = told
    paths |= coming.paths({"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Clerestory", "version": __version__, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "Questions about institutions through their published records. Tables about persons give counts only, and none that"
            " could tell of a few people: a count that is `null` is suppressed, which is not zero, and `NAME_told` beside a number NAME says that it is not"
            " exact (`at_least`, `about`, `at_least_about`). Every answer carries its question, snapshot"
            " and coverage; its ETag changes when it may.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM}},
    }  # fmt: skip


_PROBLEM = {
    "type": "object",
    "required": ["ok", "error", "errors", "status", "found", "expected", "do"],
    "properties": {
        "ok": {"const": False}, "error": TEXT, "errors": {"type": "array", "items": TEXT}, "status": {"type": "integer"}, "found": TEXT,
        "expected": TEXT, "do": TEXT,
    },
}  # fmt: skip
_ANSWER: dict[str, Any] = {
    "query": {"type": "object", "required": ["table", "text"]},
    "snapshot": {"type": "integer"},
    "coverage": {"type": "object"},
    "suppressed": {"type": "integer", "description": "How many counts may not be shown. They are not zero."},
}


def _list() -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object"}}


def _number() -> dict[str, Any]:
    return {"type": ["integer", "null"]}


def _path(summary: str, gives: dict[str, Any], takes: tuple[tuple[str, str], ...] = (), named: tuple[str, ...] = ()) -> dict[str, Any]:
    parameters = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in named]
    parameters += [
        {"name": name.rstrip("*"), "in": "query", "required": name.endswith("*"), "description": meaning, "schema": TEXT}
        for name, meaning in takes
    ]
    if QUERY[0] in takes:
        columns = {"type": "object", "additionalProperties": TEXT}
        parameters.append({"name": "columns", "in": "query", "style": "form", "explode": True, "schema": columns,
                           "description": "Tests of columns: `state=GA`, `signed__gte=2025-01-01`, `reason__words=hold`."})  # fmt: skip
    answer: dict[str, Any] = {"type": "object", "required": ["ok", *gives], "properties": {"ok": {"const": True}, **gives}}
    if any(name == "_shape" for name, _ in takes):
        answer = {"anyOf": [answer, {"type": "array"}]}
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses: dict[str, Any] = {"200": {"description": "The answer.", "content": {"application/json": {"schema": answer}}}}
    responses["304"] = {"description": "Nothing has changed since the ETag that was sent."}
    responses |= {status: {"description": told, "content": problem} for status, told in ERRORS.items()}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


@get("/openapi/as/json", name="description")
async def openapi() -> Response[bytes]:
    """This description."""
    return Response(msgspec.json.encode(document()), media_type="application/json")


HANDLERS = (openapi,)

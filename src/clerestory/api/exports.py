"""Exports: ``/tables/NAME.csv`` and so on, all records of the question, streamed."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.response import Response, Stream

from clerestory.api.answering import Asked, tag
from clerestory.api.benches import benches_of
from clerestory.api.problems import Missing
from clerestory.api.resources import queried
from clerestory.api.sending import Sending, Write
from clerestory.errors import UsageError
from clerestory.workbench import KINDS, Workbench

ENDINGS = {suffix.removeprefix("."): kind for suffix, kind in KINDS.items()}


@get("/tables/{table:str}/as/{ending:str}", name="export")
async def export(request: Request[Any, Any, Any]) -> Response[Any] | Stream:
    """All records of a question as a file."""
    asked = Asked(request.scope, request.scope["path_params"])
    kind = ENDINGS.get(asked.values["ending"])
    if kind is None:
        raise Missing(f"nothing is written as .{asked.values['ending'][:10]}", expected=f".json, .{', .'.join(ENDINGS)}")

    def check(bench: Workbench) -> tuple[str, str]:
        asked.read()
        known = tag(bench, asked)
        held = queried(bench, asked)
        if held.facets or held.series or held.query.by or held.query.limit or held.query.cursor:
            raise UsageError("an export takes all records of a question", do="leave out _facet, _series, _by, _size and _next")
        return known, held.query.table

    known, table = await benches_of(request).ask(check)
    headers = {
        "etag": known,
        "cache-control": "no-cache",
        "content-disposition": f'attachment; filename="{table}{kind.suffix}"',
        "link": f'</tables/{table}/about.json{"?" if asked.text else ""}{asked.text}>; rel="describedby"; type="application/json"',
    }
    if asked.etag and known in asked.etag:
        return Response(None, status_code=304, headers=headers)

    def opening(bench: Workbench) -> Write:
        return bench.sender(queried(bench, asked).query, kind)

    sending: Sending = request.app.state["sending"]
    return Stream(await sending.send(opening), media_type=kind.media, headers=headers)


HANDLERS = (export,)

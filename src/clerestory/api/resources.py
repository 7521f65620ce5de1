"""JSON resources: each path is one question, its answer as the workbench gives it."""

from __future__ import annotations

from typing import Any

from litestar import Request, get

from clerestory.api.benches import benches_of


@get("/tables/{table:str}/count.json")
async def count(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Number of records that fit a question."""
    table, q = request.path_params["table"], request.query_params.get("q", "")
    answer = await benches_of(request).ask(lambda bench: bench.count(bench.query(table, q)))
    return {"ok": True, "count": answer.count, "suppressed": answer.suppressed, **answer.about.as_json()}


HANDLERS = (count,)

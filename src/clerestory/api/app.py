"""The application: one factory, into which resources and pages are mounted."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
from litestar import Litestar, Request, Response
from litestar.datastructures import State

from clerestory.api import description, exports, resources, uploads
from clerestory.api.benches import LIMIT, Benches
from clerestory.api.gateway import ADDED, refusal, with_added
from clerestory.api.paths import FORM, routed
from clerestory.api.problems import Problem
from clerestory.api.sending import Sending
from clerestory.api.straight import Straight, failed
from clerestory.api.uploads import Streams
from clerestory.workbench import Workbench
from clerestory.works.runner import Works

if TYPE_CHECKING:
    from litestar.types import HTTPScope, LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

log = logging.getLogger("clerestory.server")
LARGEST_BODY = 1_000_000
"""Bytes of a request's body where a handler says nothing else."""


class Application(Litestar):
    """Litestar behind the gateway: nothing of a request that is not let in reaches a handler."""

    async def __call__(self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend) -> None:
        """One request (or the start and end of the server)."""
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
            return
        scope = cast("HTTPScope", scope)
        asked = cast("Any", scope)
        scope["asked_path"] = scope["path"]  # type: ignore[typeddict-unknown-key]
        scope["path"] = routed(scope["path"])
        if log.isEnabledFor(logging.INFO):
            send = _logged(asked, send)
        refused = refusal(scope["method"], asked["headers"])
        if refused:
            await _send(refused, send)
        elif not await self.straight(self.state["benches"], asked, send):
            await super().__call__(scope, receive, _protected(send))

    @property
    def straight(self) -> Straight:
        """The way of questions, which need nothing of the framework."""
        found: Straight = self.state["straight"]
        return found


def _protected(send: Any) -> Any:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = with_added(list(message["headers"]))
        await send(message)

    return sending


def _logged(scope: Any, send: Any) -> Any:
    began = time.perf_counter()

    async def sending(message: Message) -> None:
        await send(message)
        if message["type"] == "http.response.start":
            # the route, never the path or the query: those hold what somebody asked, refused questions too
            route = (scope.get("path_template") or "(no such path)").replace(f"{FORM}/", ".")
            log.info("%s %s %d %.1f ms", scope["method"], route, message["status"], 1000 * (time.perf_counter() - began))

    return sending


async def _send(refused: Problem, send: Any) -> None:
    body = msgspec.json.encode(refused.as_json())
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *ADDED]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Whatever was raised, in the one error shape."""
    status, headers, body = failed(request.scope, error)
    told = {name.decode(): value.decode() for name, value in headers}
    return Response(body, status_code=status, media_type=told.pop("content-type"), headers=told)


def make_app(workspace: Path, *, handlers: Sequence[Any] = (), limit: float = LIMIT, size: int = 4) -> Application:
    """The application over one workspace.

    ``handlers``: routes mounted beside the API's own. A handler asks the workspace by
    ``await benches_of(request).ask(lambda bench: …)``. ``limit``: seconds that one question may take. Raises NoWorkspace at the start when the
    folder is none.
    """
    benches = Benches(workspace, size=size, limit=limit)
    works = Works(workspace)

    @asynccontextmanager
    async def alive(app: Litestar) -> AsyncIterator[None]:
        benches.start()
        works.start()
        try:
            yield
        finally:
            works.stop()
            benches.stop()

    return Application(
        route_handlers=[each for module in (exports, description, uploads) for each in module.HANDLERS] + [*handlers],
        state=State(
            {
                "benches": benches,
                "works": works,
                "streams": Streams(),
                "sending": Sending(lambda: Workbench(workspace)),
                "straight": Straight(resources.QUESTIONS),
            }
        ),
        exception_handlers={Exception: answer_problem},
        lifespan=[alive],
        openapi_config=None,
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
        debug=False,
    )

"""What went wrong, as a page: what was found, what was expected, what to do; the form that was sent stays."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from clerestory.api.app import answer_problem
from clerestory.api.problems import problem
from clerestory.web.page import Page

log = logging.getLogger("clerestory.server")


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The error as a page; for a program that does not ask for one, in the API's shape."""
    if "json" in (accepted := request.headers.get("accept", "")) and "text/html" not in accepted:
        return answer_problem(request, error)
    told = problem(error)
    if told.status == 500:
        log.error(
            "%s failed inside: %s",
            request.scope.get("path_template") or "a page",
            type(error).__name__,
            exc_info=log.isEnabledFor(logging.DEBUG),
        )
    page = Page(request)
    return page.show("pages/error.html", status=told.status, problem=told)


@get("/{path:path}")
async def nowhere(path: str) -> None:
    """Any path that is none of ours."""
    raise NotFoundException


HANDLERS = (nowhere,)

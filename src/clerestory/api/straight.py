"""The way of a question over HTTP: from its path to a workbench and back, with nothing between that it does not need.

Questions are many and small, so they do not go through the framework, which answers everything else (pages, exports, uploads).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.exceptions import MethodNotAllowedException

from clerestory.api.answering import JSON, Asked, Question, answer
from clerestory.api.benches import Benches
from clerestory.api.gateway import ADDED, SAFE
from clerestory.api.paths import FORM
from clerestory.api.problems import problem

log = logging.getLogger("clerestory.server")
_JSON = (b"content-type", JSON.encode())
ENDING = f"{FORM}/json"
NOT_MODIFIED = 304


class Straight:
    """Finds the question that a path asks. ``questions``: by their paths without ``.json``, as in ``/tables/{table}/count``."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._known: dict[tuple[int, str], list[tuple[str, list[str], Question]]] = {}
        for template, question in questions.items():
            parts = template.split("/")[1:]
            self._known.setdefault((len(parts), parts[0]), []).append((template, parts, question))

    def find(self, path: str) -> tuple[str, dict[str, str], Question] | None:
        """(template, what stands at the places it leaves open, question); None where no question has the path."""
        if not path.endswith(ENDING):
            return None
        parts = path[1 : -len(ENDING)].split("/")
        for template, named, question in self._known.get((len(parts), parts[0]), ()):
            if all(name == part or (name[0] == "{" and part) for name, part in zip(named, parts, strict=True)):
                values = {name[1:-1]: part for name, part in zip(named, parts, strict=True) if name[0] == "{"}
                return template, values, question
        return None

    async def __call__(self, benches: Benches, scope: Any, sending: Any) -> bool:
        """Answer a request, if it asks a question: whether it does."""
        found = self.find(scope["path"])
        if found is None:
            return False
        template, values, question = found
        scope["path_template"] = template + ENDING
        if scope["method"] in SAFE:
            try:
                status, known, body = await answer(benches, Asked(scope, values), question)
                headers = [_JSON, (b"etag", known.encode()), (b"cache-control", b"no-cache")]
            except Exception as error:  # whatever was raised, in the one error shape
                status, headers, body = failed(scope, error)
        else:
            status, headers, body = failed(scope, MethodNotAllowedException())
        if status != NOT_MODIFIED:
            headers.append((b"content-length", str(len(body)).encode()))
        headers += ADDED
        await sending({"type": "http.response.start", "status": status, "headers": headers})
        await sending({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body, "more_body": False})
        return True


def failed(scope: Any, error: Exception) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body that tell of an error; what was not raised on purpose is logged by its kind alone."""
    told = problem(error)
    if told.status == 500:
        log.error("%s failed inside: %s", scope.get("path_template") or "a request", type(error).__name__)
    headers = [_JSON, *([(b"retry-after", b"5")] if told.status == 503 else [])]
    return told.status, headers, msgspec.json.encode(told.as_json())

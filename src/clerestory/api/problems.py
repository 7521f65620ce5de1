"""One shape for everything that goes wrong: what was found, what was expected, what to do. Never a cell, never a question's text by accident."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from clerestory.errors import Busy, ClerestoryError, Gone, NoWorkspace, Refused, TookTooLong, UnknownName, UsageError
from clerestory.workbench import unsaid


class Missing(ClerestoryError):
    """No such page or resource."""


def missing(unknown: UnknownName, do: str) -> ClerestoryError:
    """What a path names and is not there; what was withdrawn stays that."""
    return unknown if isinstance(unknown, Gone) else Missing(unknown.found, expected=unknown.expected, do=do)


_STATUS: tuple[tuple[type[ClerestoryError], int], ...] = (
    (Missing, 404),
    (Gone, 410),
    (Refused, 403),
    (TookTooLong, 503),
    (Busy, 503),
    (NoWorkspace, 503),
    (UnknownName, 400),
    (UsageError, 400),
)


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong, ready for a page or for JSON."""

    status: int
    found: str
    expected: str = ""
    do: str = ""

    @property
    def error(self) -> str:
        """The three parts as one paragraph."""
        return str(ClerestoryError(self.found, expected=self.expected, do=self.do))

    def as_json(self) -> dict[str, Any]:
        """The one error shape of the API."""
        return {
            "ok": False,
            "error": self.error,
            "errors": [self.error],
            "status": self.status,
            "found": self.found,
            "expected": self.expected,
            "do": self.do,
        }


def problem(error: BaseException) -> Problem:
    """What to tell of an error. What was not raised on purpose tells nothing of its inside: that could hold content of records."""
    if isinstance(error, ClerestoryError):
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
        return Problem(status, unsaid(error.found), unsaid(error.expected), unsaid(error.do))
    if isinstance(error, NotFoundException):
        return Problem(404, "there is no such page", "a path that the API's description names", "see /openapi.json")
    if isinstance(error, MethodNotAllowedException):
        return Problem(405, "this method cannot be used here", "GET, where nothing else is said", "see /openapi.json")
    if isinstance(error, HTTPException):
        return Problem(
            error.status_code, HTTPStatus(error.status_code).phrase.lower(), "a request as the API's description says", "see /openapi.json"
        )
    return Problem(500, "something inside failed", "an answer", "look at the server's output; the question was not written down")

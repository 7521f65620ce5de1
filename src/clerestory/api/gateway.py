"""Who may talk to this server: programs and pages of this machine that mean it.

The server listens on loopback only, but any web page that is open in a browser of this machine can send requests there. So the ``Host`` must name
loopback (a page that rebinds its own name is refused), and a request that a browser says comes from another site is refused, unless
somebody merely follows a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from clerestory.api.problems import Problem

_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
SAFE = frozenset(("GET", "HEAD"))
Headers = list[tuple[bytes, bytes]]

ADDED: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
        b" form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
]
"""Sent with every answer that does not set them itself."""


def refusal(method: str, headers: Iterable[tuple[bytes, bytes]]) -> Problem | None:
    """Why a request is not let in; None when it is."""
    host = origin = site = mode = None
    hosts = 0
    for name, value in headers:
        if name == b"host":
            host, hosts = value, hosts + 1
        elif name == b"origin":
            origin = value
        elif name == b"sec-fetch-site":
            site = value
        elif name == b"sec-fetch-mode":
            mode = value
    if host is None or hosts != 1 or not _HOST.fullmatch(host.decode("latin-1")):
        return Problem(
            421,
            "the request names another host",
            "127.0.0.1, localhost or [::1]",
            "open the address that the server printed when it started",
        )
    if origin is not None and origin.lower() != b"http://" + host.lower():
        return _foreign()
    if site not in (None, b"same-origin", b"none") and not (mode == b"navigate" and method in SAFE):
        return _foreign()
    return None


def _foreign() -> Problem:
    return Problem(403, "a page of another site sent the request", "a page of this server, or a program", "open this server's own address")


def with_added(headers: Headers) -> Headers:
    """An answer's headers, with those that every answer has."""
    held = {name.lower() for name, _ in headers}
    return [*headers, *(pair for pair in ADDED if pair[0] not in held)]

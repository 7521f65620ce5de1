"""One file from the web, into a folder of one's own: with a limit of size and time, and nothing followed that is not the web."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from clerestory import __version__
from clerestory.errors import BadFile, UsageError

WEB = re.compile(r"https?://", re.IGNORECASE)
SCHEMES = ("http", "https")
AGENT = f"Clerestory/{__version__} (records of institutions; one file, asked for by a person)"
"""Says who asks. One file is fetched because somebody named it; nothing is crawled."""
MOST_BYTES = 4 << 30
MOST_REDIRECTS = 5
WAIT = 30.0
"""Seconds without a byte."""
WHOLE = 3600.0
"""Seconds for the whole file."""
_PIECE = 1 << 20
_NAME = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True)
class Limits:
    """How much and how long."""

    size: int = MOST_BYTES
    wait: float = WAIT
    whole: float = WHOLE


def is_url(text: str) -> bool:
    """Whether a path is an address of the web."""
    return bool(WEB.match(text))


class _OnlyTheWeb(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, and none away from the web."""

    max_redirections = max_repeats = MOST_REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme.lower() not in SCHEMES:
            fp.close()
            raise BadFile(
                "the address leads to one that is not of the web", expected="http or https", do="save the file yourself and add that"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(url: str, folder: Path, limits: Limits | None = None) -> Path:
    """Fetch one address into ``folder``; gives the file. Raises UsageError for what is no address, BadFile when it cannot be had whole.

    Messages never hold the address: it may hold a name.
    """
    limits = limits or Limits()
    if not is_url(url):
        raise UsageError("that is no address of the web", expected="http:// or https://", do="give a path for files at hand")
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(), urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(), urllib.request.UnknownHandler(), _OnlyTheWeb(),
    ):  # fmt: skip
        opener.add_handler(handler)
    request = urllib.request.Request(url, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})  # noqa: S310 - http and https only, above
    try:
        with opener.open(request, timeout=limits.wait) as answer:
            return _saved(answer, folder, limits)
    except urllib.error.HTTPError as problem:
        problem.close()
        raise BadFile(f"the server answered {problem.code}", expected="the file (200)", do="open the address in a browser") from None
    except TimeoutError:
        raise BadFile(f"nothing came for {limits.wait:g} seconds", do="try again later, or save the file yourself and add that") from None
    except (urllib.error.URLError, HTTPException, ConnectionError, ValueError) as problem:
        raise BadFile(f"it could not be fetched ({type(problem).__name__})", do="check the address, or save the file yourself") from None


def _saved(answer: HTTPResponse, folder: Path, limits: Limits) -> Path:
    told = answer.headers.get("Content-Length", "")
    expected = int(told) if told.isdigit() else None
    if expected is not None and expected > limits.size:
        raise BadFile(f"it has {expected:,} bytes", expected=f"at most {limits.size:,}", do="save the file yourself and add that")
    target = folder / _name(answer)
    came, until = 0, time.monotonic() + limits.whole
    with target.open("wb") as file:
        while piece := answer.read1(_PIECE):
            came += len(piece)
            if came > limits.size:
                raise BadFile(f"more than {limits.size:,} bytes came", expected="at most that", do="save the file yourself and add that")
            if time.monotonic() > until:
                raise BadFile(f"it did not end within {limits.whole:g} seconds", do="save the file yourself and add that")
            file.write(piece)
    if expected is not None and came != expected:
        raise BadFile(f"{came:,} bytes came, {expected:,} were announced", expected="the whole file", do="try again")
    return target


def _name(answer: HTTPResponse) -> str:
    """How the server calls the file: dates and publishers are read out of names."""
    named = answer.headers.get_filename() or unquote(urlsplit(answer.geturl()).path).rsplit("/", 1)[-1]
    plain = _NAME.sub("_", named.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")[:150]
    return plain or "download"

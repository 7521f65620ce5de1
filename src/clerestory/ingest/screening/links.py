"""Targets of hyperlinks: what the wrapping of mail filters hides, and without what is personal."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from clerestory.ingest.screening.institutional import strict_identifiers
from clerestory.ingest.screening.normal import normal
from clerestory.ingest.screening.paths import file_name

_WRAPPED_V3 = re.compile(r"/v3/__(.+?)__;", re.I)
_WRAPPED_V2 = re.compile(r"(?:^|&)u=([^&]+)")
_ARCHIVED = re.compile(r"(https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/)(https?:/.*)", re.I | re.S)
"""A copy in a web archive: the address of the original is the path of the copy's."""
_VIEWER = re.compile(r"chrome-extension://[a-z]{32}/(https?:/.*)", re.I | re.S)
"""An address copied out of a browser's viewer of documents."""
_DEEPEST = 8
"""Wrappers in wrappers that are followed."""


def _decode(text: str) -> str:
    for _ in range(_DEEPEST):
        undone = unquote(text)
        if undone == text:
            return text
        text = undone
    return text


def _unwrap(url: str) -> str:
    """The link inside a wrapper of a mail filter, or the link itself."""
    viewed = _VIEWER.fullmatch(url)
    if viewed:
        return viewed[1]
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if "urldefense" in host:
        third = _WRAPPED_V3.search(url)
        if third:
            return re.sub(r"^(https?):/+", r"\1://", third[1].replace("*", "%20"))
        second = _WRAPPED_V2.search(parts.query)
        if second:
            return unquote(second[1].replace("-", "%").replace("_", "/"))
    if host.endswith("safelinks.protection.outlook.com") or host in ("www.google.com", "l.facebook.com"):
        query = parse_qs(parts.query)
        inner = query.get("url") or query.get("q") or query.get("u")
        if inner:
            return inner[0]
    return url


def _host(host: str) -> str:
    """A host is an institution's unless it is a person's: then its first label says so."""
    return host if re.fullmatch(r"[a-z0-9.-]+", host) else ""


@lru_cache(maxsize=1 << 16)
def link(url: str) -> str:
    """The target of a link without wrapper, user, query and fragment; words of its path screened as those of file names.

    Empty for mail, phone and script targets, and for what is no link. Queries go whole: they carry recipients and sessions.
    """
    for _ in range(_DEEPEST):
        screened = _once(url.strip())
        if screened == url:
            break
        url = screened
    return url


def _once(url: str) -> str:
    for _ in range(_DEEPEST):
        inner = _unwrap(url)
        if inner == url:
            break
        url = inner
    archived = _ARCHIVED.fullmatch(url)
    if archived:
        original = link(archived[2])
        return archived[1].lower() + original if original else ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme and parts.scheme.lower() not in ("http", "https", "ftp", "file"):
        return ""
    path = file_name(normal(_decode(parts.path)))
    if strict_identifiers(path):
        return ""
    path = re.sub(r"\s", "%20", path)
    if parts.scheme and host:
        return f"{parts.scheme.lower()}://{_host(host)}{port}{path}"
    return path if not parts.scheme else ""

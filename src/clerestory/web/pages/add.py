"""Add: send files, see what they would be, make proposals stricter, and let them in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from clerestory.api.uploads import begin_adding, pieces, streams_of, works_of
from clerestory.errors import UsageError
from clerestory.web.page import Page

if TYPE_CHECKING:
    from clerestory.works.record import Work
    from clerestory.works.runner import Works

LARGEST_FORM = 4_000_000
"""Bytes of the form that confirms: a tick for each column of each file."""
MOST_SHOWN = 60
"""Files of a declared source that are listed one by one."""
REDIRECT: Final = 303


@get("/add")
async def add(request: Request[Any, Any, Any]) -> Response[str]:
    """Where files are dropped."""
    page, works = Page(request), works_of(request)
    waiting = await asyncio.to_thread(_waiting, works)
    return page.show("pages/add.html", waiting=waiting, works=works.all()[:12])


def _waiting(works: Works) -> list[dict[str, Any]]:
    """Uploads that are neither being added nor gone."""
    busy = {work.task.get("upload") for work in works.all() if work.open and work.kind == "add"}
    found = []
    for upload in works.uploads.waiting():
        if upload not in busy:
            files = works.uploads.files(upload)
            whole = sum(file.whole for file in files)
            found.append({"id": upload, "files": len(files), "whole": whole, "bytes": sum(file.received for file in files)})
    return found


@post("/add", request_max_body_size=None, status_code=REDIRECT)
async def take(request: Request[Any, Any, Any]) -> Redirect:
    """Files from a form: each is written as it comes."""
    works = works_of(request)
    _, options = parse_options_header(request.headers.get("content-type", ""))
    if "boundary" not in options:
        raise UsageError("the form brings no files", expected="multipart/form-data", do="use the form of the page Add")
    upload = await asyncio.to_thread(works.uploads.begin_unsized)
    try:
        with streams_of(request).one():
            await _taken(request, works, upload, options["boundary"])
    except BaseException:
        works.uploads.discard(upload)
        raise
    works.ask("look", {"upload": upload})
    return Redirect(Page(request).link(f"/add/{upload}"), status_code=REDIRECT)


async def _taken(request: Request[Any, Any, Any], works: Works, upload: str, boundary: str) -> None:
    form = _Form(works, upload)
    parser = PushMultipartParser(boundary, max_segment_count=20_100)
    try:
        async for piece in pieces(request):
            await asyncio.to_thread(form.feed, parser, piece)
        parser.close()
    except MultipartError:
        raise UsageError("the form is cut short or no form", expected="multipart/form-data to its end", do="send the files again") from None
    finally:
        form.close()
    if not works.uploads.jobs(upload):
        raise UsageError("the form brings no files", expected="at least one", do="choose files, then send them")


class _Form:
    """Writes each file of a form to the upload."""

    def __init__(self, works: Works, upload: str) -> None:
        self._uploads, self._upload = works.uploads, upload
        self._incoming: Any = None
        self._name = ""

    def feed(self, parser: PushMultipartParser, piece: bytes) -> None:
        for event in parser.parse(piece):
            if isinstance(event, MultipartSegment):
                self._name = event.filename or ""
                if self._name:
                    self._incoming = self._uploads.open_next(self._upload).__enter__()
            elif event is None:
                self.close()
            elif self._incoming is not None:
                self._incoming.write(bytes(event))

    def close(self) -> None:
        if self._incoming is not None:
            self._incoming.__exit__(None, None, None)
            self._uploads.named(self._upload, self._name, self._incoming.received)
            self._incoming = None


@get("/add/{upload:str}")
async def proposed(request: Request[Any, Any, Any], upload: FromPath[str]) -> Response[Any]:
    """What the files of an upload would be."""
    page, works = Page(request), works_of(request)
    adding = next((work for work in works.all() if work.kind == "add" and work.task.get("upload") == upload), None)
    if adding is not None:
        return Redirect(page.link(f"/works/{adding.id}"), status_code=REDIRECT)
    sent = works.uploads.files(upload)
    looking = works.looked(upload)
    titles = await page.ask(lambda bench: {name: source.title for name, source in bench.sources.items()})
    return page.show("pages/add_files.html", upload=upload, sent=sent, looking=looking, titles=titles, **_sorted(looking))


def _sorted(looking: Work | None) -> dict[str, Any]:
    """The files that were looked at: of declared sources, of none, and those that cannot be added."""
    files = list(looking.result.get("files", ())) if looking else []
    known: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        if file["known"] and not file["problem"]:
            known.setdefault(file["source"], []).append(file)
    return {
        "known": known,
        "unknown": [file for file in files if not file["known"] and not file["problem"]],
        "bad": [file for file in files if file["problem"]],
        "most": MOST_SHOWN,
    }


@post("/add/{upload:str}", request_max_body_size=LARGEST_FORM, status_code=REDIRECT)
async def confirm(request: Request[Any, Any, Any], upload: FromPath[str]) -> Redirect:
    """Add what was looked at, with what was made stricter; or throw it away."""
    page, works = Page(request), works_of(request)
    told = parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50_000)
    if ("do", "discard") in told:
        for work in works.all():
            if work.open and work.task.get("upload") == upload:
                works.cancel(work.id)
        works.uploads.discard(upload)
        return Redirect(page.link("/add"), status_code=REDIRECT)
    if ("do", "look") in told:
        works.uploads.files(upload)
        works.ask("look", {"upload": upload})
        return Redirect(page.link(f"/add/{upload}"), status_code=REDIRECT)
    return Redirect(page.link(f"/works/{begin_adding(works, upload, _chosen(works, upload, told)).id}"), status_code=REDIRECT)


def _chosen(works: Works, upload: str, told: list[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Number of a file → what was decided. What the form says can only make a proposal stricter, whoever wrote the form."""
    looked = _sorted(works.looked(upload))
    chosen: dict[str, dict[str, Any]] = {file["file"]: {"source": "generic"} for file in looked["unknown"]}
    for name, value in told:
        what, _, number = name.partition(".")
        if number not in chosen:
            continue
        if what == "withhold":
            chosen[number].setdefault("withhold", []).extend(_labels(value))
        elif what in ("persons", "leave"):
            chosen[number][what] = True
    return chosen


def _labels(value: str) -> list[str]:
    """The labels of a column as the form sends them. Raises UsageError: what was ticked and cannot be read must not be let in."""
    try:
        return msgspec.json.decode(value, type=list[str])
    except msgspec.MsgspecError:
        raise UsageError("the form says what to withhold in no way that can be read", do="load the page again and tick again") from None


HANDLERS = (add, take, proposed, confirm)

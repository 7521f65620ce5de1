"""Files on their way in, and the work that is done on them: begin, send bytes from where a file stands, look, add, follow, stop.

A file may be sent in one request or in many; one that was interrupted goes on at the byte that ``/uploads/{upload}.json`` names. Bodies are
written as they come, never held; who sends too slowly is let go, and what came stays.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery
from litestar.response import File as Sent

from clerestory.errors import Busy, UnknownName, UsageError
from clerestory.works.runner import Works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clerestory.works.record import Work

MOST_STREAMS = 8
"""Bodies that are taken at a time."""
WINDOW = 20.0
"""Seconds in which at least ``LEAST`` bytes must come."""
LEAST = 4096
PIECE = 1 << 20
"""Bytes that are written at a time."""
LARGEST_LIST = 8_000_000


class Streams:
    """How many bodies are being taken; belongs to the event loop."""

    def __init__(self) -> None:
        self.open = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """One more, while it is taken. Raises Busy."""
        if self.open >= MOST_STREAMS:
            raise Busy("too many files are being sent", expected=f"at most {MOST_STREAMS} at a time", do="send this one again in a moment")
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1


class File(msgspec.Struct):
    """A file that is to come. ``name``: its path below the folder that was chosen."""

    name: str
    size: int


class Files(msgspec.Struct):
    """The files of an upload."""

    files: list[File]


class Chosen(msgspec.Struct, forbid_unknown_fields=True):
    """What was decided about one file after looking at it."""

    source: str = ""
    withhold: list[str] = []
    persons: bool = False
    leave: bool = False


class Adding(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be added. ``chosen``: number of a file → decisions about it."""

    chosen: dict[str, Chosen] = {}


def works_of(request: Request[Any, Any, Any]) -> Works:
    """The long work of the application that a request came to."""
    found: Works = request.app.state["works"]
    return found


def streams_of(request: Request[Any, Any, Any]) -> Streams:
    """The count of bodies of the application that a request came to."""
    found: Streams = request.app.state["streams"]
    return found


async def pieces(request: Request[Any, Any, Any], window: float = WINDOW) -> AsyncIterator[bytes]:
    """A body, about a megabyte at a time. Raises HTTPException 408 when it comes too slowly."""
    stream = aiter(request.stream())
    held, size = [], 0
    began, came = time.monotonic(), 0
    while True:
        try:
            chunk = await asyncio.wait_for(anext(stream), max(0.01, began + window - time.monotonic()))
        except StopAsyncIteration:
            break
        except TimeoutError:
            raise HTTPException(status_code=408) from None
        held.append(chunk)
        size, came = size + len(chunk), came + len(chunk)
        if time.monotonic() - began > window:
            if came < LEAST:
                raise HTTPException(status_code=408)
            began, came = time.monotonic(), 0
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def upload_as_json(works: Works, upload: str) -> dict[str, Any]:
    """What of an upload has come. Names are not told: whoever sends it knows them."""
    files = works.uploads.files(upload)
    return {
        "ok": True,
        "id": upload,
        "files": [{"number": file.number, "size": file.size, "received": file.received} for file in files],
        "whole": all(file.whole for file in files),
    }


def work_as_json(work: Work) -> dict[str, Any]:
    """A work as it stands."""
    told = work.as_json()
    told["task"] = {name: value for name, value in told["task"].items() if name in ("upload", "table", "text", "kind")}
    return {"ok": True, **told}


@post("/uploads.json", request_max_body_size=LARGEST_LIST, status_code=201)
async def begin(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Begin an upload: the names and sizes of its files."""
    try:
        asked = msgspec.json.decode(await request.body(), type=Files)
    except msgspec.MsgspecError as problem:
        raise _unreadable(problem) from None
    works = works_of(request)
    upload = await asyncio.to_thread(works.uploads.begin, [(file.name, file.size) for file in asked.files])
    return upload_as_json(works, upload)


@get("/uploads/{upload:str}")
async def stand(request: Request[Any, Any, Any], upload: FromPath[str]) -> dict[str, Any]:
    """What of an upload has come: ``/uploads/{upload}.json``."""
    if not upload.endswith(".json"):
        raise UnknownName("there is no such page", expected="/uploads/{upload}.json")
    return upload_as_json(works_of(request), upload.removesuffix(".json"))


@put("/uploads/{upload:str}/{number:int}", request_max_body_size=None)
async def send(request: Request[Any, Any, Any], upload: FromPath[str], number: FromPath[int], offset: FromQuery[int] = 0) -> dict[str, Any]:
    """Bytes of one file, from ``offset`` on."""
    works = works_of(request)
    with streams_of(request).one(), works.uploads.open(upload, number, offset) as incoming:
        async for piece in pieces(request):
            await asyncio.to_thread(incoming.write, piece)
        return {"ok": True, "received": incoming.received}


@delete("/uploads/{upload:str}", status_code=200)
async def discard(request: Request[Any, Any, Any], upload: FromPath[str]) -> dict[str, Any]:
    """Throw an upload away, and what is done with it."""
    works = works_of(request)
    for work in works.all():
        if work.open and work.task.get("upload") == upload:
            works.cancel(work.id)
    await asyncio.to_thread(works.uploads.discard, upload)
    return {"ok": True}


@post("/uploads/{upload:str}/look", status_code=202)
async def look(request: Request[Any, Any, Any], upload: FromPath[str]) -> dict[str, Any]:
    """Look at the files before they are added."""
    works = works_of(request)
    works.uploads.files(upload)
    return work_as_json(works.ask("look", {"upload": upload}))


@post("/uploads/{upload:str}/add", status_code=202)
async def add(request: Request[Any, Any, Any], upload: FromPath[str]) -> dict[str, Any]:
    """Add the files that have come whole."""
    try:
        asked = msgspec.json.decode(await request.body() or b"{}", type=Adding)
    except msgspec.MsgspecError as problem:
        raise _unreadable(problem) from None
    return work_as_json(begin_adding(works_of(request), upload, {number: msgspec.to_builtins(one) for number, one in asked.chosen.items()}))


def begin_adding(works: Works, upload: str, chosen: dict[str, dict[str, Any]]) -> Work:
    """Ask for the files of an upload to be added; a look that still runs is ended. Raises UsageError when none has come whole."""
    if not works.uploads.jobs(upload):
        raise UsageError("no file of the upload has come whole", expected="at least one", do="send the rest first")
    if any(work.open and work.kind == "add" and work.task.get("upload") == upload for work in works.all()):
        raise UsageError("the upload is being added already", do="look at its work")
    looking = works.looked(upload)
    if looking and looking.open:
        works.cancel(looking.id, keep=True)
    return works.ask("add", {"upload": upload, "chosen": chosen})


@post("/works/{work:str}/cancel.json", status_code=200)
async def cancel(request: Request[Any, Any, Any], work: FromPath[str]) -> dict[str, Any]:
    """Stop a work: what is in stays in, nothing is half in."""
    return work_as_json(await asyncio.to_thread(works_of(request).cancel, work))


@get("/works.json")
async def all_works(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """All works that are remembered, the newest first."""
    return {"ok": True, "works": [work_as_json(work) for work in works_of(request).all()]}


@get("/works/{work:str}/file")
async def made(request: Request[Any, Any, Any], work: FromPath[str]) -> Response[Any]:
    """The file that an export made."""
    works = works_of(request)
    return Sent(works.file(work), filename=works.get(work).result["name"], content_disposition_type="attachment")


@get("/works/{work:str}/citation")
async def cited(request: Request[Any, Any, Any], work: FromPath[str]) -> Response[Any]:
    """What that file says of itself: question, releases, licences, codebook; as JSON beside it."""
    works = works_of(request)
    path = works.file(work)
    name = f"{works.get(work).result['name']}.citation.json"
    return Sent(path.with_name(f"{path.name}.citation.json"), filename=name, content_disposition_type="attachment")


def _unreadable(problem: msgspec.MsgspecError) -> UsageError:
    return UsageError("the body of the request cannot be read", expected="JSON as the API's description says", do="see /openapi.json")


HANDLERS = (begin, stand, send, discard, look, add, cancel, all_works, made, cited)

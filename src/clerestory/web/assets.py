"""The bundled scripts, styles and fonts: where they are, and under which names they are asked for."""

from __future__ import annotations

import json
import mimetypes
from functools import cache
from pathlib import Path

from litestar import Response, get

from clerestory.api.problems import Missing

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
"""A name holds the hash of its content: it never means something else."""


@cache
def names() -> dict[str, str]:
    """Plain name → name with the hash of its content. Empty where nothing was built: the pages then work without style and script."""
    manifest = STATIC / "manifest.json"
    return dict(json.loads(manifest.read_text(encoding="utf-8"))["files"]) if manifest.is_file() else {}


def asset(name: str) -> str:
    """Address of a bundled file."""
    return f"/static/{names().get(name, name)}"


@get("/static/{name:str}", include_in_schema=False)
async def static(name: str) -> Response[bytes]:
    """One bundled file."""
    path = STATIC / name
    if path.parent != STATIC or not path.is_file():
        raise Missing("there is no such file", do="load the page again")
    kind = "font/woff2" if name.endswith(".woff2") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(path.read_bytes(), media_type=kind, headers={"cache-control": FOR_EVER})


HANDLERS = (static,)

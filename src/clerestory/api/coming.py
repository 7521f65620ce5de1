"""The description of how files come in and of long work: what is sent, and what is told of it. Part of ``description``."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0}
_UPLOAD = {
    "type": "object",
    "required": ["ok", "id", "files", "whole"],
    "properties": {
        "ok": {"const": True}, "id": TEXT, "whole": {"type": "boolean"},
        "files": {"type": "array", "items": {"type": "object", "properties": {"number": NUMBER, "size": NUMBER, "received": NUMBER}}},
    },
}  # fmt: skip
_WORK = {
    "type": "object",
    "required": ["ok", "id", "kind", "state"],
    "properties": {"ok": {"const": True}, "id": TEXT, "kind": TEXT, "state": TEXT},
}
_DONE = {"type": "object", "required": ["ok"], "properties": {"ok": {"const": True}}}
_FILES = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "items": {"type": "object", "required": ["name", "size"], "properties": {"name": TEXT, "size": NUMBER}}}
    },
}
_CHOSEN = {
    "type": "object",
    "properties": {
        "source": TEXT, "withhold": {"type": "array", "items": TEXT}, "persons": {"type": "boolean"}, "leave": {"type": "boolean"},
    },
}  # fmt: skip
_ADDING = {"type": "object", "properties": {"chosen": {"type": "object", "additionalProperties": _CHOSEN}}}
_BYTES: dict[str, Any] = {"application/octet-stream": {"schema": {}}}


def paths(problem: dict[str, Any]) -> dict[str, Any]:
    """Paths and what each takes and gives. ``problem``: the content of every error."""

    def asked(summary: str, status: str, gives: dict[str, Any], takes: dict[str, Any] | None = None, *query: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "summary": summary,
            "responses": {
                status: {"description": "Done.", "content": gives if gives is _BYTES else {"application/json": {"schema": gives}}},
                "default": {"description": "What went wrong.", "content": problem},
            },
        }
        if takes:
            told["requestBody"] = {"content": takes if takes is _BYTES else {"application/json": {"schema": takes}}}
        if query:
            told["parameters"] = [{"name": name, "in": "query", "schema": NUMBER} for name in query]
        return told

    def named(*names: str, **methods: dict[str, Any]) -> dict[str, Any]:
        return {"parameters": [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names], **methods}

    return {
        "/uploads.json": {"post": asked("Begin to send files: their names and sizes", "201", _UPLOAD, _FILES)},
        "/uploads/{upload}.json": named("upload", get=asked("How much of each file has come", "200", _UPLOAD)),
        "/uploads/{upload}": named("upload", delete=asked("Throw an upload away, with what is done with it", "200", _DONE)),
        "/uploads/{upload}/{number}": named(
            "upload", "number", put=asked("Bytes of one file, from `offset` on; may be sent in pieces", "200", _DONE, _BYTES, "offset")
        ),
        "/uploads/{upload}/look": named("upload", post=asked("Look at the files before they are added: a work", "202", _WORK)),
        "/uploads/{upload}/add": named("upload", post=asked("Add the files that have come whole: a work", "202", _WORK, _ADDING)),
        "/works.json": {"get": asked("Long works, the newest first", "200", _DONE)},
        "/works/{work}/cancel.json": named("work", post=asked("Stop a work: what is in stays in, nothing is half in", "200", _WORK)),
        "/works/{work}/file": named("work", get=asked("The file that an export made", "200", _BYTES)),
        "/works/{work}/citation": named("work", get=asked("What that file says of itself, as JSON", "200", _BYTES)),
    }

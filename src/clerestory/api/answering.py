"""From a request to JSON: parameters, tags by which an answer is known to be unchanged, the shape that was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from clerestory import __version__
from clerestory.api.benches import Benches
from clerestory.errors import UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.workbench import Workbench

Pairs = list[tuple[str, str]]
Question = Callable[[Workbench, "Asked"], Any]
JSON = "application/json"
_ENCODER = msgspec.json.Encoder(enc_hook=str)
MOST_PARAMETERS = 200
SAVED = "/queries"
"""What stands below it changes without a release: its tags are made of the answers themselves."""


class Asked:
    """A request as a question reads it, in the thread of its workbench."""

    __slots__ = ("etag", "pairs", "path", "text", "values")

    def __init__(self, scope: Any, values: dict[str, Any]) -> None:
        self.path = str(scope.get("asked_path", scope["path"]))  # set by the application
        self.values = values
        self.text: str = scope["query_string"].decode("latin-1")
        self.etag = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), "")
        self.pairs: Pairs = []

    def read(self) -> None:
        """Read the parameters. Raises UsageError for what is no text."""
        try:
            self.pairs = parse_qsl(self.text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
        except ValueError:
            raise UsageError("the parameters cannot be read", expected=f"at most {MOST_PARAMETERS}, in UTF-8, percent-encoded") from None
        if ("%00" in self.text or "\0" in self.text) and any("\0" in part for pair in self.pairs for part in pair):
            raise UsageError("a parameter holds a character that is no text", expected="text")

    def take(self, name: str, usual: str = "") -> str:
        """A parameter's value, taken out of the others. Raises UsageError when it stands twice."""
        found = [value for key, value in self.pairs if key == name]
        if len(found) > 1:
            raise UsageError(f"{name} stands twice", expected="one of them")
        self.pairs = [pair for pair in self.pairs if pair[0] != name]
        return found[0] if found else usual

    def need(self, name: str, example: str) -> str:
        """The same, for one that must be there."""
        value = self.take(name)
        if not value:
            raise UsageError(f"the parameter {name} is missing", expected=f"for example {name}={example}")
        return value

    def number(self, name: str, usual: int, most: int) -> int:
        """The same, for a whole number from 1 on."""
        text = self.take(name, str(usual))
        if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
            raise UsageError(f"{name} is no number that can be taken", expected=f"a whole number from 1 to {most:,}")
        return int(text)

    def nothing_else(self, known: Sequence[str] = ()) -> None:
        """Raises UnknownName where a parameter is left that nobody reads."""
        for name, _ in self.pairs:
            raise UnknownName(
                f"there is no parameter {name!r} here",
                expected=f"one of {', '.join(nearest(name, known) or known)}" if known else "no parameters",
                do="see /openapi.json",
            )

    def again(self, name: str, value: str) -> str:
        """This address with one parameter changed."""
        pairs = [pair for pair in parse_qsl(self.text, keep_blank_values=True) if pair[0] != name]
        return f"{self.path}?{urlencode([*pairs, (name, value)])}"


def tag(bench: Workbench, asked: Asked) -> str:
    """Changes when the answer may: with what the workspace holds, its settings, the version and the question."""
    text = f"{__version__} {bench.mark()} {asked.path}?{asked.text}"
    return _tag(text.encode("utf-8", "replace"))


def _tag(text: bytes) -> str:
    return f'W/"{hashlib.blake2b(text, digest_size=12).hexdigest()}"'


async def answer(benches: Benches, asked: Asked, question: Question) -> tuple[int, str, bytes]:
    """(status, tag, body) of the answer to a question, which is asked off the event loop; the body is made there too."""

    def ask(bench: Workbench) -> tuple[int, str, bytes]:
        of_itself = asked.path.startswith(SAVED)
        known = "" if of_itself else tag(bench, asked)
        if known and asked.etag and known in asked.etag:
            return 304, known, b""
        asked.read()
        body = _ENCODER.encode(question(bench, asked))
        known = known or _tag(body)
        return (304, known, b"") if of_itself and known in asked.etag else (200, known, body)

    return await benches.ask(ask)

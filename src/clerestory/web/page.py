"""One request for a page: its language and theme, the links that keep them, and what it is shown with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from litestar import Request, Response
from litestar.datastructures import State

from clerestory import __version__
from clerestory.api.benches import Benches, benches_of
from clerestory.web.assets import asset
from clerestory.web.language import NAMES, negotiate
from clerestory.web.navigation import PLACES
from clerestory.web.rendering import environment
from clerestory.workbench import points_at_person, today

if TYPE_CHECKING:
    from clerestory.workbench import Workbench

T = TypeVar("T")

THEMES = ("light", "dark")
KEPT = {"_lang": tuple(NAMES), "_theme": THEMES}
"""Parameters that belong to the reader, not to the question, with the values they may have: every link keeps these."""
HTML = "text/html; charset=utf-8"
Pairs = Iterable[tuple[str, str]]


class Page:
    """What every page needs of a request."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._benches = benches_of(request)
        self._state = request.app.state
        self.path = request.url.path
        self.asked: list[tuple[str, str]] = list(request.query_params.multi_items())
        chosen = dict(self.asked)
        self.language = negotiate(chosen.get("_lang", ""), request.headers.get("accept-language", ""))
        self.theme = chosen["_theme"] if chosen.get("_theme") in THEMES else ""
        self._known, self._tag = request.headers.get("if-none-match", ""), ""
        self.kept = [(name, value) for name, value in self.asked if value in KEPT.get(name, ())]

    @property
    def question(self) -> list[tuple[str, str]]:
        """The parameters of the address that are not the reader's own; those without a value (an empty field of a form) are none."""
        return [(name, value) for name, value in self.asked if name not in KEPT and value != ""]

    async def ask(self, question: Callable[[Workbench], T]) -> T:
        """Ask the workspace, off the event loop. Raises what the question raises."""
        return await self._benches.ask(question)

    async def remembered(self, name: str, since: object, question: Callable[[Workbench], T]) -> T:
        """The answer to a question that every reader asks; asked anew when ``since`` (what it depends on) is another."""
        return await remembered(self._state, self._benches, name, since, question)

    async def unchanged(self) -> Response[None] | None:
        """The answer to a browser that has this page as it is; None when it has not. For pages that say nothing but what the lake does."""
        mark = await self.ask(lambda bench: bench.mark())
        parts = (__version__, asset("app.css"), asset("app.js"), mark, today(), self.language.code, self.theme, self.path, *self.asked)
        self._tag = f'W/"{blake2b(repr(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()}"'
        return Response(None, status_code=304, headers=self._headers()) if self._tag in self._known else None

    def _headers(self) -> dict[str, str]:
        return {"vary": "accept-language", "cache-control": "no-cache", **({"etag": self._tag} if self._tag else {})}

    def link(self, path: str, parameters: Mapping[str, Any] | Pairs = (), *, fragment: str = "") -> str:
        """An address within the workbench, keeping language and theme. Parameters without a value are left out."""
        pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
        asked = [(name, str(value)) for name, value in pairs if value not in ("", None)]
        held = {name for name, _ in asked}
        text = urlencode([*asked, *(pair for pair in self.kept if pair[0] not in held)], quote_via=quote, safe=":,")
        return quote(path, safe="/-._~@:") + (f"?{text}" if text else "") + (f"#{fragment}" if fragment else "")

    def here(self, **changes: str) -> str:
        """This page with some of the reader's own parameters changed; the first page where the address itself may not be repeated."""
        if points_at_person(self.path, *(text for pair in self.asked for text in pair)):
            return self.link("/", changes)
        pairs = [(name, value) for name, value in self.asked if name not in changes]
        kept, self.kept = self.kept, []
        try:
            return self.link(self.path, [*pairs, *changes.items()])
        finally:
            self.kept = kept

    def say(self, message: str, **values: Any) -> str:
        """A message of the catalogue in this page's language."""
        text = self.language.messages.gettext(message)
        return text % values if values else text

    def retold(self, note: str) -> str:
        """What an answer says of itself, in this page's language as far as its catalogue has it; else as it stands, in English."""
        pattern = getattr(note, "pattern", "")
        told = self.language.messages.gettext(pattern) if pattern else ""
        if not told or (told == pattern and self.language.code != "en"):
            return note
        values = note.values.items()  # type: ignore[attr-defined]  # of a Note
        return told % {name: self.language.number(value) if isinstance(value, int) else value for name, value in values}

    def say_of(self, one: str, several: str, number: int, **values: Any) -> str:
        """A message that depends on a number, which it gets as ``number``, written out."""
        return self.language.messages.ngettext(one, several, number) % {"number": self.language.number(number), **values}

    def counted(self, number: int | None, mark: str) -> str:
        """A count in a sentence, with how far it is the number of the records."""
        if number is None:
            return self.say("suppressed")
        told = self.language.number(number)
        if mark == "at_least":
            return self.say("at least %(number)s", number=told)
        if mark == "about":
            return self.say("about %(number)s", number=told)
        return self.say("at least about %(number)s", number=told) if mark else told

    def show(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        """The page as an answer."""
        text = (
            environment(self.language.code)
            .get_template(template)
            .render(page=self, link=self.link, places=PLACES, languages=NAMES, **context)
        )
        if status != 200:
            self._tag = ""
        return Response(text, media_type=HTML, status_code=status, headers=self._headers())


async def remembered(state: State, benches: Benches, name: str, since: object, question: Callable[[Workbench], T]) -> T:
    """The answer to a question that every reader asks, asked once for all who wait for it; anew when ``since`` is another."""
    held = state.setdefault("remembered", {})
    if name not in held or held[name][0] != since:
        held[name] = (since, asyncio.ensure_future(benches.ask(question)))
    asked = held[name][1]
    try:
        answer: T = await asyncio.shield(asked)
    except BaseException:
        if asked.done() and held.get(name, (None, None))[1] is asked:
            del held[name]
        raise
    return answer

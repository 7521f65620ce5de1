"""Every string of the pages stands in the catalogues, and every message has a Spanish one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from babel.messages.pofile import read_po
from jinja2 import nodes
from tools.messages import catalogue, messages

from clerestory.web.language import language, negotiate
from clerestory.web.rendering import TEMPLATES, environment

NAMES_OF_THINGS = re.compile(r"Clerestory|Apache-2\.0|SHA-256|SVG|PNG|CSV")
SPOKEN = ("title", "aria-label", "placeholder", "alt", "aria-description")


class _Texts(HTMLParser):
    """Text that a reader would see or hear; code and keys are in no language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("code", "kbd", "script", "style", "svg") or "code" in (dict(attrs).get("class") or "").split():
            self.inside.append(tag)
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.found.append(data)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_string_stands_outside_the_catalogues(path: Path) -> None:
    parsed = environment("en").parse(path.read_text(encoding="utf-8"))
    markup = "".join(
        node.data if isinstance(node, nodes.TemplateData) else "{}" for output in parsed.find_all(nodes.Output) for node in output.nodes
    )
    texts = _Texts()
    texts.feed(markup)
    assert not [text for text in texts.found if re.search(r"[A-Za-zÀ-ÿ]{2}", NAMES_OF_THINGS.sub("", text))]


def test_catalogue_holds_exactly_the_messages_each_with_a_translation() -> None:
    with catalogue("es").open("rb") as text:
        held = read_po(text, locale="es")
    wanted = {message.id for message in messages() if message.id}
    assert {message.id for message in held if message.id} == wanted, "run python tools/messages.py"
    lacking = [
        message.id for message in held if message.id and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]
    assert not lacking


def test_translations_name_the_same_things() -> None:
    with catalogue("es").open("rb") as text:
        held = read_po(text, locale="es")
    for message in held:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings if message.id else ():
            names = set(re.findall(r"%\(\w+\)s|</?\w+", text))
            assert any(names == set(re.findall(r"%\(\w+\)s|</?\w+", each)) for each in ids), message.id


@pytest.mark.parametrize(
    ("chosen", "accepted", "code"),
    [
        ("", "", "en"),
        ("", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("", "fr,en;q=0.5,es;q=0.6", "es"),
        ("en", "es", "en"),
        ("xx", "de", "en"),
        ("", ";q=x,,es;q=9", "es"),
    ],
)
def test_language_of_a_page(chosen: str, accepted: str, code: str) -> None:
    assert negotiate(chosen, accepted).code == code


def test_numbers_and_days_are_written_as_readers_do() -> None:
    english, spanish = language("en"), language("es")
    assert english.number(1234567) == spanish.number(1234567) == "1,234,567"
    assert (english.day("2026-02-27T09:00:00"), spanish.day("2026-02-27")) == ("27 Feb 2026", "27 feb 2026")
    assert english.share(1, 3) == "33.3%"
    assert english.share(1, 1_000_000) == "<0.1%"
    assert not english.share(None, 3)


def test_what_an_answer_says_of_itself_is_said_in_spanish(address: str) -> None:
    question = "/tables/ice_arrests?_by=area,apprehension_method"
    for spoken, words in (("en", "rounded cell by cell"), ("es", "redondeado celda por celda")):
        page = httpx.get(f"{address}{question}&_lang={spoken}", timeout=60).text
        assert words in page

"""Templates: escaped by default, strict about what is not there, one environment a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clerestory.web.assets import asset
from clerestory.web.language import language, plain
from clerestory.workbench import SIGNS

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(code: str) -> Environment:
    """The environment of one language. Filters: ``number``, ``day``, ``moment``, ``share``, ``plain``, ``label``, ``file_part``, ``sign``; ``is_address`` says whether a text may become a link."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
    )
    spoken = language(code)
    made.install_gettext_translations(spoken.messages, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(asset=asset)
    made.filters.update(
        number=spoken.number,
        day=spoken.day,
        moment=spoken.moment,
        share=spoken.share,
        plain=plain,
        label=label,
        is_address=is_address,
        file_part=file_part,
        sign=lambda mark: SIGNS[mark].strip(),
    )
    return made


def label(name: str) -> str:
    """A column's name as words: ``support_type`` is "Support type"."""
    words = name.replace("_", " ").replace(":", " · ")
    return words[:1].upper() + words[1:]


def is_address(text: object) -> bool:
    """Whether a text of a record is a web address, and nothing that a browser would run."""
    return isinstance(text, str) and text.startswith(("https://", "http://"))


def file_part(address: str) -> str:
    """What a web address ends in: a file's name, else its host."""
    parts = urlsplit(address)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.netloc

"""Templates: escaped by default, strict about what is not there, one environment a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clerestory.web.assets import asset
from clerestory.web.language import language, plain

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(code: str) -> Environment:
    """The environment of one language. Filters: ``number``, ``day``, ``moment``, ``share``, ``plain``."""
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
    made.filters.update(number=spoken.number, day=spoken.day, moment=spoken.moment, share=spoken.share, plain=plain)
    return made

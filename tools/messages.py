"""Brings the catalogues of the pages up to date: ``python tools/messages.py``. New messages come in without a translation; the tests name them."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "clerestory" / "web"
SAID = (ROOT / "src" / "clerestory" / "search",)
"""What answers say of themselves (``note(…)``) and pages say in their reader's language."""
HEADER = "# What the pages say. `python tools/messages.py` adds new messages and drops those that are gone."
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None, "say_of": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "extensions": "jinja2.ext.do", "silent": "false"}}


def messages() -> Catalog:
    """Every message of templates and code."""
    template = Catalog(project="clerestory", charset="utf-8")
    for name, line, message, comments, context in extract_from_dir(WEB, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("NOTE:",)):
        template.add(message, None, [(name, line)], auto_comments=comments, context=context)
    for folder in SAID:
        for name, line, message, comments, context in extract_from_dir(folder, [("**.py", "python")], keywords={"note": None}):
            template.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return template


def catalogue(code: str) -> Path:
    """Where a language's catalogue is."""
    return WEB / "locale" / code / "LC_MESSAGES" / "clerestory.po"


def update(code: str) -> int:
    """Bring one catalogue up to date; gives how many messages still lack a translation."""
    path = catalogue(code)
    held = Catalog(locale=code, project="clerestory", charset="utf-8", fuzzy=False, header_comment=HEADER)
    if path.is_file():
        with path.open("rb") as text:
            held = read_po(text, locale=code)
    held.update(messages(), no_fuzzy_matching=True)
    held.header_comment, held.fuzzy = HEADER, False
    held._num_plurals, held._plural_expr = 2, "(n != 1)"  # type: ignore[attr-defined]  # Babel's three forms of Spanish differ only from a million on
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, held, sort_output=True, no_location=True, ignore_obsolete=True, width=140, omit_header=False)
    text = path.read_text(encoding="utf-8")
    path.write_text("".join(line for line in text.splitlines(keepends=True) if "Date:" not in line or "#" in line[:1]), encoding="utf-8")
    return sum(1 for message in held if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string))


if __name__ == "__main__":
    missing = update("es")
    print(f"{missing} messages without a translation")
    sys.exit(1 if missing else 0)

"""The eight states of a cell. Unknown is not zero, and the ways of not knowing are not one."""

from __future__ import annotations

import re
from enum import StrEnum

from clerestory.kernel.text import squeeze


class State(StrEnum):
    """What a released cell says about its value."""

    VALUE = "value"
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    """Something typed to fill the cell: ``n/a``, ``-``, ``——``."""
    REDACTED = "redacted"
    """The publisher put a mark over it; the mark is kept."""
    PARTIAL = "partial"
    """A mark over one part, a value in the other."""
    WITHHELD = "withheld"
    """There is a value, and this workspace did not take it in: it identifies a person."""
    NOT_EXPORTED = "not_exported"
    """The release has no such column."""
    UNPARSED = "unparsed"
    """There is a text that does not fit the column's type; the text is kept."""


PLACEHOLDERS = frozenset(
    (
        "n/a",
        "na",
        "#n/a",  # what a spreadsheet program shows where a look-up found nothing; somebody typed the next one
        "#na",
        "none",
        "null",
        "nil",
        "nan",
        "-",
        "--",
        "---",
        "—",
        "——",
        ".",
        "..",
        "?",
        "x",
        "xx",
        "xxx",
        "not available",
        "not applicable",
    )
)
_EXEMPTION = r"\(?b\)? ?\([0-9] ?\)(?: ?\(?[a-f] ?\)?)?"
"""An exemption as it is typed: ``(b)(6)``, ``(b)(7)(C)``, and the slips ``b(7)e)`` and ``(b)(7)(E )``."""
REDACTION = re.compile(
    rf"(?:\*+(?: \*+)*|#{{3,}}|[█▇■▓▒░]+|\[?redacted\]?|<redacted>|\[?withheld\]?"
    rf"|{_EXEMPTION}(?:[;, ]+{_EXEMPTION})*"
    r"|7923\.600 gc)",
    re.IGNORECASE,
)
_PARTIAL = re.compile(r"\*{3,}|█+|\[?\bredacted\b\]?|\(b\) ?\([67]\)(?: ?\([a-f]\))?", re.IGNORECASE)
_MAYBE_MARKED = re.compile(r"\*|###|redact|withh|b\)? ?\(|7923|<not_exported>")
"""What every mark of ASCII has something of, in small letters. Told apart from the lone signs of which reasons and case numbers are full."""
NOT_EXPORTED_MARKS = frozenset({"<not_exported>"})


def state_of(text: str | None, placeholders: frozenset[str] = PLACEHOLDERS, *, masks: bool = True) -> State:
    """State of a raw cell before its type is known: VALUE means that there is something to read.

    ``masks``: False where the mark's characters are ordinary content of the column (``*`` as a wildcard in a plate pattern).
    """
    if text is None:
        return State.EMPTY
    plain = squeeze(text)
    if not plain:
        return State.EMPTY
    small = plain.casefold()
    if small.isascii() and not _MAYBE_MARKED.search(small):
        # the rule for most cells: nothing in it that any mark is made of
        return State.PLACEHOLDER if small in placeholders else State.VALUE
    if plain in NOT_EXPORTED_MARKS:
        return State.NOT_EXPORTED
    if small in placeholders:
        # a column may say that a mark only fills its cells
        return State.PLACEHOLDER
    if REDACTION.fullmatch(plain):
        return State.REDACTED
    if masks and _PARTIAL.search(plain):
        return State.PARTIAL
    return State.VALUE

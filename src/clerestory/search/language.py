"""The search box: words are AND, ``"phrase"``, ``OR``, ``-not``, ``field:value``, ``field:a,b``, ``field:>=5``, ``field:2025-01..2025-06``,
``field:[2025-01-01 TO *]``, ``field:*``, ``field.state:redacted``, and ``on:``, ``as-of:``, ``universe:``.

``read`` and ``show`` are each other's inverse; nothing is silently ignored or rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clerestory.errors import UsageError
from clerestory.search.query import Either, Query, Term

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ITEM = rf"(?:{_QUOTED}|[^\s\",]+)"
_TOKEN = re.compile(
    rf"""(?P<minus>-)?
    (?:
        (?P<field>[A-Za-z_]\w*(?:[.-][A-Za-z_]+)?):
        (?: \[(?P<low>[^\]\s]+)\s+TO\s+(?P<high>[^\]\s]+)\]
          | (?P<compare>>=|<=|>|<)(?P<limit>{_QUOTED}|[^\s"]+)
          | (?P<list>{_ITEM}(?:,{_ITEM})*)
        )
      | (?P<word>{_QUOTED}|[^\s"]+)
    )(?=\s|$)""",
    re.VERBOSE | re.DOTALL,
)
_ITEMS = re.compile(_ITEM, re.DOTALL)
_EMPTY_FIELD = re.compile(r"-?([A-Za-z_]\w*(?:[.-][A-Za-z_]+)?):(?:,+|[<>]=?|=|\.\.)?(?=\s|$)")
_RANGE = re.compile(r"-?\[\S+\s+TO\s+\S+\]")
SPECIAL = {"on": "on", "as-of": "as_of", "universe": "universe"}


def read(table: str, text: str) -> Query:
    """Read the search box. Raises UsageError where it cannot be read."""
    query = Query(table)
    tests: list[Term | Either] = []
    joining = False
    for match in _tokens(text):
        if match[0] == "OR":
            if not tests or joining:
                raise UsageError("OR stands where it joins nothing", expected="a term before and after it")
            joining = True
            continue
        if match["field"] in SPECIAL:
            query = _choose(query, match, alone=not joining)
            continue
        term = _term(match)
        if joining:
            last = tests.pop()
            tests.append(Either((*(last.terms if isinstance(last, Either) else (last,)), term)))
            joining = False
        else:
            tests.append(term)
    if joining:
        raise UsageError("OR stands at the end", expected="a term after it")
    return replace(query, tests=tuple(tests))


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """The terms one after the other, set apart by blanks."""
    position, end = len(text) - len(text.lstrip()), len(text.rstrip())
    text = text[:end]
    while position < end:
        empty = _EMPTY_FIELD.match(text, position)
        if empty:
            raise UsageError(
                f"{empty[1]}: has no value", expected=f"{empty[1]}:VALUE without a blank between, or {empty[1]}:* for any value"
            )
        if _RANGE.match(text, position):
            raise UsageError("a range needs a field", expected="field:[LOW TO HIGH]")
        match = _TOKEN.match(text, position)
        if match is None:
            raise UsageError(
                "a quotation mark stands inside a word, or is opened and not closed",
                expected='"a phrase" with a blank, a comma or the end behind it',
                do='close it, or write \\" for a mark inside a phrase',
            )
        yield match
        position = match.end()
        while position < end and text[position].isspace():
            position += 1


def _choose(query: Query, match: re.Match[str], *, alone: bool) -> Query:
    """Take a term that chooses releases."""
    field = match["field"]
    if match["minus"] or not alone:
        raise UsageError(f"{field}: chooses releases, so it cannot be negated or joined by OR", do="put it by itself")
    values = _items(match["list"]) if match["list"] else ()
    if len(values) != 1:
        raise UsageError(f"{field}: takes one value", do="ask once for each")
    if getattr(query, SPECIAL[field]):
        raise UsageError(f"{field}: stands twice", expected="one of them")
    return replace(query, **{SPECIAL[field]: values[0]})  # type: ignore[arg-type]  # three fields, all texts


def _items(text: str) -> tuple[str, ...]:
    return tuple(_plain(item) for item in _ITEMS.findall(text))


def _plain(item: str) -> str:
    return re.sub(r"\\(.)", r"\1", item[1:-1], flags=re.DOTALL) if item.startswith('"') else item


def _term(match: re.Match[str]) -> Term:
    field, negated = match["field"] or "", bool(match["minus"])
    if not field:
        return Term("", "words", (_plain(match["word"]),), negated)
    if match["low"]:
        return Term(field, "range", (match["low"], match["high"]), negated)
    if match["compare"]:
        return Term(field, match["compare"], (_plain(match["limit"]),), negated)
    text = match["list"]
    if field.endswith(".state"):
        return Term(field.removesuffix(".state"), "state", _items(text), negated)
    if text == "*":
        return Term(field, "any", (), negated)
    low, dots, high = text.partition("..")
    if dots and '"' not in text and "," not in text:
        return Term(field, "range", (low or "*", high or "*"), negated)
    return Term(field, "=", _items(text), negated)


def show(query: Query) -> str:
    """The search box that reads as this query (its table apart)."""
    parts = [" OR ".join(_show_term(term) for term in test.terms) if isinstance(test, Either) else _show_term(test) for test in query.tests]
    for field, attribute in SPECIAL.items():
        if value := getattr(query, attribute):
            parts.append(f"{field}:{_quote(value) if value != '*' else value}")
    return " ".join(parts)


def _show_term(term: Term) -> str:
    minus = "-" if term.negated else ""
    if term.operator == "words":
        return minus + _quote(term.values[0], words=True)
    head = f"{minus}{term.field}"
    if term.operator == "state":
        return f"{head}.state:{','.join(map(_quote, term.values))}"
    if term.operator == "any":
        return f"{head}:*"
    if term.operator == "range":
        return f"{head}:[{term.values[0]} TO {term.values[1]}]"
    values = ",".join(map(_quote, term.values))
    return f"{head}:{values}" if term.operator == "=" else f"{head}:{term.operator}{values}"


def _quote(value: str, *, words: bool = False) -> str:
    """The value as it must be typed to be read back as itself."""
    if words:
        ordinary = re.fullmatch(r"[^\s\"\\:\[\]-][^\s\"\\:\[\]]*", value) and value != "OR"
    else:
        ordinary = re.fullmatch(r"[^\s\"\\,\[<>=*][^\s\"\\,]*", value) and ".." not in value
    return value if ordinary else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

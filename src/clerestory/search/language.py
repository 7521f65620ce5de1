"""The search box: words are AND, ``"phrase"``, ``OR``, ``-not``, ``field:value``, ``field:a,b``, ``field:>=5``, ``field:2025-01..2025-06``,
``field:[2025-01-01 TO *]``, ``field:*``, ``field.state:redacted``, and ``on:``, ``as-of:``, ``universe:``.

``read`` and ``show`` are each other's inverse; nothing is silently ignored or rewritten.
"""

from __future__ import annotations

import re
from dataclasses import replace

from clerestory.errors import UsageError
from clerestory.search.query import Either, Query, Term

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<minus>-)?
        (?:(?P<field>[A-Za-z_][\w]*(?:[.-][A-Za-z_]+)?):)?
        (?:
            \[(?P<low>[^\]\s]+)\s+TO\s+(?P<high>[^\]\s]+)\]
          | (?P<quoted>"(?:[^"\\]|\\.)*"(?:,"(?:[^"\\]|\\.)*")*)
          | (?P<bare>[^\s"]+)
        )
    )""",
    re.VERBOSE,
)
_COMPARE = re.compile(r"(>=|<=|>|<)(.+)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
SPECIAL = {"on": "on", "as-of": "as_of", "universe": "universe"}


def read(table: str, text: str) -> Query:
    """Read the search box. Raises UsageError where it cannot be read."""
    query = Query(table)
    tests: list[Term | Either] = []
    joining = False
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            raise UsageError("a quotation mark is opened and not closed", do='close it, or put \\" for a mark inside a phrase')
        position = match.end()
        if match["bare"] == "OR" and not match["field"] and not match["minus"]:
            if not tests or joining:
                raise UsageError("OR stands where it joins nothing", expected="a term before and after it")
            joining = True
            continue
        special = SPECIAL.get(match["field"] or "")
        if special:
            if match["minus"] or joining:
                raise UsageError(f"{match['field']}: chooses releases, so it cannot be negated or joined by OR", do="put it by itself")
            query = _chosen(query, special, _plain(match))
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


def _chosen(query: Query, special: str, value: str) -> Query:
    if special == "on":
        return replace(query, on=value)
    return replace(query, as_of=value) if special == "as_of" else replace(query, universe=value)


def _plain(match: re.Match[str]) -> str:
    if match["quoted"]:
        return _unquote(match["quoted"])[0]
    return match["bare"] or ""


def _unquote(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in _QUOTED.findall(text))


def _term(match: re.Match[str]) -> Term:
    negated = bool(match["minus"])
    field = match["field"] or ""
    if match["low"]:
        if not field:
            raise UsageError("a range needs a field", expected="field:[LOW TO HIGH]")
        return Term(field, "range", (match["low"], match["high"]), negated)
    if match["quoted"]:
        values = _unquote(match["quoted"])
        return Term(field, "=" if field else "words", values, negated)
    return _bare_term(field, match["bare"], negated)


def _bare_term(field: str, value: str, negated: bool) -> Term:
    if not field:
        return Term("", "words", (value,), negated)
    if field.endswith(".state"):
        return Term(field.removesuffix(".state"), "state", tuple(value.split(",")), negated)
    if value == "*":
        return Term(field, "any", (), negated)
    if compare := _COMPARE.fullmatch(value):
        return Term(field, compare.group(1), (compare.group(2),), negated)
    low, dots, high = value.partition("..")
    if dots:
        return Term(field, "range", (low or "*", high or "*"), negated)
    return Term(field, "=", tuple(part for part in value.split(",") if part), negated)


def show(query: Query) -> str:
    """The search box that reads as this query (its table apart)."""
    parts = [" OR ".join(_show_term(term) for term in test.terms) if isinstance(test, Either) else _show_term(test) for test in query.tests]
    for field, attribute in SPECIAL.items():
        if value := getattr(query, attribute):
            parts.append(f"{field}:{value}")
    return " ".join(parts)


def _show_term(term: Term) -> str:
    minus = "-" if term.negated else ""
    if term.operator == "words":
        return minus + _quote(term.values[0])
    head = f"{minus}{term.field}"
    if term.operator == "state":
        return f"{head}.state:{','.join(term.values)}"
    if term.operator == "any":
        return f"{head}:*"
    if term.operator == "range":
        return f"{head}:[{term.values[0]} TO {term.values[1]}]"
    if term.operator == "=":
        quoted = [_quote(value, listed=True) for value in term.values]
        if any(value.startswith('"') for value in quoted):
            quoted = [value if value.startswith('"') else f'"{value}"' for value in quoted]
        return f"{head}:{','.join(quoted)}"
    return f"{head}:{term.operator}{term.values[0]}"


def _quote(value: str, *, listed: bool = False) -> str:
    """The value as it must be typed to be read back as itself."""
    ordinary = re.fullmatch(r"[^\s\"\\:\[\]]+", value) and not value.startswith("-") and value not in ("OR", "*")
    if ordinary and not (listed and ("," in value or ".." in value or value[0] in "<>")):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""The search box: words are AND, ``"phrase"``, ``begin*``, ``OR``, ``-not``, ``(a b) OR c``, ``field:value``, ``field:a,b``, ``field:>=5``,
``field:2025-01..2025-06``, ``field:[2025-01-01 TO *]``, ``field:*``, ``field:~words``, ``field:begin*``, ``field:/regular expression/``,
``field.state:redacted``, ``field.mentions:class``, ``on:``, ``as-of:``, ``universe:``, and what is wanted of the records: ``_by:``,
``_measure:``, ``_columns:``, ``_sort:``, ``_size:``, ``_next:``.

``read`` and ``show`` are each other's inverse; nothing is silently ignored or rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clerestory.errors import UsageError
from clerestory.search.groups import DEEPEST, Tests, as_tests, closing, either, negated
from clerestory.search.query import Either, Query, Term
from clerestory.search.wanted import WANTED, said, want

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ITEM = rf"(?:{_QUOTED}\*?|[^\s\",]+)"
_TOKEN = re.compile(
    rf"""(?P<minus>-)?
    (?:
        (?P<field>[A-Za-z_]\w*(?:[.-][A-Za-z_]+)?):
        (?: \[(?P<low>[^\]\s]+)\s+TO\s+(?P<high>[^\]\s]+)\]
          | (?P<compare>>=|<=|>|<)(?P<limit>{_QUOTED}|[^\s"]+)
          | ~(?P<says>{_QUOTED}\*?|[^\s"]+)
          | /(?P<pattern>(?:[^/\\]|\\.)+)/
          | (?P<list>{_ITEM}(?:,{_ITEM})*)
        )
      | (?P<word>{_QUOTED}\*?|[^\s"]+)
    )(?=\s|$)""",
    re.VERBOSE | re.DOTALL,
)
_ITEMS = re.compile(_ITEM, re.DOTALL)
_EMPTY_FIELD = re.compile(r"-?([A-Za-z_]\w*(?:[.-][A-Za-z_]+)?):(?:,+|[<>]=?|=|~|\.\.)?(?=\s|$)")
_RANGE = re.compile(r"-?\[\S+\s+TO\s+\S+\]")
_OPEN_PATTERN = re.compile(r"-?\w[\w.-]*:/")
_OPENED = re.compile(r"(-)?\(")
SPECIAL = {"on": "on", "as-of": "as_of", "universe": "universe"}
SUFFIXES = ("state", "mentions")
"""What may stand behind a field and a dot."""


def read(table: str, text: str) -> Query:
    """Read the search box. Raises UsageError where it cannot be read."""
    whole(text)
    query, tests = _read(Query(table), text)
    return replace(query, tests=as_tests(tests))


def _read(query: Query, text: str, depth: int = 0) -> tuple[Query, list[Tests]]:
    """The query and the tests of a text, or of what stands in parentheses."""
    if depth > DEEPEST:
        raise UsageError(f"parentheses stand deeper than {DEEPEST} in each other", do="ask in several questions")
    tests: list[Tests] = []
    joining = joinable = False
    for piece in _pieces(text):
        if isinstance(piece, re.Match):
            if piece[0] == "OR":
                if not joinable or joining:
                    raise UsageError("OR stands where it joins nothing", expected="a term before and after it")
                joining = True
                continue
            if piece["field"] in SPECIAL or piece["field"] in WANTED:
                query, joinable = _choose(query, piece, alone=not joining and not depth), False
                continue
            new: Tests = ((_term(piece),),)
        else:
            minus, inner = piece
            _, several = _read(query, inner, depth + 1)
            if not several:
                raise UsageError("there is nothing between two parentheses", do='quote parentheses that are meant: "()"')
            new = tuple(test for each in several for test in each)
            new = negated(new) if minus else new
        tests.append(either(tests.pop(), new) if joining else new)
        joining, joinable = False, True
    if joining:
        raise UsageError("OR stands at the end", expected="a term after it")
    return query, tests


def _pieces(text: str) -> Iterator[re.Match[str] | tuple[bool, str]]:
    """The terms one after the other, set apart by blanks; of parentheses, whether a minus stands before them, and what is in them."""
    position, end = len(text) - len(text.lstrip()), len(text.rstrip())
    text = text[:end]
    while position < end:
        if opened := _OPENED.match(text, position):
            last = closing(text, opened.end() - 1)
            yield bool(opened[1]), text[opened.end() : last]
            position = last + 1
        else:
            match = _token(text, position)
            yield match
            position = match.end()
        while position < end and text[position].isspace():
            position += 1


def whole(text: str) -> str:
    """The text. Raises UsageError when it holds half of a character, which nothing that is stored can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError("the question holds half of a character (a lone surrogate)", expected="text in Unicode") from None
    return text


def put_on(query: Query, text: str) -> Query:
    """A query with what the search box says on top of it: more tests, and what it chooses in place of what was chosen."""
    said = read(query.table, text)
    usual = Query(query.table)
    names = ("on", "as_of", "universe", "columns", "order", "by", "measure", "limit", "cursor", "threshold")
    changes = {name: getattr(said, name) for name in names if getattr(said, name) != getattr(usual, name)}
    return replace(query, tests=(*query.tests, *said.tests), **changes)


def _token(text: str, position: int) -> re.Match[str]:
    """The term that begins at a place."""
    empty = _EMPTY_FIELD.match(text, position)
    if empty:
        raise UsageError(f"{empty[1]}: has no value", expected=f"{empty[1]}:VALUE without a blank between, or {empty[1]}:* for any value")
    if _RANGE.match(text, position):
        raise UsageError("a range needs a field", expected="field:[LOW TO HIGH]")
    match = _TOKEN.match(text, position)
    if match is not None and match["list"] and _OPEN_PATTERN.match(text, position):
        raise UsageError(
            "a regular expression is opened and not closed",
            expected="field:/pattern/",
            do='for a value that begins with a stroke: field:"/…"',
        )
    if match is None:
        raise UsageError(
            "a quotation mark stands inside a word, or is opened and not closed",
            expected='"a phrase" with a blank, a comma or the end behind it',
            do='close it, or write \\" for a mark inside a phrase',
        )
    return match


def _choose(query: Query, match: re.Match[str], *, alone: bool) -> Query:
    """Take a term that chooses releases."""
    field = match["field"]
    if match["minus"] or not alone:
        raise UsageError(f"{field}: is no test of a record, so it cannot be negated or joined by OR", do="put it by itself")
    values = items(match["list"]) if match["list"] else ()
    if field in WANTED:
        return want(query, field, values)
    if len(values) != 1:
        raise UsageError(f"{field}: takes one value", do="ask once for each")
    if getattr(query, SPECIAL[field]):
        raise UsageError(f"{field}: stands twice", expected="one of them")
    return replace(query, **{SPECIAL[field]: values[0]})  # type: ignore[arg-type]  # three fields, all texts


def items(text: str) -> tuple[str, ...]:
    """The values of a list as it is typed: ``a,b`` or ``"a, b",c``."""
    return tuple(plain(item) for item in _ITEMS.findall(text))


def plain(item: str) -> str:
    """A value without the quotation marks it is typed in."""
    return re.sub(r"\\(.)", r"\1", item[1:-1], flags=re.DOTALL) if item.startswith('"') else item


def _term(match: re.Match[str]) -> Term:
    field, negated = match["field"] or "", bool(match["minus"])
    if not field or match["says"]:
        return _words(field, match["says"] or match["word"], negated)
    if match["low"]:
        return Term(field, "range", (match["low"], match["high"]), negated)
    if match["compare"]:
        return Term(field, match["compare"], (plain(match["limit"]),), negated)
    if match["pattern"]:
        pattern = re.sub(r"\\(.)", lambda pair: "/" if pair[1] == "/" else pair[0], match["pattern"], flags=re.DOTALL)
        return Term(field, "matches", (pattern,), negated)
    for suffix in SUFFIXES:
        if field.endswith(f".{suffix}"):
            return Term(field.removesuffix(f".{suffix}"), suffix, items(match["list"]), negated)
    return _listed(field, match["list"], negated)


def _listed(field: str, text: str, negated: bool) -> Term:
    """A term that gives values: any, a range, whole values, or beginnings."""
    if text == "*":
        return Term(field, "any", (), negated)
    low, dots, high = text.partition("..")
    if dots and '"' not in text and "," not in text:
        return Term(field, "range", (low or "*", high or "*"), negated)
    typed = _ITEMS.findall(text)
    for item in typed:
        _no_star_before(field, item)
    begun = [item for item in typed if _begins(item)]
    if begun and len(begun) < len(typed):
        raise UsageError(
            f"{field}: lists whole values and beginnings together", do='ask for them with OR, or quote a star that is meant: "a*"'
        )
    if begun:
        return Term(field, "starts", tuple(plain(item[:-1]) for item in typed), negated)
    return Term(field, "=", tuple(map(plain, typed)), negated)


def _no_star_before(field: str, item: str) -> None:
    """A star stands for the rest of a word and never for its beginning: taken as it is typed it would find nothing, and a 0 would be told."""
    if item.startswith("*") and item.strip("*"):
        raise UsageError(
            "a star stands before a word",
            expected="a word, or the beginning of one: thef*",
            do=f"for a part of a text ask {field or 'COLUMN'}:/…/; a star that is meant stands in quotation marks",
        )


def _begins(item: str) -> bool:
    """Whether what is typed is the beginning of a word."""
    return len(item) > 1 and item.endswith("*") and item.strip("*") != ""


def _words(field: str, text: str, negated: bool) -> Term:
    _no_star_before(field, text)
    if _begins(text):
        return Term(field, "starts", (plain(text[:-1]),), negated)
    return Term(field, "words", (plain(text),), negated)


def show(query: Query) -> str:
    """The search box that reads as this query (its table apart)."""
    parts = [" OR ".join(show_term(term) for term in test.terms) if isinstance(test, Either) else show_term(test) for test in query.tests]
    for field, attribute in SPECIAL.items():
        if value := getattr(query, attribute):
            parts.append(f"{field}:{_quote(value) if value != '*' else value}")
    parts.extend(f"{field}:{','.join(map(_quote, values))}" for field, values in said(query))
    return " ".join(parts)


def show_term(term: Term) -> str:
    """One term as it is typed."""
    head = ("-" if term.negated else "") + (f"{term.field}:" if term.field else "")
    if term.operator in ("words", "starts") and (not term.field or term.operator == "words"):
        star = "*" if term.operator == "starts" else ""
        return head + ("~" if term.field else "") + _quote(term.values[0], words=True) + star
    if term.operator in SUFFIXES:
        return f"{head[:-1]}.{term.operator}:{','.join(map(_quote, term.values))}"
    if term.operator == "any":
        return f"{head}*"
    if term.operator == "range":
        return f"{head}[{term.values[0]} TO {term.values[1]}]"
    if term.operator == "matches":
        return head + "/" + _SLASH.sub(lambda found: found[0] if len(found[0]) > 1 else "\\/", term.values[0]) + "/"
    if term.operator == "starts":
        return head + ",".join(f"{_quote(value)}*" for value in term.values)
    values = ",".join(map(_quote, term.values))
    return f"{head}{values}" if term.operator == "=" else f"{head}{term.operator}{values}"


def listed(values: tuple[str, ...]) -> str:
    """Values as a list that ``items`` reads."""
    return ",".join(map(_quote, values))


_SLASH = re.compile(r"\\.|/", re.DOTALL)


def _quote(value: str, *, words: bool = False) -> str:
    """The value as it must be typed to be read back as itself."""
    if words:
        ordinary = re.fullmatch(r"[^\s\"\\:\[\]~/*(-][^\s\"\\:\[\]*]*", value) and value != "OR"
    else:
        ordinary = re.fullmatch(r"[^\s\"\\,\[<>=*~/][^\s\"\\,*]*", value) and ".." not in value
    return value if ordinary else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""``read`` and ``show`` are each other's inverse, for every query that can be asked and for every text that can be typed."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clerestory.errors import UsageError
from clerestory.search import json as plain
from clerestory.search import url
from clerestory.search.language import read, show
from clerestory.search.query import TIME_STEPS, Either, Measure, Query, Split, Term
from clerestory.search.wanted import MEASURES

FIELDS = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("on", "universe") and not name.startswith("_")
)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8) | st.sampled_from(
    ["a,b", "a..b", ">5", "<=x", "*", "OR", "-x", 'say "no"', "back\\slash", "a:b", "[1 TO 2]", " x ", "x.state", "a TO b", "..", ",", '","', "a b", "]", "\\"]
)  # fmt: skip
BEGINNINGS = TEXTS.filter(lambda text: text.strip("*") != "")
PATTERNS = st.lists(
    st.sampled_from(["a", "/", ".", "*", " ", '"', "\\d", "\\\\", "(", ")", "[^b]", "|", "$", "é"]), min_size=1, max_size=6
).map("".join)
ENDS = st.from_regex(r"[0-9A-Za-z.:/-]{1,10}", fullmatch=True) | st.just("*")


@st.composite
def terms(draw: st.DrawFn) -> Term:
    negated = draw(st.booleans())
    operator = draw(st.sampled_from(["words", "starts", "matches", "mentions", "=", "any", "state", "range", "<", "<=", ">", ">="]))
    if operator == "words":
        return Term(draw(FIELDS | st.just("")), "words", (draw(TEXTS),), negated)
    if operator == "starts" and draw(st.booleans()):
        return Term("", "starts", (draw(BEGINNINGS),), negated)
    field = draw(FIELDS)
    if operator == "starts":
        return Term(field, "starts", tuple(draw(st.lists(BEGINNINGS, min_size=1, max_size=3))), negated)
    if operator == "matches":
        return Term(field, "matches", (draw(PATTERNS),), negated)
    if operator == "mentions":
        return Term(field, "mentions", tuple(draw(st.lists(FIELDS, min_size=1, max_size=3))), negated)
    if operator == "any":
        return Term(field, "any", (), negated)
    if operator == "state":
        states = draw(st.lists(st.sampled_from(["value", "redacted", "empty"]), min_size=1, max_size=3))
        return Term(field, "state", tuple(states), negated)
    if operator == "range":
        return Term(field, "range", (draw(ENDS), draw(ENDS)), negated)
    if operator == "=":
        return Term(field, "=", tuple(draw(st.lists(TEXTS, min_size=1, max_size=3))), negated)
    return Term(field, operator, (draw(TEXTS),), negated)


QUERIES = st.builds(
    Query,
    table=st.just("t"),
    tests=st.lists(terms() | st.builds(Either, st.lists(terms(), min_size=2, max_size=3).map(tuple)), max_size=4).map(tuple),
    on=st.sampled_from(["", "latest", "all", "2025-09-17"]),
    as_of=st.sampled_from(["", "12", "2026-01-31", "2026-01-31T10:00:00Z"]),
    universe=st.sampled_from(["", "*", "national", "one:Example County", 'a "b"']),
    columns=st.lists(FIELDS, max_size=3).map(tuple),
    order=st.lists(st.tuples(FIELDS, st.booleans()), max_size=3).map(tuple),
    by=st.lists(st.builds(Split, FIELDS, st.sampled_from(["", "bin:10", "bin:0.5", *TIME_STEPS])), max_size=3).map(tuple),
    measure=st.just(Measure())
    | st.builds(Measure, st.sampled_from([kind for kind in MEASURES if kind not in ("count", "quantile")]), FIELDS)
    | st.builds(Measure, st.just("quantile"), FIELDS, st.floats(0, 1)),
    limit=st.integers(0, 1000),
    cursor=st.sampled_from(["", "WyJh-_8"]),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(QUERIES)
def test_what_is_shown_reads_as_the_same_query(query: Query) -> None:
    assert read("t", show(query)) == query


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(QUERIES)
def test_all_three_spellings_say_the_same(query: Query) -> None:
    assert url.read("t", url.write(query)).query == query
    assert plain.read(json.loads(json.dumps(plain.write(query)))) == query


@given(st.text(max_size=40) | st.lists(st.sampled_from(list('ab:"\\ ,.-[]*<>=|()~/OR TO\n')), max_size=20).map("".join))
@example('a:"x" OR -b:>5')
def test_what_is_typed_is_read_or_refused_and_shown_is_stable(text: str) -> None:
    try:
        query = read("t", text)
    except UsageError:
        return
    assert read("t", show(query)) == query


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("vehicle theft", (Term("", "words", ("vehicle",)), Term("", "words", ("theft",)))),
        ('"vehicle theft"', (Term("", "words", ("vehicle theft",)),)),
        ("state:GA", (Term("state", "=", ("GA",)),)),
        ("state:GA,TX", (Term("state", "=", ("GA", "TX")),)),
        ('agency:"A, B","C"', (Term("agency", "=", ("A, B", "C")),)),
        ("-state:GA", (Term("state", "=", ("GA",), True),)),
        ("signed:>=2025-01-01", (Term("signed", ">=", ("2025-01-01",)),)),
        ("signed:2025-01..2025-06", (Term("signed", "range", ("2025-01", "2025-06")),)),
        ("signed:..2025-06", (Term("signed", "range", ("*", "2025-06")),)),
        ("signed:[2025-01-01 TO *]", (Term("signed", "range", ("2025-01-01", "*")),)),
        ('agency:A,"B C"', (Term("agency", "=", ("A", "B C")),)),
        ("at:2026-01-01T10:00", (Term("at", "=", ("2026-01-01T10:00",)),)),
        ("immigr*", (Term("", "starts", ("immigr",)),)),
        ('"homeland secur"*', (Term("", "starts", ("homeland secur",)),)),
        ("reason:immigr*", (Term("reason", "starts", ("immigr",)),)),
        ('reason:"immigr*"', (Term("reason", "=", ("immigr*",)),)),
        ('reason:~"ice hold"', (Term("reason", "words", ("ice hold",)),)),
        ("reason:/a b|c\\/d/", (Term("reason", "matches", ("a b|c/d",)),)),
        ("-reason.mentions:border,immigration", (Term("reason", "mentions", ("border", "immigration"), True),)),
        ("(a)", (Term("", "words", ("a",)),)),
        ("(a OR b) c", (Either((Term("", "words", ("a",)), Term("", "words", ("b",)))), Term("", "words", ("c",)))),
        ("-(a b)", (Either((Term("", "words", ("a",), True), Term("", "words", ("b",), True))),)),
        ("-(a OR -b)", (Term("", "words", ("a",), True), Term("", "words", ("b",)))),
        ('"(a" f:(b)', (Term("", "words", ("(a",)), Term("f", "=", ("(b)",)))),
        ("10,000", (Term("", "words", ("10,000",)),)),
        ("reason:*", (Term("reason", "any", ()),)),
        ("plate.state:redacted,empty", (Term("plate", "state", ("redacted", "empty")),)),
        ("a OR b OR c", (Either((Term("", "words", ("a",)), Term("", "words", ("b",)), Term("", "words", ("c",)))),)),
    ],
)
def test_reads(text: str, tests: tuple[Term | Either, ...]) -> None:
    assert read("t", text).tests == tests


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"open', "quotation mark"),
        ('a:"open', "quotation mark"),
        ("OR a", "OR stands"),
        ("a OR", "OR stands at the end"),
        ("a OR OR b", "OR stands"),
        ("[1 TO 2]", "needs a field"),
        ("-on:latest", "cannot be negated"),
        ("a OR on:latest", "cannot be negated or joined"),
        ("a:", "no value"),
        ("a:,", "no value"),
        ("a.state:", "no value"),
        ("on:", "no value"),
        ("on:latest on:all", "twice"),
        ("a:>", "no value"),
        ("a: b", "no value"),
        ('say"no"', "inside a word"),
        ('a:b"c"', "inside a word"),
        ("on:a,b", "one value"),
        ("(a", "opened and not closed"),
        ("(a OR", "opened and not closed"),
        ("(a OR)", "OR stands at the end"),
        ("()", "nothing between"),
        ("(" * 3000 + "a" + ")" * 3000, "deeper than"),
        ("(a)b", "goes on behind"),
        ("(on:latest a)", "no test of a record"),
        ("a on:latest OR b", "OR stands where it joins nothing"),
        ("(a b c d e f g h i) OR (a b c d e f g h i)", "more than 64 tests"),
        ("reason:/open", "opened and not closed"),
        ("reason:a,b*", "beginnings together"),
        ("_by:a:fortnight", "no step"),
        ("_measure:total:a", "no measure"),
        ("_measure:sum", "takes a column"),
        ("_measure:quantile:a:2", "from 0 to 1"),
        ("_size:many", "whole number"),
        ("_size:5 _size:6", "twice"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read("t", text)


TREES = st.recursive(
    st.sampled_from("abcd"),
    lambda inner: st.tuples(st.sampled_from(["and", "or"]), inner, inner) | st.tuples(st.just("not"), inner),
    max_leaves=7,
)


def _typed(tree: object) -> str:
    if isinstance(tree, str):
        return tree
    assert isinstance(tree, tuple)
    if tree[0] == "not":
        return f"-({_typed(tree[1])})"
    return f"({_typed(tree[1])}{' OR ' if tree[0] == 'or' else ' '}{_typed(tree[2])})"


def _holds(tree: object, true: frozenset[str]) -> bool:
    if isinstance(tree, str):
        return tree in true
    assert isinstance(tree, tuple)
    if tree[0] == "not":
        return not _holds(tree[1], true)
    return (any if tree[0] == "or" else all)(_holds(each, true) for each in tree[1:])


@given(TREES, st.frozensets(st.sampled_from("abcd")))
def test_parentheses_mean_what_they_say(tree: object, true: frozenset[str]) -> None:
    try:
        query = read("t", _typed(tree))
    except UsageError:  # more than 64 tests
        return
    held = all(
        any((term.values[0] in true) != term.negated for term in (test.terms if isinstance(test, Either) else (test,)))
        for test in query.tests
    )
    assert held == _holds(tree, true)
    assert read("t", show(query)) == query


@pytest.mark.parametrize("text", ["reason:*theft*", "reason:*theft", "*theft", "reason:theft,*stolen", "reason:~*theft"])
def test_a_star_before_a_word_is_an_error_and_no_zero(text: str) -> None:
    with pytest.raises(UsageError, match="star stands before"):
        read("t", text)


def test_a_mark_of_stars_and_a_quoted_star_are_values() -> None:
    assert read("t", "plate:***").tests == (Term("plate", "=", ("***",)),)
    assert read("t", 'reason:"*theft"').tests == (Term("reason", "=", ("*theft",)),)

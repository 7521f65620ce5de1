"""What holds for any table whatever: no row is lost, nothing shown differs from what was released, quick ways give what slow ways give."""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerestory.formats.grid import Batch, Note, Place
from clerestory.ingest import conform
from clerestory.ingest.cells import ColumnReader
from clerestory.ingest.conform import Conformer
from clerestory.ingest.keyed import siphash, stand_ins
from clerestory.ingest.protect import Guard
from clerestory.ingest.run import shared_screen
from clerestory.kernel.text import squeeze
from clerestory.lake.coded import Coded
from clerestory.lake.columnfile import columns_of_table, permutation
from clerestory.schema.cellstate import State, state_of
from clerestory.schema.released import released_text
from clerestory.schema.table import Column, Protection, Table
from clerestory.schema.types import TYPES
from clerestory.sdk import Facts, Source, Span

GUARD = Guard(shared_screen(), bytes(range(32)))
SLOW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

# --- texts as publishers write them ---------------------------------------------------------------------------------------------

MARKS = st.sampled_from(["", " ", "***", "* *", "[REDACTED]", "(b)(6)", "(b)(6);(b)(7)(C)", "——", "-", "n/a", "N/A", "None", "x", "█████", "<NOT_EXPORTED>", "####"])  # fmt: skip
PADDING = st.sampled_from(["", " ", "  ", "\t", "\n", "\u00a0", "\u2003", " \r\n"])
DIGITS = st.text("0123456789", min_size=1, max_size=12)
WHOLE = st.one_of(st.integers(-(10**18), 10**18).map(str), st.integers(-(10**10), 10**10).map("{:,}".format), DIGITS, DIGITS.map("+{}".format), DIGITS.map("{}.0".format), st.sampled_from(["-0", "0", "00", "1,23", "٣", "１２", "²", "1_000"]))  # fmt: skip
FRACTIONS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.floats(-1e12, 1e12).map("{:,.2f}".format),
    st.floats(0, 1e9).map("${:,.2f}".format),
    st.floats(0, 1e9).map("({:.1f})".format),
    st.floats(0, 100).map("{:.1f}%".format),
    st.sampled_from(["1e999", "9" * 400, ".5", "5.", ".", "$", "(5)", "(-5)", "1e-400", "inf", "nan", "5 %"]),
)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
DATES = st.one_of(
    *(DAYS.map(lambda day, form=form: day.strftime(form)) for form in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%y", "%B %d, %Y", "%Y-%m-%d 00:00:00", "%b %d %Y")),
    DAYS.map(lambda day: f"{day.month}/{day.day}/{day.year}"),
    st.integers(19000, 61000).map(str),
    st.sampled_from(["2024-02-30", "02/30/2024", "13/01/2024", "0000-01-01", "²0000", "2024-01-01 12:00:00 AM", "1/2/3"]),
)  # fmt: skip
DAYS_FIRST = st.one_of(
    *(DAYS.map(lambda day, form=form: day.strftime(form)) for form in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d/%m/%Y 00:00", "%d/%m/%y 15:07")),
    DAYS.map(lambda day: f"{day.day}/{day.month}/{day.year}"),
    st.sampled_from(["30/02/2024", "01/13/2024", "2024-02-30", "1/2/3", "01/01/2024 25:00"]),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 1, 1))
STAMPS = st.one_of(
    *(MOMENTS.map(lambda moment, form=form: moment.strftime(form)) for form in ("%m/%d/%Y, %I:%M:%S %p UTC", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S-07:00")),
    st.sampled_from(["2024-02-30T00:00:00Z", "2023-02-29 10:00:00", "2024-04-31T10:00:00Z", "02/30/2024, 12:00:00 AM UTC", "01/01/2024, 13:00:00 PM UTC", "01/01/2024, 00:00:00 AM UTC", "2024-01-01T24:00:00Z", "2024-12-31T23:59:60Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-13-01 00:00:00"]),
)  # fmt: skip
TRUTHS = st.sampled_from(["Yes", "No", "yes", "NO", "Y", "n", "TRUE", "False", "t", "1", "0", "maybe", "Yes No"])
WORDS = st.one_of(
    st.text(max_size=20),
    st.text(string.ascii_letters + string.digits + " .,-/'&%=", max_size=30),
    st.sampled_from(["stolen vehicle", "459 PC", "26-001234", "8ABC123", "John Smith", "555-12-3456", "Alder County Sheriff", "５５５-12-3456", "a@b.example"]),
)  # fmt: skip
BY_TYPE: dict[str, st.SearchStrategy[str]] = {
    "integer": WHOLE,
    "number": FRACTIONS,
    "date": DATES,
    "date_dmy": DAYS_FIRST,
    "timestamp": STAMPS,
    "boolean": TRUTHS,
    "text": WORDS,
}
BY_TYPE.update({kind: st.one_of(DATES, DAYS.map(lambda day: day.strftime("%d/%m/%Y")), FRACTIONS) for kind in TYPES if kind not in BY_TYPE})
"""Types that came later are tried with what looks most like them."""
UUIDS = st.one_of(st.uuids().map(str), st.uuids().map(lambda each: str(each).upper()), st.uuids().map(lambda each: f" {each} "), st.text("0123456789abcdef-", min_size=36, max_size=36))  # fmt: skip


def cells(kind: str) -> st.SearchStrategy[str | None]:
    """A cell of a column of a type: mostly what fits, padded, marked in part, or something else altogether."""
    fit = st.tuples(PADDING, BY_TYPE[kind], PADDING).map("".join)
    loose = BY_TYPE[kind].map(lambda text: text.replace(" ", "  ").replace(",", ",\u00a0"))
    partly = st.tuples(BY_TYPE[kind], st.sampled_from([" ***", " [REDACTED]", "*****"])).map("".join)
    return st.one_of(fit, fit, fit, loose, BY_TYPE[kind], BY_TYPE[kind], MARKS, partly, WORDS, st.none())


def columns_of(kind: str) -> st.SearchStrategy[list[str | None]]:
    """Some cells; often the same ones again."""
    return st.lists(cells(kind), min_size=1, max_size=40)


def reader(column: Column) -> ColumnReader:
    return ColumnReader(column, GUARD, "nobody")


def decoded(array: pa.Array | Coded | None, count: int) -> list[Any]:
    if array is None:
        return [None] * count
    return list((array.arrow() if isinstance(array, Coded) else array).to_pylist())


def outcome(read: ColumnReader, raw: list[str | None]) -> list[tuple[Any, str, Any]]:
    """(value, state, text) of each cell."""
    result = read.read(pa.array(raw, pa.string()))
    values, states, texts = (decoded(part, len(raw)) for part in result)
    return [(value, state or "value", text) for value, state, text in zip(values, states, texts, strict=True)]


# --- showing again what was released ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TYPES)
@SLOW
@given(data=st.data())
def test_public_cells_are_shown_as_released(kind: str, data: st.DataObject) -> None:
    """Where the protect step has nothing against the text: exactly it, white space at the ends apart."""
    raw = data.draw(columns_of(kind))
    column = Column("c", kind)
    read = reader(column)
    rule = GUARD.text_rule(column) if kind == "text" else None
    for text, (value, state, kept) in zip(raw, outcome(read, raw), strict=True):
        shown = released_text(column, value, None if state == "value" else state, kept, read.form)
        if state in (State.EMPTY, State.NOT_EXPORTED):
            assert shown is None
        elif state in (State.UNPARSED, State.PARTIAL) and rule is None:
            assert shown == GUARD.screen.text(text or "")
        else:
            assert (shown or "").strip() == (
                text or "" if rule is None or state in (State.REDACTED, State.PLACEHOLDER) else rule(text or "")
            ).strip()


@pytest.mark.parametrize("kind", TYPES)
@SLOW
@given(data=st.data())
def test_states_say_what_is_there(kind: str, data: st.DataObject) -> None:
    """A value where the state says value and only there (a partly hidden text keeps its words); a state for each cell."""
    raw = data.draw(columns_of(kind))
    for text, (value, state, kept) in zip(raw, outcome(reader(Column("c", kind)), raw), strict=True):
        assert state in set(State)
        wordy = kind == "text" and state == State.PARTIAL
        assert (value is not None) == (state == State.VALUE or wordy), (text, value, state)
        before = state_of(text)
        assert state == before or (before is State.VALUE and state == State.UNPARSED)
        assert (kept is not None) or state not in (State.REDACTED, State.PLACEHOLDER, State.UNPARSED)


@pytest.mark.parametrize("kind", TYPES)
@SLOW
@given(data=st.data())
def test_no_text_breaks_a_type(kind: str, data: st.DataObject) -> None:
    text = squeeze(data.draw(st.one_of(*BY_TYPE.values(), st.text(max_size=30))))
    if not text:
        return
    parsed = TYPES[kind].parse(text)
    if parsed is not None and parsed.form is not None:
        assert TYPES[kind].render(parsed.value, parsed.form) == text


# --- quick ways and slow ways -----------------------------------------------------------------------------------------------------


def one_by_one(column: Column, raw: list[str | None], form: str | None) -> list[tuple[Any, str, Any]]:
    """The per-cell way, with the form that the quick way chose."""
    read = reader(column)
    read._fast = lambda raw: None  # type: ignore[method-assign]  # no whole-column rule
    read._choose_form = lambda raw: None  # type: ignore[method-assign]
    read.form = form
    return [outcome(read, [text])[0] for text in raw]


@pytest.mark.parametrize("kind", ["integer", "timestamp", "number", "date"])
@SLOW
@given(data=st.data())
def test_whole_columns_are_read_as_single_cells_are(kind: str, data: st.DataObject) -> None:
    usual = data.draw(st.sampled_from([None, "plain", "us_ampm_utc", "iso_z", "iso_space"]))
    fitting: dict[str | None, st.SearchStrategy[str]] = {
        "us_ampm_utc": MOMENTS.map(lambda moment: moment.strftime("%m/%d/%Y, %I:%M:%S %p UTC")),
        "iso_z": MOMENTS.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
        "iso_space": MOMENTS.map(lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S")),
    }
    # most cells in one form, so that its rule is chosen
    raw = data.draw(st.lists(fitting.get(usual, BY_TYPE[kind]), min_size=4, max_size=30)) + data.draw(columns_of(kind))
    column = Column("c", kind, largest=data.draw(st.sampled_from([99_999_999, 10**17])))
    read = reader(column)
    quick = outcome(read, list(raw))
    assert quick == one_by_one(column, list(raw), read.form)


@SLOW
@given(st.lists(st.one_of(cells("text"), DIGITS, st.from_regex(r"\d{2,4}-\d{5,8}", fullmatch=True)), min_size=1, max_size=40))
def test_screened_columns_are_read_as_single_cells_are(raw: list[str | None]) -> None:
    column = Column("c", protection=Protection.SCREENED)
    assert outcome(reader(column), raw) == one_by_one(column, raw, "plain")


@SLOW
@given(st.lists(st.one_of(cells("text"), DIGITS, st.text("0123456789ABCZ-* ", max_size=9), MARKS), min_size=1, max_size=40), st.booleans())
def test_dropped_columns_keep_states_only(raw: list[str | None], masks: bool) -> None:
    column = Column("c", protection=Protection.DROP, masks=masks)
    for text, (value, state, kept) in zip(raw, outcome(reader(column), raw), strict=True):
        before = state_of(text, masks=masks)
        assert value is None
        assert state == (State.WITHHELD if before in (State.VALUE, State.PARTIAL) else before)
        assert kept == (text if before in (State.REDACTED, State.PLACEHOLDER) else None)


@SLOW
@given(st.lists(st.one_of(UUIDS, UUIDS, cells("text"), MARKS), min_size=1, max_size=40))
def test_joined_columns_are_read_as_single_cells_are(raw: list[str | None]) -> None:
    column = Column("c", protection=Protection.JOIN)
    together = outcome(reader(column), raw)
    assert together == [outcome(reader(column), [text])[0] for text in raw]
    for (left, one), (right, other) in itertools.combinations(zip(raw, together, strict=True), 2):
        if one[0] is not None and other[0] is not None:
            # case of other ids than UUIDs counts for nothing either
            assert (one[0] == other[0]) == ((left or "").strip().lower() == (right or "").strip().lower())


@SLOW
@given(st.lists(st.tuples(cells("text"), st.sampled_from(["Alder PD", "Birch PD", None])), min_size=1, max_size=30))
def test_tokens_are_alike_within_one_scope_only(pairs: list[tuple[str | None, str | None]]) -> None:
    column = Column("c", protection=Protection.TOKEN, scope="s")
    raw, scope = (pa.array([pair[side] for pair in pairs], pa.string()) for side in (0, 1))
    tokens = decoded(reader(column).read(raw, scope).values, len(pairs))
    for (left, one), (right, other) in itertools.combinations(zip(pairs, tokens, strict=True), 2):
        if one is not None and other is not None:
            same = squeeze(left[0] or "").casefold() == squeeze(right[0] or "").casefold() and left[1] == right[1]
            assert (one == other) == same
    for (text, _), token in zip(pairs, tokens, strict=True):
        assert token is None or (len(token) == 16 and token != text)


# --- whole tables -------------------------------------------------------------------------------------------------------------------

TABLE = Table(
    "t",
    unit="row",
    columns=(
        Column("agency"),
        Column("reason", protection=Protection.SCREENED),
        Column("count", "integer"),
        Column("cost", "number"),
        Column("day", "date"),
        Column("moment", "timestamp"),
        Column("plate", protection=Protection.DROP),
        Column("officer", protection=Protection.TOKEN, scope="agency"),
        Column("event", protection=Protection.JOIN),
    ),
)
NAMES = [column.name for column in TABLE.columns]
CELLS = [
    cells("text"),
    cells("text"),
    cells("integer"),
    cells("number"),
    cells("date"),
    cells("timestamp"),
    cells("text"),
    cells("text"),
    UUIDS,
]


@st.composite
def ragged(draw: st.DrawFn) -> list[list[str | None]]:
    """Rows of any length under a header that may come again, with blank ones among them."""
    rows: list[list[str | None]] = []
    for _ in range(draw(st.integers(0, 25))):
        row: list[str | None] = [draw(cell) for cell in CELLS]
        match draw(st.integers(0, 9)):
            case 0:
                row = [None] * len(NAMES)
            case 1:
                row = list(NAMES)
            case 2:
                row = row[: draw(st.integers(1, len(NAMES)))]
            case 3:
                row = [*row, draw(MARKS), draw(WORDS)]
            case _:
                pass
        rows.append(row)
    return rows


class Held:
    """A grid in memory, cut into batches in some way."""

    format = "held"

    def __init__(self, rows: list[list[str | None]], cuts: Callable[[int], list[int]]) -> None:
        self.place, self.notes = Place(0), list[Note]()
        self._rows, self._cuts = rows, cuts

    def batches(self) -> Any:
        width = 0
        edges = [0, *self._cuts(len(self._rows)), len(self._rows)]
        for start, end in itertools.pairwise(edges):
            part = self._rows[start:end]
            width = max([width, *map(len, part)])
            columns = [pa.array([row[at] if at < len(row) else None for row in part], pa.string()) for at in range(width)]
            if part:
                yield Batch(pa.array(range(start + 1, end + 1), pa.int64()), columns)


def conformed(
    rows: list[list[str | None]], cuts: Callable[[int], list[int]], needs: tuple[str, ...] = ()
) -> tuple[Conformer, list[dict[str, Any]]]:
    source = Source("s", "t", "p", (TABLE,), find=lambda source, head: [], needs={"t": needs} if needs else {})
    span = Span("t", {name: at for at, name in enumerate(NAMES)}, first=2, header=(1,), labels=dict(enumerate(NAMES)))
    conformer = Conformer(source, TABLE, span, Facts(), GUARD, "nobody")
    records = [record for batch in conformer.batches(Held([list(NAMES), *rows], cuts)) for record in batch.arrow().to_pylist()]
    return conformer, records


@SLOW
@given(ragged(), st.sampled_from([(), ("count",), ("count", "day")]))
def test_no_row_is_lost(rows: list[list[str | None]], needs: tuple[str, ...]) -> None:
    conformer, records = conformed(rows, lambda count: [], needs)
    tally = conformer.tally
    assert tally.rows_in == len(rows) + 1
    assert tally.rows_in == tally.records + tally.quarantined + tally.furniture
    assert tally.records == len(records)
    numbers = [record["_row"] for record in records]
    assert numbers == sorted(set(numbers))
    turned = [row for row, place, _, _ in tally.reasons if row is not None and place is None]
    assert not set(turned) & set(numbers)
    assert len(turned) == tally.quarantined
    blank = {at for at, row in enumerate(rows, 2) if not any((cell or "").strip() for cell in row)}
    assert not blank & set(numbers)


@SLOW
@given(ragged(), st.data())
def test_batches_do_not_change_records(rows: list[list[str | None]], data: st.DataObject) -> None:
    """One row at a time, some at a time, all at once: with the forms of the part known, the same records."""
    chosen = sorted(data.draw(st.sets(st.integers(1, max(1, len(rows))), max_size=4)))
    kept = conform.GROUP_ROWS
    outcomes = []
    try:
        for size, cuts in ((1 << 18, []), (1, list(range(1, len(rows) + 1))), (1, chosen)):
            conform.GROUP_ROWS = size
            conformer, records = conformed(rows, lambda count, cuts=cuts: cuts)
            shown = [
                {
                    name: released_text(
                        TABLE.by_name[name],
                        record.get(name),
                        record.get(name + "__state"),
                        record.get(name + "__text"),
                        conformer.readers[name].form,
                    )
                    for name in NAMES
                }
                for record in records
            ]
            plain = [{name: record.get(name) for name in ("_row", *NAMES, *(f"{name}__state" for name in NAMES))} for record in records]
            tally = conformer.tally
            outcomes.append((plain, shown, (tally.rows_in, tally.records, tally.quarantined, tally.furniture)))
    finally:
        conform.GROUP_ROWS = kept
    assert outcomes[0] == outcomes[1] == outcomes[2]


def _shown(conformer: Conformer, record: dict[str, Any], name: str) -> str | None:
    """A cell as released, from the record and the part's form."""
    parts = (record.get(name + suffix) for suffix in ("", "__state", "__text"))
    return released_text(TABLE.by_name[name], *parts, conformer.readers[name].form)


@pytest.mark.parametrize("blank", [None, "", "***", "n/a"])
@pytest.mark.parametrize("before", [3, 1200])
def test_a_column_that_begins_blank_is_shown_as_released(blank: str | None, before: int) -> None:
    """More blank cells than are looked at for the form, in one batch."""
    days = [*([blank] * before), "01/31/2026", "2026-02-01", "02/03/2026", "3/4/2026"]
    rows: list[list[str | None]] = [["a", "b", "1", "1", day, None, None, None, None] for day in days]
    conformer, records = conformed(rows, lambda count: [])
    assert [_shown(conformer, record, "day") for record in records] == [day or None for day in days]


def test_threads_agree_on_the_form_of_a_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first batch has no value in it, and of those read side by side each has another form."""
    monkeypatch.setattr(conform, "GROUP_ROWS", 1)
    moments = [None, *("2026-01-02T03:04:05Z" if at % 2 else "01/02/2026 03:04" for at in range(12))]
    rows: list[list[str | None]] = [["a", "b", "1", "1", "2026-01-01", moment, None, None, None] for moment in moments]
    kept = set()
    for _ in range(60):
        conformer, records = conformed(rows, lambda count: list(range(1, count)))
        assert [_shown(conformer, record, "moment") for record in records] == moments
        kept.add(tuple(record.get("moment__text") for record in records))
    assert len(kept) == 1


# --- keyed hashes and sorting -----------------------------------------------------------------------------------------------------

# https://www.aumasson.jp/siphash/siphash.pdf and its reference implementation: key 00…0f, messages 00, 00 01, …; 8 and 16 bytes here
VECTORS = {8: 0x93F5F5799A932462, 16: 0x3F2ACC7F57C29BDB, 0: 0x726FDB47DD0E0E31}


def sip_by_hand(message: bytes, key: bytes) -> int:
    """SipHash-2-4 once more, one message at a time, from its description."""
    mask = (1 << 64) - 1
    k0, k1 = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def turned(value: int, bits: int) -> int:
        return (value << bits | value >> (64 - bits)) & mask

    def one_round() -> None:
        for a, b, first, third in ((0, 1, 13, 32), (2, 3, 16, 0), (0, 3, 21, 0), (2, 1, 17, 32)):
            v[a] = (v[a] + v[b]) & mask
            v[b] = turned(v[b], first) ^ v[a]
            v[a] = turned(v[a], third) if third else v[a]

    padded = message + b"\0" * (7 - len(message) % 8) + bytes([len(message) % 256])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        v[3] ^= word
        one_round()
        one_round()
        v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(4):
        one_round()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def test_siphash_agrees_with_the_published_vectors() -> None:
    key = bytes(range(16))
    low, high = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    for size in (0, 8, 16):
        assert sip_by_hand(bytes(range(size)), key) == VECTORS[size]
    for size in (8, 16):
        message = bytes(range(size))
        words = [np.array([int.from_bytes(message[at : at + 8], "little")] * 3, dtype=np.uint64) for at in range(0, size, 8)]
        assert siphash(words, size << 56, low, high).tolist() == [VECTORS[size]] * 3


@SLOW
@given(st.lists(st.one_of(st.uuids().map(str), st.none(), st.text(max_size=40)), max_size=30), st.binary(min_size=32, max_size=32))
def test_stand_ins_of_uuids_are_their_siphash(ids: list[str | None], key: bytes) -> None:
    made = stand_ins(pa.array(ids, pa.string()), key).to_pylist()
    for text, number in zip(ids, made, strict=True):
        assert (text is None) == (number is None)
        plain = (text or "").replace("-", "")
        if text is not None and len(text) == 36 and len(plain) == 32 and set(plain) <= set(string.hexdigits):
            # of each sixteen digits, the first eight are the upper halves of the bytes
            pairs = [plain[at + half] + plain[at + half + 8] for half in (0, 16) for at in range(8)]
            assert number % (1 << 64) == sip_by_hand(bytes.fromhex("".join(pairs)), key)


VALUES: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "text": (pa.string(), st.text(max_size=3)),
    "integer": (pa.int64(), st.integers(-(10**12), 10**12)),
    "number": (pa.float64(), st.floats(allow_nan=False, allow_infinity=False)),
    "date": (pa.date32(), st.dates()),
    "timestamp": (
        pa.timestamp("us", "UTC"),
        st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda moment: moment - timedelta(0)),
    ),
    "boolean": (pa.bool_(), st.booleans()),
}


@SLOW
@given(st.data())
def test_sorting_is_plain_sorting(data: st.DataObject) -> None:
    """By several columns, nulls last, ties as they stand; also where one text stands under two codes, and where bits run out."""
    count = data.draw(st.integers(1, 30))
    table, keys = {}, []
    for name in data.draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=4, unique=True)):
        kind, strategy = VALUES[name]
        values = data.draw(st.lists(st.one_of(st.none(), strategy), min_size=count, max_size=count))
        column: pa.Array = pa.array(values, kind)
        if name == "text" and data.draw(st.booleans()):
            # every cell its own code, whatever it says
            column = pa.DictionaryArray.from_arrays(pa.array([None if value is None else at for at, value in enumerate(values)], pa.int32()), pa.array([value or "" for value in values], pa.string()))  # fmt: skip
        table[name] = column
        keys.append([(value is None, value.encode() if isinstance(value, str) else value if value is not None else 0) for value in values])
    expected = sorted(range(count), key=lambda row: [_ordered(key[row]) for key in keys])
    found = permutation(columns_of_table(pa.table(table)), list(table))
    assert found is not None
    assert found.tolist() == expected


def _ordered(key: tuple[bool, Any]) -> tuple[bool, Any]:
    return (True, b"") if key[0] else key

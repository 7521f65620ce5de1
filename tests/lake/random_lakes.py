"""Small lakes with everything that a table may hold: several files and releases, columns that some lack, cell states, unicode, copies."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from clerestory.kernel.hashing import file_sha256
from clerestory.lake.columnfile import write_table
from clerestory.lake.compact import replace_files
from clerestory.lake.conditions import After, AllOf, AnyOf, Compare, Condition, HasValue, InState, Matches, Not, Says
from clerestory.lake.facts import Fragment, Release
from clerestory.lake.layout import Layout, create
from clerestory.lake.measures import Key
from clerestory.lake.slices import Latest, Slice
from clerestory.lake.write import Writer
from clerestory.schema.table import Copies, Distinct

TABLE = "things"
STATES = ("empty", "redacted", "partial", "placeholder", "not_exported")
TEXTS = ("", "a", "A", "ab", "Ab c", "é", "É", "ß", "SS", "İ", "i", "ı", "K", "\u212a", "ſ", "zoo 1", "a-b", "日本", "Ω", "ω", "\U0001f50d")
NUMBERS = (-3, 0, 1, 2, 7, 255, 256, 1 << 40, -(1 << 62))
FLOATS = (-1.5, 0.0, 0.25, 1e300, 3.0)
DAYS = (date(1969, 12, 31), date(2024, 2, 29), date(2024, 3, 1), date(2024, 9, 30), date(2024, 10, 1), date(2031, 1, 1))
MOMENTS = tuple(
    datetime(*parts, tzinfo=UTC)
    for parts in (
        (1969, 12, 31, 23, 59, 59, 999999),
        (2024, 3, 10, 9, 59),
        (2024, 11, 3, 5, 30),
        (2024, 11, 3, 6, 30),
        (1919, 1, 1),
        (2024, 7, 1),
    )
)
COLUMNS: dict[str, tuple[pa.DataType, tuple[Any, ...]]] = {
    "t": (pa.string(), TEXTS),
    "u": (pa.string(), TEXTS[:6]),
    "n": (pa.int64(), NUMBERS),
    "f": (pa.float64(), FLOATS),
    "d": (pa.date32(), DAYS),
    "s": (pa.timestamp("us", tz="UTC"), MOMENTS),
    "b": (pa.bool_(), (False, True)),
    "k": (pa.int64(), (1, 2)),
}
RELEASES = tuple(f"{number:016x}" for number in (0xA1, 0xB2, 0xC3, 0xD4, 0xE5))
DISTINCT = Distinct(TABLE, "k", "seen", "d")
COPIES = Copies("copy", "k", ("u",), ("t",))


@dataclass(frozen=True)
class Sheet:
    """What one release holds."""

    release: str
    cells: tuple[tuple[str, tuple[Any, ...]], ...]
    states: tuple[tuple[str, tuple[str | None, ...]], ...]
    texts: tuple[tuple[str, tuple[str | None, ...]], ...]
    grids: tuple[int, ...]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Sheet, ...]:
    """One to five releases."""
    found = []
    for release in RELEASES[: draw(st.integers(1, 5))]:
        rows = draw(st.integers(1, 9))
        held = draw(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, max_size=8))
        cells = [
            (name, tuple(draw(st.lists(st.one_of(st.none(), st.sampled_from(COLUMNS[name][1])), min_size=rows, max_size=rows))))
            for name in held
        ]
        stated = [name for name in sorted(COLUMNS) if draw(st.integers(0, 3)) == 0]
        states = [(name, tuple(draw(st.lists(st.sampled_from((None, *STATES)), min_size=rows, max_size=rows)))) for name in stated]
        spelled = [name for name in held if draw(st.integers(0, 4)) == 0]
        texts = [(name, tuple(draw(st.lists(st.sampled_from((None, "x", "y")), min_size=rows, max_size=rows)))) for name in spelled]
        grids = tuple(draw(st.lists(st.integers(0, 1), min_size=rows, max_size=rows)))
        found.append(Sheet(release, tuple(cells), tuple(states), tuple(texts), grids))
    return tuple(found)


def build(folder: Path, held: Sequence[Sheet], together: bool) -> Layout:
    """A workspace with them; ``together``: in one file, as after compaction."""
    layout = create(folder)
    with Writer(layout) as writer:
        for sheet in held:
            rows = len(sheet.grids)
            arrays: dict[str, pa.Array] = {"_row": pa.array(range(rows, 0, -1), pa.int64())}
            for name, cells in sheet.cells:
                arrays[name] = pa.array(cells, COLUMNS[name][0])
            for name, states in sheet.states:
                arrays.setdefault(name, pa.nulls(rows, COLUMNS[name][0]))
                arrays[name + "__state"] = pa.array(states, pa.string())
            for name, texts in sheet.texts:
                arrays[name + "__text"] = pa.array(texts, pa.string())
            arrays["_release"] = pa.array([sheet.release] * rows)
            arrays["_grid"] = pa.array(sheet.grids, pa.int32())
            coded = [name for name, array in arrays.items() if pa.types.is_string(array.type)]
            table = pa.table({name: array.dictionary_encode() if name in coded else array for name, array in arrays.items()})
            layout.staging.mkdir(exist_ok=True)
            path = layout.staging / f"{uuid.uuid4().hex}.parquet"
            write_table(table, path)
            fragment = Fragment(TABLE, path, rows, path.stat().st_size, file_sha256(path), tuple(table.column_names))
            digest = hashlib.sha256(sheet.release.encode()).hexdigest()
            facts = {"format": "csv", "source": "things", "publisher": "p", "universe": "national", "licence": "", "published": None}
            released = Release(
                sheet.release, digest, "", sheet.release, 1, **facts, covers_from=None, covers_to=None, url="", screen="", notes=(), parts=(),
                turned=(), fragments=(fragment,),
            )  # fmt: skip
            writer.commit([released])
        if together and len(held) > 1:
            paths = [row["path"] for row in writer.ledger.rows("SELECT path FROM fragments ORDER BY added, path")]
            replace_files(writer, TABLE, paths)
    return layout


@st.composite
def views(draw: st.DrawFn) -> Slice:
    """Releases, and one of the ways in which records are chosen or put together."""
    releases = tuple(draw(st.lists(st.sampled_from(RELEASES), unique=True, min_size=1, max_size=5)))
    if draw(st.booleans()):
        releases = RELEASES
    kind = draw(st.sampled_from(("plain", "copies", "distinct", "latest", "latest distinct", "latest copies")))
    latest = None
    if "latest" in kind:
        cut = draw(st.integers(0, len(releases)))
        groups = tuple(group for group in (releases[:cut], releases[cut:]) if group)
        latest = Latest(tuple(draw(st.lists(st.sampled_from(("t", "n", "b", "d")), unique=True, max_size=2))), groups)
    distinct, copies = DISTINCT if "distinct" in kind else None, COPIES if "copies" in kind else None
    return Slice("others" if distinct else TABLE, releases, distinct, copies, latest, frozenset(COLUMNS))


def columns_of(view: Slice) -> list[str]:
    """Columns that may be asked for."""
    columns = [*COLUMNS, "missing"]
    if view.distinct:
        columns = [name for name in columns if name != "k"] + ["seen", "first_seen", "last_seen"]
    return [*columns, "copy"] if view.copies else columns


def _values(column: str) -> tuple[Any, ...]:
    more = {"seen": (1, 2), "first_seen": DAYS, "last_seen": DAYS, "copy": (False, True), "missing": TEXTS}
    return more[column] if column in more else COLUMNS[column][1]


def conditions(view: Slice) -> st.SearchStrategy[Condition]:
    """Conditions of every kind, inside each other."""
    columns = st.sampled_from(columns_of(view))
    words = st.sampled_from(("a", "A", "ab c", "é", "ß", "k", "s", "i", "zoo", "b"))
    texts = st.lists(st.sampled_from(("t", "u", "missing")), unique=True, min_size=1).map(tuple)

    @st.composite
    def compare(draw: st.DrawFn) -> Condition:
        column = draw(columns)
        operators = ("=",) if column in ("b", "copy") else ("=", "<", "<=", ">", ">=")
        return Compare(column, draw(st.sampled_from(operators)), draw(st.sampled_from(_values(column))))

    @st.composite
    def after(draw: st.DrawFn) -> Condition:
        names = draw(st.lists(columns, unique=True, max_size=2))
        order = tuple((name, draw(st.booleans())) for name in (*names, "_release", "_grid", "_row"))
        order = (*order[: len(names)], *((name, False) for name, _ in order[len(names) :]))
        values = [draw(st.one_of(st.none(), st.sampled_from(_values(name)))) for name in names]
        return After(order, (*values, draw(st.sampled_from(RELEASES)), draw(st.integers(0, 1)), draw(st.integers(0, 9))))

    leaves = st.one_of(
        compare(),
        columns.map(HasValue),
        st.builds(InState, columns, st.lists(st.sampled_from((*STATES, "value")), unique=True, min_size=1).map(tuple)),
        st.builds(Says, texts, words, st.booleans()),
        st.builds(Matches, st.sampled_from(("t", "u", "missing")), st.sampled_from(("^a", "[a-z]+", "s", "é")), st.sampled_from(("", "b"))),
        after(),
    )
    several = lambda inner: st.lists(inner, max_size=3).map(tuple)  # noqa: E731
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.builds(Not, inner), st.builds(AllOf, several(inner)), st.builds(AnyOf, several(inner))),
        max_leaves=5,
    )


def keys(view: Slice) -> st.SearchStrategy[str | Key]:
    """Columns and coarser forms of them."""
    steps = ("day", "week", "month", "quarter", "year", "fiscal_year")
    return st.one_of(
        st.sampled_from([*columns_of(view), "_release"]),
        st.builds(Key, st.just("d"), st.sampled_from(steps)),
        st.builds(Key, st.just("s"), st.sampled_from(steps), st.just(0), st.sampled_from(("", "America/New_York", "Africa/Monrovia"))),
        st.builds(Key, st.sampled_from(("n", "f")), st.just("bin"), st.sampled_from((1.0, 0.5, 10.0))),
    )


def orders(view: Slice) -> st.SearchStrategy[tuple[tuple[str, bool], ...]]:
    """Orders of records."""
    return st.lists(st.tuples(st.sampled_from(columns_of(view)), st.booleans()), unique_by=lambda each: each[0], max_size=2).map(tuple)

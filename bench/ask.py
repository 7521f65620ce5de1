"""A first look at a large table, measured beside others: count, facets, a histogram over time and 50 records under random filters.

    python bench/ask.py WORKSPACE                     the workspace holds bench/make_network_audit.py's file
    python bench/ask.py WORKSPACE --only clerestory   without the others (they load the table into memory first)
    python bench/ask.py WORKSPACE --sqlite 100000     SQLite, as Datasette asks it, on fewer than a million records

Targets on two cores that do nothing else, p50 / p95: 12 facets 120 / 400 ms, 20 facets - / 650, no filter 50, a word of a text 100 more.
A hundred million records: bench/grow.py makes them; an estimate 200 ms, the exact answer 5 s.

Every answer is compared with the engine's: the twenty most frequent values of every facet by their counts. Seconds of the clock depend on what else
runs; core-seconds do less.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from clerestory.lake.by_engine import ByEngine
from clerestory.lake.conditions import AllOf, AnyOf, Compare, Condition, HasValue, Not, Says, to_sql
from clerestory.lake.measures import Key
from clerestory.lake.read import Slice
from clerestory.workbench import Workbench

TABLE = "alpr_sightings"
TWELVE = (
    "organisation", "reason", "network_count", "device_count", "filters", "search_type", "text_prompt", "moderation", "log", "form", "agency",
    "offense_type",
)  # fmt: skip
TWENTY = (
    *TWELVE, "case_number", "reason_detail", "header_variant", "_release", Key("searched_at", "year"), Key("searched_at", "quarter"),
    Key("time_frame_start", "month"), Key("network_count", "bin", 100),
)  # fmt: skip
MONTH = Key("searched_at", "month")
TOP, PAGE = 20, 50
ONE_IN = 100
Counts = list[list[int]]


def conditions(bench: Workbench, seen: Slice, number: int) -> list[Condition]:
    """Random filters of one to three tests: organisations, periods, kinds of search, numbers reached, words of the reason."""
    rng = random.Random(7)
    names = [row[0] for row in bench.reader.groups(seen, AllOf(()), ["organisation"])]
    kinds = [row[0] for row in bench.reader.groups(seen, AllOf(()), ["search_type"])]

    def period() -> Condition:
        start = datetime(2024, 6, 1, tzinfo=UTC) + timedelta(days=rng.randrange(500))
        end = start + timedelta(days=rng.choice((7, 30, 90, 365)))
        return AllOf((Compare("searched_at", ">=", start), Compare("searched_at", "<", end)))

    tests: list[Callable[[], Condition]] = [
        lambda: Compare("organisation", "=", rng.choice(names[:500])),
        lambda: AnyOf(tuple(Compare("organisation", "=", name) for name in rng.sample(names, 20))),
        period,
        lambda: Compare("search_type", "=", rng.choice(kinds)),
        lambda: Not(Compare("search_type", "=", rng.choice(kinds))),
        lambda: Compare("network_count", ">=", rng.choice((10, 100, 1000, 3000))),
        lambda: Compare("device_count", "<", rng.choice((100, 1000, 10_000))),
        lambda: HasValue("filters"),
        lambda: Says(("reason",), rng.choice(("theft", "warrant", "stolen vehicle", "homicide", "welfare check"))),
    ]
    return [AllOf(tuple(test() for test in rng.sample(tests, rng.choice((1, 1, 2, 2, 3))))) for _ in range(number)]


class Clock:
    """Seconds, and core-seconds of this process."""

    def __init__(self) -> None:
        self.walls: list[float] = []
        self.cores: list[float] = []

    def run(self, work: Callable[[], Any]) -> Any:
        wall, core = time.perf_counter(), time.process_time()
        result = work()
        self.walls.append(time.perf_counter() - wall)
        self.cores.append(time.process_time() - core)
        return result

    def __str__(self) -> str:
        def told(numbers: list[float]) -> str:
            ordered = sorted(numbers)
            return f"{statistics.median(ordered) * 1000:7.0f} {ordered[int(len(ordered) * 0.95)] * 1000:7.0f}"

        return f"{told(self.walls)} ms p50 p95; cores {told(self.cores)}; load {os.getloadavg()[0]:.0f}"


def clerestory(bench: Workbench, seen: Slice, where: Condition, facets: tuple[str | Key, ...]) -> Counts:
    columns = [name for name in bench.reader.columns(seen) if name in seen.public and name != "copy"]
    look = bench.reader.look(seen, where, [*facets, MONTH], top=TOP, columns=columns, order=[("searched_at", True)], limit=PAGE)
    assert look.rows is not None
    return [[look.number], *([group[-1] for group in facet.groups if group[1] is None] for facet in look.facets[:-1])]


class Engine:
    """The engine's best by hand: texts as ENUM in memory, one GROUPING SETS query for all facets, one for the records."""

    def __init__(self, folder: Path, bench: Workbench, seen: Slice) -> None:
        self.db = duckdb.connect(":memory:", config={"threads": 2})
        files = str(folder / "lake" / TABLE / "*.parquet")
        self.columns = [name for name in TWELVE if name in bench.reader.columns(seen)]
        texts = [name for name in self.columns if not name.endswith("_count")]
        for name in texts:
            self.db.execute(f"CREATE TYPE e_{name} AS ENUM (SELECT DISTINCT {name} FROM read_parquet('{files}') WHERE {name} IS NOT NULL)")
        picked = ", ".join(f"{name}::e_{name} AS {name}" if name in texts else name for name in self.columns)
        self.db.execute(
            f"CREATE TABLE t AS SELECT {picked}, searched_at, date_trunc('month', searched_at) AS m, _row FROM read_parquet('{files}')"
        )
        self.shape = bench.reader.shape(seen)

    def ask(self, where: Condition) -> Counts:
        values: list[Any] = []

        def bind(value: Any) -> str:
            values.append(value)
            return f"${len(values)}"

        sql = to_sql(where, self.shape.present, frozenset(), bind)
        names = ", ".join([*self.columns, "m"])
        sets = ", ".join(f"({name})" for name in [*self.columns, "m", "()"])
        sets = sets.replace("(())", "()")
        groups = f"SELECT grouping({names}) AS g, {names}, count(*) AS n FROM t WHERE {sql} GROUP BY GROUPING SETS ({sets})"
        top = f"SELECT g, n FROM ({groups}) QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC) <= {TOP + 1}"
        self.db.execute(top, values).to_arrow_table()
        self.db.execute(f"SELECT * FROM t WHERE {sql} ORDER BY searched_at DESC LIMIT {PAGE}", values).to_arrow_table()
        return []


def polars_frame(folder: Path, bench: Workbench, seen: Slice) -> Any:
    import polars as pl

    names = [name for name in TWELVE if name in bench.reader.columns(seen)]
    frame = pl.read_parquet(str(folder / "lake" / TABLE / "*.parquet"), columns=[*names, "searched_at", "_row"])
    texts = [name for name in names if frame[name].dtype == pl.String]
    return frame.with_columns([pl.col(name).cast(pl.Categorical) for name in texts]).with_columns(
        m=pl.col("searched_at").dt.truncate("1mo")
    )


def polars_where(where: Any) -> Any:
    import polars as pl

    if isinstance(where, AllOf | AnyOf):
        parts = [polars_where(each) for each in where.conditions]
        return pl.all_horizontal(parts) if isinstance(where, AllOf) else pl.any_horizontal(parts)
    if isinstance(where, Not):
        return ~polars_where(where.condition)
    if isinstance(where, HasValue):
        return pl.col(where.column).is_not_null()
    if isinstance(where, Says):
        words = r"[^\pL\pN]+".join(where.words.split())
        return pl.col("reason").cast(pl.String).str.contains(rf"(?i)(^|[^\pL\pN]){words}($|[^\pL\pN])").fill_null(False)
    column = pl.col(where.column)
    comparison = {"=": column.__eq__, "<": column.__lt__, "<=": column.__le__, ">": column.__gt__, ">=": column.__ge__}
    return comparison[where.operator](where.value).fill_null(False)


def polars_ask(frame: Any, where: Condition) -> Counts:
    import polars as pl

    found = frame.lazy().filter(polars_where(where)).collect()
    names = [name for name in found.columns if name not in ("searched_at", "_row")]
    tops = pl.collect_all([found.lazy().group_by(name).len().top_k(TOP, by="len") for name in names])
    found.top_k(PAGE, by="searched_at")
    return [[found.height], *([] for _ in tops)]


def sqlite_ask(db: sqlite3.Connection, number: int) -> Counts:
    """As Datasette does: one query a facet, one for the count, one for the page; an organisation out of an index."""
    where = f"organisation = (SELECT organisation FROM t LIMIT 1 OFFSET {number * 997})" if number % 2 else "network_count >= 100"
    counted = db.execute(f"SELECT count(*) FROM t WHERE {where}").fetchone()[0]
    for name in (*(name for name in TWELVE if name not in ("agency", "offense_type")), "substr(searched_at, 1, 7)"):
        db.execute(f"SELECT {name}, count(*) AS n FROM t WHERE {where} GROUP BY 1 ORDER BY n DESC LIMIT 21").fetchall()
    db.execute(f"SELECT * FROM t WHERE {where} ORDER BY searched_at DESC LIMIT 50").fetchall()
    return [[counted]]


def sqlite_table(folder: Path, rows: int) -> sqlite3.Connection:
    names = [name for name in TWELVE if name not in ("agency", "offense_type")]
    picked = ", ".join([*names, "CAST(searched_at AS VARCHAR) AS searched_at"])
    files = str(folder / "lake" / TABLE / "*.parquet")
    found = duckdb.execute(f"SELECT {picked} FROM read_parquet('{files}') USING SAMPLE {rows} ROWS (reservoir, 7)").fetchall()
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE TABLE t ({', '.join([*names, 'searched_at'])})")
    db.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (len(names) + 1))})", found)
    for name in ("organisation", "reason", "search_type", "searched_at", "network_count"):
        db.execute(f"CREATE INDEX i_{name} ON t ({name})")
    return db


def held() -> str:
    """Memory of this process: its own, and pages of files that it has mapped, which go back when others need them."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    own, mapped = (int(told[name].split()[0]) / 1e6 for name in ("RssAnon", "RssFile"))
    return f"{own:.1f} GB, and {mapped:.1f} GB of mapped files"


def ours(bench: Workbench, seen: Slice, wheres: list[Condition], *, twenty: bool) -> None:
    """Clerestory's own figures."""

    def told(name: str, work: Callable[[Condition], Any], asked: list[Condition]) -> None:
        clock = Clock()
        for where in asked:
            clock.run(partial(work, where))
        print(f"{name:34}{clock}", flush=True)

    every = AllOf(())
    columns = TWENTY if twenty else TWELVE
    told(f"first look, {len(columns)} facets", lambda where: clerestory(bench, seen, where, columns), [every])
    told("no filter, 12 facets", lambda where: clerestory(bench, seen, where, TWELVE), [every] * 10)
    told(f"{len(wheres)} filters, 12 facets", lambda where: clerestory(bench, seen, where, TWELVE), wheres)
    if twenty:
        told(f"{len(wheres)} filters, 20 facets", lambda where: clerestory(bench, seen, where, TWENTY), wheres)
    told("count, months, page", lambda where: clerestory(bench, seen, where, ()), [AllOf((where,)) for where in wheres])
    worded = [AllOf((where, Says(("reason",), "vehicle"))) for where in wheres]
    told("the same and a word of a text", lambda where: clerestory(bench, seen, where, ()), worded)
    sampled = [AllOf((each, every)) for each in wheres]

    def estimate(where: Condition) -> None:
        bench.reader.look(seen, where, [*TWELVE, MONTH], top=TOP, one_in=ONE_IN)

    told("first estimate", estimate, [every])
    told(f"estimates of one in {ONE_IN}, 12 facets", estimate, sampled)
    print(f"memory: {held()}", flush=True)


def others(bench: Workbench, folder: Path, seen: Slice, wheres: list[Condition]) -> None:
    """Some of the same questions asked of others, everything in memory: the first ones, since each takes seconds."""
    clock = Clock()
    for where in wheres:
        clock.run(partial(clerestory, bench, seen, where, TWELVE))
    print(f"the first {len(wheres)} filters, asked of others{'':2}{clock}", flush=True)
    sets, clock = Engine(folder, bench, seen), Clock()
    for where in wheres:
        clock.run(partial(sets.ask, where))
    print(f"{'engine by hand, GROUPING SETS':34}{clock}", flush=True)
    del sets
    frame, clock = polars_frame(folder, bench, seen), Clock()
    for where in wheres:
        clock.run(partial(polars_ask, frame, where))
    print(f"{'Polars, categorical, in memory':34}{clock}", flush=True)


def check(bench: Workbench, folder: Path, seen: Slice, wheres: list[Condition]) -> None:
    """That count and facets are the engine's."""
    engine = ByEngine(folder / "lake", bench.reader.engine, seen, bench.reader.shape(seen))
    for where in wheres:
        told = clerestory(bench, seen, where, TWELVE)
        groups = [[row[-1] for row in engine.groups(where, [name]) if row[1] is None][:TOP] for name in TWELVE]
        assert told == [[engine.count(where)], *groups], where
    print(f"{len(wheres)} filters: count and 12 facets are the engine's", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("workspace", type=Path)
    arguments.add_argument("--only", default="", help="`clerestory`: nobody else; `clerestory12`: and no facets of millions of values")
    arguments.add_argument("--filters", type=int, default=30)
    arguments.add_argument("--check", type=int, default=3, help="filters of which every facet is compared with the engine's")
    arguments.add_argument("--peers", type=int, default=10, help="filters that the others are asked")
    arguments.add_argument("--sqlite", type=int, default=1_000_000, help="records of SQLite's table; 0: it is not asked")
    asked = arguments.parse_args()
    with Workbench(asked.workspace) as bench:
        seen = bench.plan(bench.query(TABLE, "")).view
        wheres = conditions(bench, seen, asked.filters)
        ours(bench, seen, wheres, twenty=asked.only != "clerestory12")
        if not asked.only:
            others(bench, asked.workspace, seen, wheres[: asked.peers])
        check(bench, asked.workspace, seen, wheres[: asked.check])
        if asked.sqlite and not asked.only:
            db, clock = sqlite_table(asked.workspace, asked.sqlite), Clock()
            for number in range(6):
                clock.run(partial(sqlite_ask, db, number))
            print(f"SQLite, {asked.sqlite:,} records, 6 filters {clock}")


if __name__ == "__main__":
    main()

"""A door for SQL: one SELECT over views that were laid out for it, in an engine that can reach nothing else.

Three walls, each enough by itself for what it keeps out: the statement is parsed and only known kinds of nodes, names and functions pass; the
engine has no files, no extensions, no settings that can be changed, and bounded memory; the views are read from datasets in which hidden
columns do not exist.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from clerestory.errors import TookTooLong, UnknownName, UsageError
from clerestory.kernel.text import nearest
from clerestory.lake.engine import Engine, name
from clerestory.lake.functions import HARMLESS

LONGEST = 20_000
"""Signs of a statement."""
DEEPEST = 200
MOST_BYTES = 64 << 20
"""Size of a result."""
MOST_PUT_TOGETHER = 1 << 30
"""Size of records that are put together for a statement."""
_CONFIG = {
    "enable_external_access": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    "allow_community_extensions": "false", "allow_unsigned_extensions": "false", "python_enable_replacements": "false", "memory_limit": "1GB",
    "temp_directory": "", "max_temp_directory_size": "0B", "threads": "2", "max_expression_depth": str(DEEPEST),
}  # fmt: skip
_TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
_KEPT = ("duckdb", "pg_", "sqlite", "pragma", "information", "arrow", "pandas", "temp", "main", "system")
_REFUSED_KINDS = frozenset({"SHOW_REF", "COLUMN_DATA", "DELIM_GET", "BOUND_TABLE_REF", "PARAMETER", "VALUE_PARAMETER"})


@dataclass(frozen=True)
class Laid:
    """One view: records of some column files, with the columns that may be seen and no others."""

    records: Callable[[], Any]
    """Makes what the engine reads: an Arrow dataset or table in which hidden columns do not exist."""
    shown: Callable[[str], str]
    """SQL of the view over the name of its records."""


@dataclass(frozen=True)
class Found:
    """What a statement gave."""

    table: pa.Table
    cut: bool
    """Whether there are more rows than were asked for."""


class Statement:
    """One statement that may pass. ``texts``: its text constants; ``names``: the tables that it names. Raises UsageError where it may not."""

    def __init__(self, sql: str, views: Sequence[str]) -> None:
        self.sql = sql
        if len(sql) > LONGEST:
            raise UsageError(f"the statement has {len(sql):,} signs", expected=f"at most {LONGEST:,}")
        nodes = list(_nodes(_parsed(sql)))
        made = {str(entry["key"]).casefold() for node in nodes for entry in _maps(node)}
        # a name given in one part of the statement is not known in all others: none may mean something else there
        if not all(each.isascii() and each.isidentifier() and not each.startswith(_KEPT) for each in made):
            raise UsageError("WITH gives a name that is not free", expected="a plain name of letters, digits and _, such as by_state")
        self.texts = [
            node["value"]["value"] for node in nodes if node.get("type") == "VALUE_CONSTANT" and isinstance(node["value"].get("value"), str)
        ]
        self.names: set[str] = set()
        for node in nodes:
            self._check(node, {each.casefold(): each for each in views}, made)

    def _check(self, node: dict[str, Any], views: Mapping[str, str], made: set[str]) -> None:
        kind = str(node.get("type"))
        if kind in _REFUSED_KINDS:
            raise UsageError("the statement looks at the engine itself", expected="a SELECT over the public views")
        if kind == "BASE_TABLE":
            asked = str(node["table_name"])
            if node.get("schema_name") or node.get("catalog_name") or (asked.casefold() not in views and asked.casefold() not in made):
                close = nearest(asked, list(views.values()))
                raise UnknownName(
                    "the statement reads from something that is no public view",
                    expected=f"one of {', '.join(close)}" if close else "a view that `clerestory sql --views` lists",
                    do="tables about persons, the ledger and files are not among them",
                )
            if asked.casefold() in views:
                self.names.add(views[asked.casefold()])
        if "function_name" in node:
            function = str(node["function_name"]).casefold()
            if node.get("schema") or node.get("catalog"):
                raise UsageError("a function is named with a schema", expected="its name alone")
            if function not in HARMLESS and function not in _TABLE_FUNCTIONS:
                raise UsageError(
                    f"the function {function[:40]} is not one that may be used here",
                    expected="functions of values, texts and days; aggregates",
                )
        if kind == "TABLE_FUNCTION" and str(node["function"]["function_name"]).casefold() not in _TABLE_FUNCTIONS:
            raise UsageError(
                "the statement reads from a function", expected=f"a public view, or one of {', '.join(sorted(_TABLE_FUNCTIONS))}"
            )


def _parsed(sql: str) -> dict[str, Any]:
    with duckdb.connect(":memory:", config=dict(_CONFIG)) as parser:
        try:
            row = parser.execute("SELECT json_serialize_sql($1)", [sql]).fetchone()
        except duckdb.Error as problem:
            raise UsageError("the statement cannot be read", expected="one SELECT") from problem
    told = json.loads(row[0] if row else "{}")
    if told.get("error") or len(told.get("statements", ())) != 1:
        why = str(told.get("error_message", "there is not one statement in it")).partition("\n")[0]
        raise UsageError(f"the statement cannot be taken: {why[:200]}", expected="one SELECT, nothing else")
    statement: dict[str, Any] = told["statements"][0]
    return statement


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    """Every object of a parsed statement."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _maps(node: dict[str, Any]) -> list[dict[str, Any]]:
    held = node.get("cte_map")
    found: list[dict[str, Any]] = held["map"] if isinstance(held, dict) else []
    return found


def ask(engine: Engine, statement: Statement, laid: Mapping[str, Laid], most: int) -> Found:
    """Run a statement in a fresh engine over its views. ``engine``: the reader's own, so that a stop reaches this one too.

    Raises UsageError with the engine's reason, TookTooLong past the memory.
    """
    with duckdb.connect(":memory:", config=dict(_CONFIG)) as closed:
        for view, one in laid.items():
            closed.register(f"of {view}", one.records())
            closed.execute(f"CREATE VIEW {name(view)} AS {one.shown(name(f'of {view}'))}")
        closed.execute("SET TimeZone='UTC'")
        closed.execute("SET lock_configuration=true")
        try:
            with engine.beside(closed):
                return _fetched(closed.execute(statement.sql).to_arrow_reader(2048), most)
        except duckdb.InterruptException:
            raise TookTooLong("the statement was stopped") from None
        except duckdb.OutOfMemoryException:
            raise TookTooLong(
                "the statement needs more memory than it may have",
                expected=f"at most {_CONFIG['memory_limit']}",
                do="filter before joining or sorting",
            ) from None
        except (duckdb.Error, pa.ArrowException, RuntimeError) as problem:
            # only what kind of mistake it is and the engine's first line; the line may quote the statement, never a cell
            raise UsageError(f"the engine would not run it: {_reason(problem)}", expected="a SELECT over the public views") from None


def _reason(problem: Exception) -> str:
    if isinstance(problem, duckdb.ConversionException | duckdb.InvalidInputException | duckdb.OutOfRangeException):
        # such a message quotes the value that does not fit
        return f"{type(problem).__name__.removesuffix('Exception')}: a value does not fit; try_cast gives NULL where one does not"
    return str(problem).partition("\n")[0][:300]


def of_files(files: Sequence[str], columns: Sequence[str], releases: Sequence[str]) -> Any:
    """Some columns (those of origin included) of the records of some releases, as they lie in column files."""
    types: dict[str, pa.DataType] = {}
    for file in files:
        for field in pa.parquet.read_schema(file):
            if field.name in columns:
                types.setdefault(field.name, field.type)
    schema = pa.schema([(column, types[column]) for column in columns if column in types])
    return ds.dataset(list(files), schema=schema, format="parquet").filter(ds.field("_release").isin(list(releases)))


def of_stream(reader: pa.RecordBatchReader) -> pa.Table:
    """Records that are in no file as they are asked for: put together here, before the statement runs. Raises TookTooLong past the memory."""
    batches, size = [], 0
    for batch in reader:
        batches.append(batch)
        size += batch.nbytes
        if size > MOST_PUT_TOGETHER:
            raise TookTooLong(
                "there are more records than can be put together for a statement",
                expected=f"at most {MOST_PUT_TOGETHER >> 20} MB",
                do="ask the table of single records instead, or count with the other verbs",
            )
    return pa.Table.from_batches(batches, reader.schema)


def _fetched(reader: pa.RecordBatchReader, most: int) -> Found:
    batches: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in reader:
        batches.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows > most:
            break
        if size > MOST_BYTES:
            raise TookTooLong("the result is too large", expected=f"at most {MOST_BYTES >> 20} MB", do="select fewer columns or rows")
    return Found(pa.Table.from_batches(batches, reader.schema).slice(0, most), rows > most)

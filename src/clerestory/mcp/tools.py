"""The tools: one question each. Their words are read by language models; their answers are the workbench's."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field

from clerestory.workbench import Workbench

Table = Annotated[str, Field(description="Name of a table, from `tables`.")]
Question = Annotated[str, Field(description='The search box, for example `state:GA signed:>=2025-01-01 "task force"`; empty: all records.')]
Column = Annotated[
    str, Field(description="Name of a column, from `columns`; with a step for days or numbers: `signed:month`, `amount:bin:1000`.")
]
Limit = Annotated[int, Field(ge=1, le=200, description="Most records or values.")]


def _cited(bench: Workbench, query: Any, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with its citation, and with words where something is suppressed."""
    told = {**answer, "citation": bench.facts(query)["citation"]}
    if answer.get("suppressed"):
        told["suppression"] = (
            "Counts that could tell of a few people are not shown. Suppressed is not zero; do not work it out from other answers."
        )
    return told


def tables(bench: Workbench) -> dict[str, Any]:
    """Which tables the workspace holds: what one record counts, from whom, how many records, from when to when."""
    overview = bench.overview()
    return {"tables": [asdict(table) for table in overview.tables], "snapshot": overview.snapshot}


def columns(bench: Workbench, table: Table) -> dict[str, Any]:
    """The columns of a table: meaning, type, unit, and whether values may be summed; with licences and releases."""
    told = bench.facts(bench.query(table, ""))
    return {name: told[name] for name in ("citation", "columns", "states", "licences", "coverage")}


def count(bench: Workbench, table: Table, question: Question = "") -> dict[str, Any]:
    """How many records fit a question."""
    query = bench.query(table, question)
    return _cited(bench, query, bench.count(query).as_json())


def facet(bench: Workbench, table: Table, column: Column, question: Question = "", limit: Limit = 20) -> dict[str, Any]:
    """How the records of a question fall on the values of one column, the most frequent first; what is no value (empty, redacted, …) is counted apart."""
    query = bench.query(table, question)
    return _cited(bench, query, bench.facet(query, column, limit).as_json())


def series(bench: Workbench, table: Table, column: Column, question: Question = "") -> dict[str, Any]:
    """Records of a question by period of a column of days: `signed:month`."""
    query = bench.query(table, question)
    return _cited(bench, query, bench.series(query, column).as_json())


def crosstab(
    bench: Workbench,
    table: Table,
    by: Annotated[str, Field(description="Columns separated by commas: `state,signed:year`.")],
    question: Question = "",
) -> dict[str, Any]:
    """Records of a question by several columns at once, with totals."""
    query = bench.asked(table, [("q", question), ("_by", by)]).query
    return _cited(bench, query, bench.crosstab(query).as_json())


def numbers(
    bench: Workbench,
    table: Table,
    measure: Annotated[
        str, Field(description="`sum:COLUMN`, `mean:COLUMN`, `median:COLUMN`, `quantile:COLUMN:0.9`, `min:`, `max:`, `distinct:`.")
    ],
    question: Question = "",
    by: Annotated[str, Field(description="Columns to work it out for apart, separated by commas; empty: for all records together.")] = "",
) -> dict[str, Any]:
    """A sum, mean, quantile or number of different values of a column of an institutional table."""
    query = bench.asked(table, [("q", question), ("_measure", measure), *([("_by", by)] if by else [])]).query
    return _cited(bench, query, bench.numbers(query).as_json())


def records(
    bench: Workbench,
    table: Table,
    question: Question = "",
    columns: Annotated[str, Field(description="Columns to show, separated by commas; empty: all.")] = "",
    sort: Annotated[str, Field(description="Column to sort by; a minus in front sorts down.")] = "",
    limit: Limit = 20,
    cursor: Annotated[str, Field(description="`next` of the page before; empty: the first page.")] = "",
) -> dict[str, Any]:
    """Records of an institutional table that fit a question, each with its id. Tables about persons give none."""
    wanted = [("q", question), ("_columns", columns), ("_sort", sort)]
    query = bench.asked(table, [pair for pair in wanted if pair[1]]).query
    return _cited(bench, query, bench.rows(query, limit, cursor).as_json())


def record(bench: Workbench, id: Annotated[str, Field(description="Id of a record, from `records`.")]) -> dict[str, Any]:  # noqa: A002
    """Where each value of one record stands in the published file: sheet, row, column, hash of the file, and what is written there."""
    return asdict(bench.why(id))


def releases(
    bench: Workbench, source: Annotated[str, Field(description="Id of a source, from `tables`; empty: all.")] = ""
) -> dict[str, Any]:
    """The published files that the workspace holds: publisher, name, day of publication, SHA-256, licence."""
    if source:
        bench.source(source)
    return {"releases": bench.releases(source)}


def measures(bench: Workbench) -> dict[str, Any]:
    """Named measures with the words of their definitions; use one rather than inventing a definition."""
    return {
        "measures": [{name: getattr(each, name) for name in ("name", "of", "title", "words", "defined_by")} for each in bench.measures()]
    }


def measure(bench: Workbench, name: Annotated[str, Field(description="Name of a measure, from `measures`.")]) -> dict[str, Any]:
    """The numbers of a named measure. Never mix the numbers of two definitions."""
    return bench.measure_named(name).as_json()


def sql(
    bench: Workbench,
    statement: Annotated[str, Field(description="One SELECT; empty: list the views and their columns.")] = "",
    limit: Limit = 100,
) -> dict[str, Any]:
    """One SELECT over public views of institutional tables, for what the other tools cannot ask. Tables about persons have no view."""
    return bench.select(statement, limit).as_json() if statement else {"views": bench.views()}


TOOLS = (tables, columns, count, facet, series, crosstab, numbers, records, record, releases, measures, measure, sql)

"""JSON resources: each path is one question, its answer as the workbench gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from clerestory.api.answering import Asked, Question
from clerestory.api.problems import Missing, missing
from clerestory.api.shapes import EXTRAS, SHAPES, extra, shaped
from clerestory.errors import UnknownName, UsageError
from clerestory.workbench import Workbench

SIZE = 50
"""Records of a page where nothing else is asked."""


def queried(bench: Workbench, asked: Asked) -> Any:
    """The query of a request, and what is shown beside it. Raises Missing where the path names no table."""
    table = asked.values["table"]
    try:
        bench.table(table)
    except UnknownName as unknown:
        raise missing(unknown, "see /tables.json") from None
    return bench.asked(table, asked.pairs)


def look(bench: Workbench, asked: Asked) -> Any:
    """Count, records, facets, series and splits of a question in one answer."""
    shape, extras = asked.take("_shape", "objects"), asked.take("_extra")
    if shape not in SHAPES:
        raise UnknownName(f"there is no shape {shape!r}", expected=f"one of {', '.join(SHAPES)}")
    request = queried(bench, asked)
    told: dict[str, Any] = bench.look(request.query, request.facets, request.series, request.query.limit or SIZE).as_json()
    if request.query.by:
        told["crosstab"] = bench.crosstab(request.query).body()
    for name in filter(None, extras.split(",")):
        if name not in EXTRAS:
            raise UnknownName(f"there is no extra {name!r}", expected=f"one of {', '.join(EXTRAS)}")
        told[name] = extra(name, bench, request.query)
    if told.get("next"):
        told["next_url"] = asked.again("_next", told["next"])
    return shaped(shape, told)


def _verb(ask: Callable[[Workbench, Any, Asked], Any], *own: str) -> Question:
    """A question about a query; ``own``: parameters that are not the query's."""

    def question(bench: Workbench, asked: Asked) -> Any:
        held = [pair for pair in asked.pairs if pair[0] in own]
        asked.pairs = [pair for pair in asked.pairs if pair[0] not in own]
        request = queried(bench, asked)
        if request.facets or request.series:
            raise UsageError("_facet and _series belong to the records of a table", do="ask the table's own .json for them")
        asked.pairs = held
        found = ask(bench, request.query, asked)
        asked.nothing_else(own)
        return found.as_json()

    return question


def _rate(bench: Workbench, query: Any, asked: Asked) -> Any:
    table, _, text = asked.need("_over", f"{query.table}?q=…").partition("?")
    bench.table(table)
    below = Asked({"path": asked.path, "query_string": text.encode(), "headers": ()}, {})
    below.read()
    return bench.rate(query, bench.asked(table, below.pairs).query)


VERBS: dict[str, Question] = {
    "count": _verb(lambda bench, query, asked: bench.count(query)),
    "estimate": _verb(
        lambda bench, query, asked: bench.estimate(query, [each for each in asked.take("_column").split(",") if each], asked.number("_top", 20, 1000)),
        "_column", "_top",
    ),
    "facet": _verb(lambda bench, query, asked: bench.facet(query, asked.need("_column", "state"), asked.number("_top", 20, 10_000)), "_column", "_top"),
    "series": _verb(lambda bench, query, asked: bench.series(query, asked.need("_column", "signed:month")), "_column"),
    "crosstab": _verb(lambda bench, query, asked: bench.crosstab(query)),
    "histogram": _verb(
        lambda bench, query, asked: bench.histogram(query, asked.need("_column", "amount"), asked.number("_bins", 20, 500)), "_column", "_bins"
    ),
    "numbers": _verb(lambda bench, query, asked: bench.numbers(query)),
    "rate": _verb(_rate, "_over"),
    "concentration": _verb(
        lambda bench, query, asked: bench.concentration(query, asked.need("_column", "agency"), asked.number("_top", 10, 1000)), "_column", "_top"
    ),
    "compare": _verb(
        lambda bench, query, asked: bench.compare_periods(
            query, asked.need("_column", "signed"), asked.need("_first", "2024"), asked.need("_second", "2025")
        ),
        "_column", "_first", "_second",
    ),
}  # fmt: skip


def about(bench: Workbench, asked: Asked) -> Any:
    """What an export of this question would say of itself: the codebook, releases, licences."""
    request = queried(bench, asked)
    return {"ok": True, **bench.facts(request.query)}


def tables(bench: Workbench, asked: Asked) -> Any:
    """Tables that hold records."""
    asked.nothing_else()
    return {"ok": True, "tables": [asdict(table) for table in bench.overview().tables], "snapshot": bench.overview().snapshot}


def sources(bench: Workbench, asked: Asked) -> Any:
    """Sources that have releases here, how fresh each is, and which is overdue."""
    asked.nothing_else()
    return {"ok": True, "sources": [asdict(source) for source in bench.overview().sources], "snapshot": bench.overview().snapshot}


def source(bench: Workbench, asked: Asked) -> Any:
    """One source with its releases."""
    asked.nothing_else()
    found = [each for each in bench.overview().sources if each.id == asked.values["id"]]
    if not found:
        raise Missing("there is no such source here", expected="the id of one that has releases", do="see /sources.json")
    return {"ok": True, **asdict(found[0]), "held": bench.releases(found[0].id), "snapshot": bench.overview().snapshot}


def releases(bench: Workbench, asked: Asked) -> Any:
    """Releases held, by source."""
    wanted = asked.take("source")
    asked.nothing_else(("source",))
    if wanted:
        bench.source(wanted)
    return {"ok": True, "releases": bench.releases(wanted), "snapshot": bench.overview().snapshot}


def release(bench: Workbench, asked: Asked) -> Any:
    """One release: what it is, its parts, what of it was not let in. 410 with the reason when it was withdrawn."""
    asked.nothing_else()
    name = asked.values["id"]
    try:
        found = bench.release(name)
    except UnknownName as unknown:
        raise missing(unknown, "see /releases.json") from None
    return {"ok": True, **found, "not_let_in": bench.quarantine(name)}


def record(bench: Workbench, asked: Asked) -> Any:
    """One record of an institutional table: every value with its state and the cell that it came from."""
    asked.nothing_else()
    table = asked.values["table"]
    try:
        bench.table(table)
        opened = bench.why(asked.values["id"])
    except UnknownName as unknown:
        raise missing(unknown, "copy the id from a result") from None
    if opened.table not in (table, bench.table(table).distinct and bench.table(table).distinct.of):  # type: ignore[union-attr]
        raise Missing(f"that record is not one of {table}", expected=f"one of {opened.table}")
    return {"ok": True, **asdict(opened)}


def measures(bench: Workbench, asked: Asked) -> Any:
    """Named measures with the words of their definitions."""
    asked.nothing_else()
    told = [{name: getattr(each, name) for name in ("name", "of", "title", "words", "defined_by")} for each in bench.measures()]
    return {"ok": True, "measures": told}


def measure(bench: Workbench, asked: Asked) -> Any:
    """One named measure's numbers; its definition says of what. Parameters narrow it."""
    name = asked.values["name"]
    found = {each.name: each for each in bench.measures()}.get(name)
    if found is None:
        raise Missing("there is no such measure", do="see /measures.json")
    return bench.measure_named(name, bench.asked(found.query.table, asked.pairs).query if asked.pairs else None).as_json()


def queries(bench: Workbench, asked: Asked) -> Any:
    """Named queries of the workspace."""
    asked.nothing_else()
    return {"ok": True, "queries": [_told_query(each) for each in bench.queries.all()]}


def query(bench: Workbench, asked: Asked) -> Any:
    """One named query: its words, and the question in three spellings."""
    asked.nothing_else()
    try:
        return {"ok": True, **_told_query(bench.queries.one(asked.values["name"]))}
    except UnknownName as unknown:
        raise missing(unknown, "see /queries.json") from None


def _told_query(named: Any) -> dict[str, Any]:
    return {**named.as_json(), "url": f"/tables/{named.query.table}.json?{urlencode(named.parameters)}"}


def sql(bench: Workbench, asked: Asked) -> Any:
    """One SELECT over the public views; without a statement, the views."""
    statement, most = asked.take("sql"), asked.number("_size", 10_000, 10_000)
    asked.nothing_else(("sql", "_size"))
    if not statement:
        return {"ok": True, "views": bench.views(), "snapshot": bench.overview().snapshot}
    return bench.select(statement, most).as_json()


QUESTIONS: dict[str, Question] = {
    "/tables": tables,
    "/tables/{table}": look,
    **{f"/tables/{{table}}/{verb}": question for verb, question in VERBS.items()},
    "/tables/{table}/about": about,
    "/sources": sources,
    "/sources/{id}": source,
    "/releases": releases,
    "/releases/{id}": release,
    "/records/{table}/{id}": record,
    "/sql": sql,
    "/queries": queries,
    "/queries/{name}": query,
    "/measures": measures,
    "/measures/{name}": measure,
}
"""By their paths, without ``.json``."""

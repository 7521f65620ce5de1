"""Small lakes of made-up logs with every state of a cell, and the same questions answered by plain Python over the records that come out."""

from __future__ import annotations

import csv
import random
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from clerestory.search.query import Either, Query, Term
from clerestory.workbench import Workbench

TABLE = "alpr_sightings"
LABELS = (
    "ID",
    "Name",
    "Org Name",
    "Total Networks Searched",
    "Time Frame",
    "License Plate",
    "Reason",
    "Case #",
    "Search Time",
    "Search Type",
)
ORGANISATIONS = ("Exampleville XX PD", "Sampleton XX SO", "Mockford XX PD", "Testbury XX PD")
REASONS = (
    "stolen vehicle", "Stolen vehicle recovery", "investigation", "assist HSI", "warrant service", "police pickup", "", "***", "n/a",
    "immigration", "traffic stop", "welfare check", "hit and run",
)  # fmt: skip
TYPES = ("lookup", "search", "convoy", "")
NETWORKS = ("0", "1", "7", "40", "965", "5400", "——", "")
COLUMNS = ("organisation", "reason", "search_type", "network_count", "searched_at", "log", "moderation")
STATES = ("value", "empty", "placeholder", "redacted", "not_exported", "unparsed")


def write_log(path: Path, seed: int, rows: int) -> Path:
    """A network audit; every second seed leaves a column out."""
    source = random.Random(seed)
    labels = [label for label in LABELS if seed % 2 or label != "Search Type"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, labels, extrasaction="ignore")
        writer.writeheader()
        for _ in range(rows):
            moment = datetime(2025, 12, 1) + timedelta(seconds=source.randrange(86400 * 120))
            at = f"{moment:%m/%d/%Y, %I:%M:%S %p UTC}"
            writer.writerow({
                "ID": str(uuid.UUID(int=source.getrandbits(128), version=4)),
                "Name": source.choice(("***", "Officer Nobody-01")),
                "Org Name": source.choices(ORGANISATIONS, weights=(8, 4, 2, 1))[0],
                "Total Networks Searched": source.choice(NETWORKS),
                "Time Frame": f"{at}\n{at}",
                "License Plate": "***",
                "Reason": source.choice(REASONS),
                "Case #": source.choice(("", f"26-{source.randrange(99999):05}")),
                "Search Time": at if source.random() < 0.95 else "",
                "Search Type": source.choice(TYPES),
            })  # fmt: skip
    return path


@contextmanager
def lake(folder: Path, seeds: tuple[int, ...], rows: int = 150) -> Iterator[Workbench]:
    """A workspace with one log for each seed."""
    folder.mkdir(parents=True, exist_ok=True)
    with Workbench.create(folder / "w") as bench:
        for seed in seeds:
            path = write_log(folder / f"example-{seed}-network-audit-2026-03.csv", seed, rows)
            assert [one.status for one in bench.add(bench.find_files([str(path)]))] == ["added"]
        yield bench


def records(bench: Workbench) -> list[dict[str, Any]]:
    """All records of the table, a column's state beside its value."""
    columns, batches = bench.stream(Query(TABLE))
    told = []
    for batch in batches:
        for row in batch.to_pylist():
            states = {name: "value" if row.get(name) is not None else row.get(f"{name}__state") or "not_exported" for name in columns}
            states.update({name: row[f"{name}__state"] for name in columns if row.get(name) is not None and row.get(f"{name}__state")})
            told.append(
                {**{name: row.get(name) for name in COLUMNS}, "states": {name: states.get(name, "not_exported") for name in COLUMNS}}
            )
    return told


def fits(record: dict[str, Any], query: Query) -> bool:
    """Whether a record fits a query's tests, the plain way."""
    return all(any(_term(record, term) for term in test.terms) if isinstance(test, Either) else _term(record, test) for test in query.tests)


def _term(record: dict[str, Any], term: Term) -> bool:
    return _plain(record[term.field], record["states"][term.field], term) != term.negated


def _plain(value: Any, state: str, term: Term) -> bool:
    if term.operator == "state":
        return state in term.values
    if value is None:
        return False
    if term.operator == "any":
        return True
    if term.operator == "words":
        return re.search(rf"(?i)(?<![^\W_]){re.escape(term.values[0])}(?![^\W_])", value) is not None
    if term.operator == "starts":
        return re.search(rf"(?i)(?<![^\W_]){re.escape(term.values[0])}", value) is not None
    if term.operator == "matches":
        return re.search(rf"(?i){term.values[0]}", value) is not None
    if isinstance(value, str):
        return value.casefold() in {each.casefold() for each in term.values}
    if isinstance(value, datetime):
        low, high = (datetime.fromisoformat(f"{end}T00:00:00+00:00") for end in term.values)
        return low <= value < high + timedelta(days=1)
    number = int(term.values[0])
    return {"=": value == number, "<": value < number, ">=": value >= number}[term.operator]


def month(value: datetime) -> str:
    return f"{value.year}-{value.month:02}"


def fiscal(value: datetime) -> str:
    return f"FY{value.year + (value.month > 9)}"


def week(value: datetime) -> str:
    monday = value.date() - timedelta(days=value.weekday())
    first = date((monday + timedelta(days=3)).year, 1, 4)
    return f"{(monday + timedelta(days=3)).year}-W{((monday - (first - timedelta(days=first.weekday()))).days // 7) + 1:02}"


PERIODS = {"month": month, "fiscal_year": fiscal, "week": week, "year": lambda value: str(value.year)}


@st.composite
def terms(draw: st.DrawFn) -> Term:
    negated = draw(st.booleans())
    field = draw(st.sampled_from(["organisation", "reason", "search_type", "network_count", "searched_at"]))
    operator = draw(st.sampled_from(["any", "state", "="]))
    if operator == "any":
        return Term(field, "any", (), negated)
    if operator == "state":
        return Term(field, "state", tuple(draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=2))), negated)
    if field == "network_count":
        return Term(field, draw(st.sampled_from(["=", "<", ">="])), (draw(st.sampled_from(["0", "7", "40", "1000"])),), negated)
    if field == "searched_at":
        days = sorted(draw(st.lists(st.dates(date(2025, 11, 1), date(2026, 5, 1)), min_size=2, max_size=2)))
        return Term(field, "range", tuple(day.isoformat() for day in days), negated)
    if field == "reason" and draw(st.booleans()):
        kind, text = draw(st.sampled_from([("words", "stolen"), ("words", "hit and run"), ("starts", "immigr"), ("starts", "ve"), ("matches", "^s.*e"), ("matches", "(hsi|run)$")]))  # fmt: skip
        return Term(field, kind, (text,), negated)
    pool = {
        "organisation": ORGANISATIONS,
        "reason": ("investigation", "STOLEN VEHICLE", "warrant service"),
        "search_type": ("lookup", "CONVOY"),
    }
    return Term(field, "=", tuple(draw(st.lists(st.sampled_from(pool[field]), min_size=1, max_size=2))), negated)


QUERIES = st.lists(terms() | st.builds(Either, st.lists(terms(), min_size=2, max_size=3).map(tuple)), max_size=3).map(
    lambda tests: Query(TABLE, tuple(tests))
)

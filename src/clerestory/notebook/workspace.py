"""A workspace as a program or a notebook holds it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from clerestory.notebook.result import Figure, Result
from clerestory.workbench import Workbench


class Workspace:
    """Questions of one workspace. A ``question`` is the search box: ``state:GA signed:>=2025-01-01``. Belongs to one thread."""

    def __init__(self, folder: str | Path) -> None:
        self._bench = Workbench(Path(folder))

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the workspace."""
        self._bench.close()

    def tables(self) -> list[str]:
        """Names of the tables that hold records."""
        return [table.name for table in self._bench.overview().tables]

    def columns(self, table: str) -> dict[str, str]:
        """Columns of a table and their meanings."""
        return {name: column.meaning for name, column in self._bench.columns(self._bench.table(table)).items() if not column.hidden}

    def count(self, table: str, question: str = "") -> Figure | None:
        """Number of records; None: suppressed, which is not zero. It shows itself with its mark (``told``) where it is not exact."""
        answer = self._bench.count(self._bench.query(table, question))
        return None if answer.count is None else Figure(answer.count, answer.mark)

    def facet(self, table: str, column: str, question: str = "", limit: int = 20) -> Result:
        """Values of a column with their counts: ``value``, ``state``, ``count``, and ``told`` (empty: exact; else at_least, about, …)."""
        query = self._bench.query(table, question)
        answer = self._bench.facet(query, column, limit).as_json()
        rows = [(each["value"], each["state"], each["count"], each.get("count_told", "")) for each in answer["groups"]]
        return self._result(query, answer, ("value", "state", "count", "told"), rows, "bar")

    def series(self, table: str, column: str, question: str = "") -> Result:
        """Records by period of a column of days, ``signed:month``: ``period``, ``count``, ``told``."""
        query = self._bench.query(table, question)
        answer = self._bench.series(query, column).as_json()
        points = [
            (each["period"], each["count"], each.get("count_told", "")) for line in answer.get("lines", ()) for each in line["points"]
        ]
        return self._result(query, answer, ("period", "count", "told"), points, "line")

    def records(self, table: str, question: str = "") -> pa.Table:
        """All records of an institutional table, each with its id, values and states. Raises Refused for tables about persons."""
        records, _ = self._bench.outgoing(self._bench.query(table, question))
        return pa.Table.from_batches(list(records), records.schema)

    def sql(self, statement: str, limit: int = 10_000) -> Result:
        """One SELECT over public views of institutional tables."""
        found = self._bench.select(statement, limit)
        return Result(found.table, {**found.as_json(), "citation": f"{statement}; snapshot {found.snapshot}."}, "")

    def export(self, table: str, output: str | Path, question: str = "", *, force: bool = False) -> Path:
        """All records into a file (.csv, .ndjson, .parquet, .xlsx, .geojson, .md, .zip), its citation beside it; gives the citation's path."""
        return self._bench.export(self._bench.query(table, question), Path(output), force=force).citation

    def _result(self, query: Any, answer: dict[str, Any], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]], mark: str) -> Result:
        told = list(rows)
        columns = [[row[place] for row in told] for place in range(len(names))]
        arrays = [pa.array([None if value is None else str(value) for value in column]) if name != "count" else pa.array(column, pa.int64())
                  for name, column in zip(names, columns, strict=True)]  # fmt: skip
        return Result(pa.table(dict(zip(names, arrays, strict=True))), {**answer, "citation": self._bench.facts(query)["citation"]}, mark)

"""Counts as CSV: one line a cell, what is known of it beside it, and in each line where it comes from, for lines are copied one by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from clerestory.search.answers.crosstab import Crosstab
from clerestory.search.answers.facet import Facet
from clerestory.search.answers.series import Series
from clerestory.search.export.harmless import harmless_text
from clerestory.search.values import plain

Line = Sequence[Any]
COUNTED, SUPPRESSED = "counted", "suppressed"
"""What ``known`` says of a number that is exact, and of one that is held back; of others their mark: ``at_least``, ``about``, ``at_least_about``."""


def of_series(series: Series) -> Iterator[Line]:
    """A line a period of each combination of splits; records without a day stand under the state of their cell."""
    yield (*(part for name in series.by for part in (name, f"{name}__state")), series.column, "records", "known")
    for line in series.lines:
        cells = [part for value, state in line.cells for part in (value, state)]
        for point in line.points:
            yield (*cells, point.period, point.count, point.mark or point.known)
        for state, number in line.undated.items():
            yield (*cells, "", number, " ".join(filter(None, (line.undated_marks.get(state, ""), state))))


def of_crosstab(told: Crosstab) -> Iterator[Line]:
    """A line for each combination that has any record."""
    yield (*(part for name in told.by for part in (name, f"{name}__state")), "records", "known", "share")
    for key, number in told.cells.items():
        share = told.share(number)
        yield (
            *(part for value, state in key for part in (value, state)),
            number, SUPPRESSED if number is None else told.marks.get(key) or COUNTED, None if share is None else round(share, 6),
        )  # fmt: skip


def of_facet(facet: Facet) -> Iterator[Line]:
    """A line a value; what is left over under no value."""
    yield (facet.column, f"{facet.column}__state", "records", "known")
    for group in facet.groups:
        yield (group.value, group.state, group.count, group.mark or COUNTED)
    if facet.other_values:
        yield ("", f"{facet.other_values} other values", facet.other, SUPPRESSED if facet.other is None else facet.other_mark or COUNTED)


def as_csv(lines: Iterable[Line], citation: str) -> bytes:
    """The lines as a file, the first its header; ISO dates, no thousands marks, nothing that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for place, line in enumerate(lines):
        writer.writerow([*map(_cell, line), "citation" if place == 0 else citation])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    value = plain(value)
    return "" if value is None else harmless_text(value) if isinstance(value, str) else value

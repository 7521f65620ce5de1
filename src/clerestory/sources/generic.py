"""Any table that no source knows, when it is asked for by name: typed by content, everything else screened text, in doubt withheld.

It never wins by itself. The table is called after the file. A column whose label names or numbers a person is not taken in; a table whose
labels tell of persons answers with counts only, and of its texts takes only those with few values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clerestory.sdk import (
    Column,
    Facts,
    Grain,
    Head,
    Name,
    Protection,
    Row,
    Source,
    Span,
    Table,
    about_persons,
    either_order,
    identifier,
    label_key,
    names_somebody,
    stamp_in_name,
    type_of,
)

SEARCHED_ROWS = 30
FEW = 40
"""Values of a text that may be let into a table about persons."""


def _header(head: Head) -> int | None:
    """Place of the row that names the columns: the first that fills most of the widest row, with different words."""
    rows = head.rows[:SEARCHED_ROWS]
    widest = max((len(_filled(row)) for row in rows), default=0)
    for at, row in enumerate(rows):
        words = _filled(row)
        distinct = len({label_key(word) for word in words})
        wordy = sum(any(sign.isalpha() for sign in word) for word in words)
        if len(words) >= max(2, 0.6 * widest) and distinct >= 0.9 * len(words) and wordy >= 0.8 * len(words):
            return at
    return None


def _filled(row: Row) -> list[str]:
    return [cell.strip() for cell in row if cell and cell.strip()]


def _stem(name: Name) -> str:
    return identifier(name.file.partition(".")[0])


def _propose(name: Name, heads: Sequence[Head]) -> tuple[Table, ...]:
    """One table for each layout of the file."""
    tables: dict[tuple[str, ...], Table] = {}
    for head in heads:
        at = _header(head)
        if at is None:
            continue
        labels = tuple(label_key(cell or "") for cell in head.rows[at])
        number = f"_{len(tables) + 1}" if tables else ""
        tables.setdefault(labels, _table(f"generic_{_stem(name)}{number}", head, at))
    return tuple(tables.values())


def _table(name: str, head: Head, at: int) -> Table:
    labels = [(place, cell.strip()) for place, cell in enumerate(head.rows[at]) if cell and cell.strip()]
    persons = about_persons(label for _, label in labels)
    columns: dict[str, Column] = {}
    for place, label in labels:
        cells = [row[place] for row in head.rows[at + 1 :] if place < len(row)]
        column = _column(label, cells, persons=persons)
        if column is not None:
            columns.setdefault(column.name, column)
    return Table(
        name,
        title="Table of a file that no source declares",
        unit="line of the file",
        grain=Grain.PERSON_EVENT if persons else Grain.INSTITUTION,
        columns=tuple(columns.values()),
        duplicates="kept, as in the file",
    )


def _column(label: str, cells: Sequence[str | None], *, persons: bool) -> Column | None:
    """A column to declare; None leaves it to the scan of undeclared columns."""
    name = identifier(label)
    if names_somebody(label):
        return Column(
            name, meaning="By its label it names or numbers a person: not taken in.", seen_as=(label,), protection=Protection.DROP
        )
    kind = type_of(label, cells)
    if kind != "text":
        why = "nobody has said what the values are"
        return Column(
            name,
            kind,
            meaning="Proposed from the file; its publisher's meaning is not known.",
            seen_as=(label,),
            sums=why if kind in ("integer", "number") else False,
            largest=999_999,
        )
    if not persons and either_order(cells):
        meaning = "Days of which the file does not tell whether the month or the day comes first: both readings fit, so it stays text."
        return Column(name, meaning=meaning, seen_as=(label,), protection=Protection.SCREENED)
    few = len({cell for cell in cells if cell}) <= min(FEW, len(cells) // 2)
    if not persons or not few:
        return None
    return Column(
        name, meaning="Proposed from the file; its publisher's meaning is not known.", seen_as=(label,), protection=Protection.SCREENED
    )


def _find(source: Source, head: Head) -> Iterator[Span]:
    """The proposed table that this grid's header is of; what it does not declare goes to the scan."""
    at = _header(head)
    if at is None:
        return
    labels = {place: cell.strip() for place, cell in enumerate(head.rows[at]) if cell and cell.strip()}
    for table in source.tables:
        known = {label_key(column.seen_as[0]): column.name for column in table.columns}
        keys = {label_key(label) for label in labels.values()}
        if not set(known) <= keys:
            continue
        columns: dict[str, int] = {}
        undeclared: dict[int, str] = {}
        for place, label in labels.items():
            name = known.get(label_key(label))
            if name is None or name in columns:
                undeclared[place] = label
            else:
                columns[name] = place
        number = head.numbers[at]
        yield Span(table.name, columns, number + 1, None, (number,), labels, undeclared)
        return


SOURCE = Source(
    id="generic",
    title="Any file that no source knows",
    publisher="unknown publisher",
    tables=(),
    find=_find,
    propose=_propose,
    recognise=lambda name, heads: 0.0,
    release=lambda name, heads: Facts(stamp_in_name(name.file), notes=("no source declares this file: its columns are proposals",)),
)

"""What a source may import: the words in which it says what its records are.

A source is one file in ``sources/`` that binds ``SOURCE`` to a Source. Most of it is data.
"""

from clerestory.kernel.dates import fiscal_year, stamp_in_name
from clerestory.kernel.text import identifier, label_key, squeeze
from clerestory.schema.table import Column, Copies, Distinct, Grain, Protection, Table
from clerestory.sdk.compact import columns
from clerestory.sdk.find import by_header, header_at
from clerestory.sdk.propose import about_persons, either_order, names_somebody, type_of
from clerestory.sdk.source import Computed, Correction, Facts, Head, Name, Records, Row, Source, Span, year_of

__all__ = [
    "Column",
    "Computed",
    "Copies",
    "Correction",
    "Distinct",
    "Facts",
    "Grain",
    "Head",
    "Name",
    "Protection",
    "Records",
    "Row",
    "Source",
    "Span",
    "Table",
    "about_persons",
    "by_header",
    "columns",
    "either_order",
    "fiscal_year",
    "header_at",
    "identifier",
    "label_key",
    "names_somebody",
    "squeeze",
    "stamp_in_name",
    "type_of",
    "year_of",
]

"""Which values of a column are certainly left alone, told without Python for each."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from clerestory.ingest.screening.tokens import COURT

_YEAR = r"(?:[0-3]\d|4[0-5])"
_MARK = f"(?i:{'|'.join(sorted(COURT))})"
_SETTLED = (
    r"^(?:\d{1,7}"  # sections, short case numbers
    r"|(?:2[1-9]|3\d)\d{2}(?:[03-9]\d|1[0-8]|2[1-9])\d{2}"  # eight digits that are no birth date either way
    r"|[23]\d{2}[01]\d{6}|[01]\d{9}"  # ten digits that cannot be dialled
    r"|[02-9]\d{10}|[0-3]\d{11}"  # eleven and twelve that are no phone and spell nothing
    r"|\d{2}-\d{1,8}|\d{4}-\d{5,8}"  # case numbers
    r"|[B-Zb-z]\d{2}-\d{5,6}"
    rf"|{_YEAR}{_MARK}-?(?:\d{{6,7}}|00\d{{6}})|20{_YEAR}{_MARK}-?(?:\d{{4,7}}|00\d{{6}})"  # cases of courts
    rf"|(?:20)?{_YEAR}-{_MARK}-\d{{4,8}}"
    r")$"
)


def safe_mask(values: pa.Array | pa.ChunkedArray) -> pa.BooleanArray:
    """True where screening certainly changes nothing: null, empty, bare numbers and case numbers that are nobody's.

    False says nothing. Agrees with ``Screen.text`` for every value.
    """
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    matched = pc.or_(pc.match_substring_regex(values, _SETTLED), pc.equal(values, ""))
    return pc.fill_null(matched, True)

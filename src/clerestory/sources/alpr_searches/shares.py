"""Values that stand together in one released cell, taken apart for whole columns at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.sdk import Computed

TEXT = pa.string()
NOTHING = pa.scalar(None, TEXT)
LONGEST = 2**31 - 1
BREAK, TO = "\n", " to "
LISTED_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""From this day on the vendor's form asks for an offence from a list; exports write it before the reason."""
DASH = " -(?: |$)"
"""What stands between the offence and the reason; the reason may be missing."""


def frame(*, first: bool) -> Callable[[pa.Array], pa.Array]:
    """Start or end of time frames: two moments parted by a line break, or by ``to`` in some agencies' copies. A mark stands for both."""

    def pick(cells: pa.Array) -> pa.Array:
        regular = _halved(cells, first)
        if regular is not None:
            return regular
        if pc.any(pc.match_substring(cells, TO)).as_py():
            cells = pc.replace_substring(cells, TO, BREAK, max_replacements=1)
        places = pc.find_substring(cells, BREAK)
        there = pc.fill_null(pc.greater_equal(places, 0), False)
        whole = cells if pc.all(there).as_py() else pc.if_else(there, cells, NOTHING)
        share = pc.utf8_trim_whitespace(_cut(whole, places, first))
        if whole is cells:
            return share
        mark = pc.invert(pc.fill_null(pc.match_substring_regex(cells, r"\d{4}"), True))
        rest = cells if first else pc.if_else(mark, cells, NOTHING)
        return pc.if_else(there, share, rest)

    return pick


def _halved(cells: pa.Array, first: bool) -> pa.Array | None:
    """Frames that are all as long as each other with their one line break at the same place, cut as bytes; None when they are not so."""
    if cells.null_count or not len(cells):
        return None
    _, offsets, data = cells.buffers()
    places = np.frombuffer(offsets, dtype=np.int32, count=len(cells) + 1, offset=cells.offset * 4)
    width = int(places[1] - places[0])
    if width == 0 or not (np.diff(places) == width).all():
        return None
    frames = np.frombuffer(data, dtype=np.uint8)[places[0] : places[-1]].reshape(-1, width)
    at = frames[0].tobytes().find(BREAK.encode())
    if at < 1 or at == width - 1 or not (frames[:, at] == ord(BREAK)).all():
        return None
    share = np.ascontiguousarray(frames[:, :at] if first else frames[:, at + 1 :])
    # no sign of the share may be white space at its ends, a further break, part of the word `to`, or of more than one byte
    ends = share[:, [0, -1]]
    if (
        (ends <= ord(" ")).any()
        or (frames >= 0x7F).any()
        or (frames == ord("t")).any()
        or np.count_nonzero(frames == ord(BREAK)) > len(frames)
    ):
        return None
    starts = np.arange(0, (len(share) + 1) * share.shape[1], share.shape[1], dtype=np.int32)
    return pa.Array.from_buffers(TEXT, len(share), [None, pa.py_buffer(starts), pa.py_buffer(share)])


def _cut(whole: pa.Array, places: pa.Array, first: bool) -> pa.Array:
    low, high = pc.min(places).as_py(), pc.max(places).as_py()
    if high is None or high < 0:
        return pa.nulls(len(whole), TEXT)
    usual = pc.mode(places)[0]["mode"].as_py()
    if low == high or pc.all(pc.is_in(places, pa.array([-1, usual], places.type))).as_py():
        # the rule: moments of one width
        plain = whole.view(pa.binary())
        return (pc.binary_slice(plain, 0, usual) if first else pc.binary_slice(plain, usual + 1, LONGEST)).view(TEXT)
    if first:
        return pc.replace_substring_regex(whole, r"(?s)\n.*$", "")
    return pc.replace_substring_regex(whole, r"^[^\n]*\n", "", max_replacements=1)


def _listed(columns: Mapping[str, pa.Array], known: pa.Array) -> tuple[pa.DictionaryArray, pa.Array] | None:
    """(reasons of searches made since the list exists, which of its distinct ones begin with an offence of the list)."""
    moments = columns.get("searched_at")
    if moments is None or not pa.types.is_timestamp(moments.type):
        return None
    late = pc.fill_null(pc.greater_equal(moments, pa.scalar(LISTED_SINCE, moments.type)), False)
    if not pc.any(late).as_py():
        return None
    reasons = columns.get("reason")
    if reasons is None:
        return None
    coded = pc.if_else(late, reasons, NOTHING).dictionary_encode()
    return coded, pc.and_(pc.is_in(_head(coded.dictionary), known), pc.match_substring_regex(coded.dictionary, DASH))


def _head(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, rf"(?s){DASH}.*$", "")


def offense_of(known: tuple[str, ...]) -> tuple[Computed, Computed]:
    """``offense_type`` and ``reason_detail`` out of reasons like ``Welfare Check - text``, cut at the first `` - ``."""
    vocabulary = pa.array(known, TEXT)

    def offense(columns: Mapping[str, pa.Array]) -> pa.Array | None:
        listed = _listed(columns, vocabulary)
        if listed is None:
            return None
        coded, fits = listed
        return pc.if_else(fits, _head(coded.dictionary), NOTHING).take(coded.indices)

    def detail(columns: Mapping[str, pa.Array]) -> pa.Array | None:
        listed = _listed(columns, vocabulary)
        if listed is None:
            return None
        coded, fits = listed
        rest = pc.replace_substring_regex(coded.dictionary, rf"^(?s:.*?){DASH}", "", max_replacements=1)
        return pc.if_else(fits, rest, NOTHING).take(coded.indices)

    return Computed("offense_type", offense), Computed("reason_detail", detail)


def joined_moment(columns: Mapping[str, pa.Array]) -> pa.Array | None:
    """When a search was made, of a day and a time of day in two columns; read as UTC, as every other audit is."""
    days, clocks = columns.get("search_date"), columns.get("search_clock")
    if days is None or clocks is None:
        return None
    texts = pc.binary_join_element_wise(pc.cast(days, TEXT), clocks, " ")
    read = pc.strptime(texts, format="%Y-%m-%d %H:%M:%S", unit="us", error_is_null=True)
    return pc.assume_timezone(read, "UTC")

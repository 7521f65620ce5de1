"""The words of the different texts of a column: which texts hold a word, how often, and how well a text fits what is asked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import reduce
from math import log

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clerestory.lake.codes.cells import Numbers
from clerestory.lake.conditions import Says, words_pattern

SATURATION, BY_LENGTH = 1.2, 0.75
"""The usual constants of BM25: how soon more of a word adds nothing, and how much a long text counts against itself."""
BETWEEN = r"[^\pL\pN]+"
AFTER_ALL = "\U0010ffff"
Word = tuple[str, bool]
"""A word in small letters, and whether it is only the beginning of one."""


class Words:
    """An index in memory of some texts, none of them null. It holds what they hold, and goes with them."""

    def __init__(self, texts: pa.Array) -> None:
        self._texts = texts
        split = pc.split_pattern_regex(pc.utf8_lower(texts), BETWEEN)
        found = split.flatten().dictionary_encode()
        text = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(split.offsets.to_numpy()))
        order = pc.array_sort_indices(found.dictionary).to_numpy()
        self._words = found.dictionary.take(pa.array(order))
        places = np.empty(len(order), dtype=np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        word = places[found.indices.to_numpy()]
        if len(self._words) and self._words[0].as_py() == "":
            # what stands before a text's first word and behind its last one
            text, word = text[word > 0], word[word > 0]
        self._text = text[np.argsort(word, kind="stable")]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(word, minlength=len(self._words)))])
        self._lengths = np.bincount(text, minlength=len(texts)).astype(np.int32)
        self._foreign = np.flatnonzero(~pc.string_is_ascii(texts).to_numpy(zero_copy_only=False))

    def _place(self, word: str) -> int:
        return bisect_left(range(len(self._words)), word, key=lambda place: str(self._words[place].as_py()))

    def _holding(self, word: Word) -> tuple[Numbers, Numbers]:
        """(texts that hold a word, rising; how often each does)."""
        begins = word[1]
        first, end = self._place(word[0]), self._place(word[0] + (AFTER_ALL if begins else "\0"))
        texts = self._text[self._starts[first] : self._starts[end]]
        if end - first > 1:
            texts = np.sort(texts)
        starts = np.flatnonzero(np.diff(texts, prepend=-1))
        return texts[starts], np.diff(starts, append=len(texts))

    def says(self, condition: Says) -> Numbers | None:
        """For which texts it holds, as its regular expression tells; None where only that can tell.

        Letters beyond ASCII have several forms that the expression takes for the same: texts with any are always put to it.
        """
        words = re.findall("[0-9a-z]+", condition.words.lower())
        if not condition.words.isascii() or not words:
            return None
        open_end = condition.begins and condition.words[-1].isalnum()
        several = [self._holding((word, open_end and place == len(words) - 1))[0] for place, word in enumerate(words)]
        found = reduce(lambda one, other: np.intersect1d(one, other, assume_unique=True), several)
        truth = np.zeros(len(self._texts), dtype=bool)
        truth[found] = True
        doubtful = self._foreign if condition.words.isalnum() else np.union1d(found, self._foreign)
        if len(doubtful):
            fits = pc.match_substring_regex(self._texts.take(pa.array(doubtful)), words_pattern(condition))
            truth[doubtful] = fits.to_numpy(zero_copy_only=False)
        return truth

    def scores(self, texts: Numbers, wanted: Sequence[Word]) -> Numbers:
        """BM25 of some texts (rising) for some words, over these texts."""
        points = np.zeros(len(texts))
        lengths = self._lengths if len(texts) == len(self._lengths) else self._lengths[texts]
        usual = float(lengths.mean()) if len(texts) else 0.0
        for word in wanted:
            holding, times = self._holding(word)
            places = np.searchsorted(texts, holding)
            there = places < len(texts)
            there[there] = texts[places[there]] == holding[there]
            places, times = places[there], times[there]
            rarity = log(1 + (len(texts) - len(places) + 0.5) / (len(places) + 0.5))
            length = SATURATION * (1 - BY_LENGTH + BY_LENGTH * lengths[places] / (usual or 1.0))
            points[places] += rarity * times * (SATURATION + 1) / (times + length)
        return points


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, as ``Words`` tells them."""
    words = pc.split_pattern_regex(pc.utf8_lower(pa.array([text])), BETWEEN)[0].as_py()
    return [word for word in words if word]


def best(points: Numbers, records: Numbers, limit: int) -> Numbers:
    """Places of the texts with most points, then with most records; of equal ones those that come first."""
    places = np.arange(len(points))
    if limit < len(places):
        least = np.partition(points, len(points) - limit)[len(points) - limit] if limit else np.inf
        above, level = np.flatnonzero(points > least), np.flatnonzero(points == least)
        more = limit - len(above)
        if more < len(level):
            level = level[records[level] >= np.partition(records[level], len(level) - more)[len(level) - more]] if more else level[:0]
        places = np.concatenate([above, level])
    return places[np.lexsort((places, -records[places], -points[places]))][:limit]

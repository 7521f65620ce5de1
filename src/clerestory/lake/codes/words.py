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
FEW = 32
"""Fewer than one text in so many are looked up one by one."""
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
        order = np.argsort(word, kind="stable")
        text_of, word_of = text[order], word[order]
        # a text that says a word several times stands there once, with the number of times
        firsts = np.flatnonzero((np.diff(text_of, prepend=-1) != 0) | (np.diff(word_of, prepend=-1) != 0))
        self._text, self._times = text_of[firsts], np.diff(firsts, append=len(text_of)).astype(np.int32)
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(word_of[firsts], minlength=len(self._words)))])
        self._lengths = np.bincount(text, minlength=len(texts)).astype(np.int32)
        self._foreign = np.flatnonzero(~pc.string_is_ascii(texts).to_numpy(zero_copy_only=False))

    def _place(self, word: str) -> int:
        return bisect_left(range(len(self._words)), word, key=lambda place: str(self._words[place].as_py()))

    def _holding(self, word: Word) -> tuple[Numbers, Numbers]:
        """(texts that hold a word, rising; how often each does)."""
        begins = word[1]
        first, end = self._place(word[0]), self._place(word[0] + (AFTER_ALL if begins else "\0"))
        here = slice(self._starts[first], self._starts[end])
        texts, times = self._text[here], self._times[here]
        if end - first < 2:
            return texts, times
        together = np.bincount(texts, weights=times, minlength=len(self._texts))
        found = np.flatnonzero(together)
        return found, together[found]

    def says(self, condition: Says) -> Numbers | None:
        """For which texts it holds, as its regular expression tells; None where only that can tell.

        Letters beyond ASCII have several forms that the expression takes for the same: texts with any are always put to it.
        """
        words = re.findall("[0-9a-z]+", condition.words.lower())
        if not condition.words.isascii() or not words:
            return None
        open_end = condition.begins and condition.words.rstrip()[-1].isalnum()
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
        lengths = self._lengths[texts]
        usual = float(lengths.mean()) if len(texts) else 0.0
        length = SATURATION * (1 - BY_LENGTH + BY_LENGTH * lengths / (usual or 1.0))
        points = np.zeros(len(texts))
        for word in wanted:
            times = self._times_in(texts, *self._holding(word))
            having = np.count_nonzero(times)
            rarity = log(1 + (len(texts) - having + 0.5) / (having + 0.5))
            points += rarity * times * (SATURATION + 1) / (times + length)
        return points

    def _times_in(self, texts: Numbers, holding: Numbers, number: Numbers) -> Numbers:
        """How often each of some texts (rising) holds a word, of which is known how often all that hold it do."""
        if len(texts) * FEW > len(self._lengths):
            every = np.zeros(len(self._lengths), dtype=np.int32)
            every[holding] = number
            return every[texts]
        places = np.minimum(np.searchsorted(holding, texts), max(len(holding) - 1, 0))
        return np.where(holding[places] == texts, number[places], 0) if len(holding) else np.zeros(len(texts), dtype=np.int32)


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

"""The different texts of a column, found by their words and ranked."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from clerestory.lake.codes.cells import Cells

WORD = re.compile(r"[^\W_]+")
HEAP = 64 << 20


class Texts:
    """An index in memory of the different texts of a column. It holds what the column holds, and goes with its codes."""

    def __init__(self, cells: Cells) -> None:
        # only whoever searches texts loads the library
        tantivy = self._tantivy = import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="words")
        builder.add_integer_field("code", stored=True, indexed=False)
        self._index: Any = tantivy.Index(builder.build())
        # unlike the usual analyser this one leaves no long words out
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()
        self._index.register_tokenizer("words", words)
        writer = self._index.writer(HEAP, 1)
        for code, text in enumerate(cells.values[: cells.valued].to_pylist()):
            writer.add_document(tantivy.Document(text=text, code=code))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._schema = self._index.schema

    def find(self, words: str, limit: int) -> tuple[list[tuple[int, float]], int]:
        """((code, score) of the texts that hold every one of some words, the best first; how many texts hold them)."""
        tantivy = self._tantivy
        wanted = [tantivy.Query.term_query(self._schema, "text", word.lower()) for word in WORD.findall(words)]
        if not wanted or limit < 1:
            return [], 0
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in wanted]), limit, count=True)
        return [(int(searcher.doc(address)["code"][0]), float(score)) for score, address in found.hits], int(found.count)

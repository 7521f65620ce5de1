"""Words to lines, and lines to columns, by position alone: the order of text in a PDF means nothing."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from clerestory.formats.pdfwords import Word

Line = list[Word]
_STRAY = 0.03
"""Share of lines that may cross a gutter: titles and footers do."""
_NARROW = 0.3
"""A gutter is wider than this share of the letters' height; spaces between words are narrower."""


@dataclass(frozen=True)
class Layout:
    """The empty strips between columns, from left to right."""

    gutters: tuple[tuple[float, float], ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.gutters) + 1

    def fits(self, lines: Sequence[Line]) -> bool:
        """Whether few lines have words across a gutter."""
        crossed = sum(any(w.left < (g0 + g1) / 2 < w.right for w in line for g0, g1 in self.gutters) for line in lines)
        return crossed <= max(2, len(lines) // 5)


def lines_of(words: list[Word]) -> list[Line]:
    """Words that stand on one line, top line first, each from left to right."""
    lines: list[tuple[float, Line]] = []
    for word in sorted(words, key=lambda w: -(w.bottom + w.top)):
        middle, height = (word.bottom + word.top) / 2, max(1.0, word.top - word.bottom)
        if lines and abs(lines[-1][0] - middle) < 0.55 * max(height, 4.0):
            lines[-1][1].append(word)
        else:
            lines.append((middle, [word]))
    return [sorted(line) for _, line in lines]


def layout_of(pages: Sequence[Sequence[Line]]) -> Layout:
    """Gutters: strips that (nearly) no line has ink in."""
    lines = [line for page in pages for line in page]
    if not lines:
        return Layout(())
    narrow = _narrow([word for line in lines for word in line])
    allowed = max(1, int(len(lines) * _STRAY)) if len(lines) > 4 else 0
    edges: list[tuple[float, int]] = []
    for line in lines:
        for left, right in _runs(line, narrow):
            edges += [(left, 1), (right, -1)]
    return Layout(tuple(gap for gap in _gaps(sorted(edges), allowed) if gap[1] - gap[0] > narrow))


def _gaps(edges: list[tuple[float, int]], allowed: int) -> list[tuple[float, float]]:
    """Between two columns: the widest strip that the fewest lines cross.

    Among strips that at most ``allowed`` lines cross, the emptiest counts: a label that is wider than the values under
    it then narrows the strip instead of lying across it.
    """
    gaps: list[tuple[float, float]] = []
    strips: list[tuple[int, float, float]] = []  # lines across, minus width, where it begins
    depth, seen, began = 0, False, 0.0
    for at, step in edges:
        if seen and depth <= allowed and at > began:
            strips.append((depth, began - at, began))
        depth += step
        began = at
        if depth > allowed:
            if strips:
                _, width, left = min(strips)
                gaps.append((left, left - width))
            strips, seen = [], True
    return gaps


def _narrow(words: list[Word]) -> float:
    """The widest space that still separates words, not columns. Letters of one width have spaces as wide as letters."""
    height = statistics.median(word.top - word.bottom for word in words)
    letters = [(word.right - word.left) / len(word.text) for word in words if len(word.text) > 2]
    if len(letters) > 9 and statistics.pstdev(letters) < 0.02 * statistics.mean(letters):
        return max(_NARROW * height, 1.3 * statistics.mean(letters))
    return _NARROW * height


def _runs(line: Line, narrow: float) -> list[tuple[float, float]]:
    """Stretches of a line whose words are no further apart than a space."""
    runs: list[tuple[float, float]] = []
    for word in line:
        if runs and word.left - runs[-1][1] <= narrow:
            runs[-1] = runs[-1][0], max(runs[-1][1], word.right)
        else:
            runs.append((word.left, word.right))
    return runs


def columns_of(line: Line, layout: Layout) -> list[str | None]:
    """The line's words by column. Words that belong together across a gutter, as in a title, stay together."""
    out: list[list[str]] = [[] for _ in range(layout.width)]
    column, last_right = 0, None
    for word in line:
        at = _column(word, layout)
        if last_right is None or (at > column and _clear(last_right, word.left, layout, column)):
            column = at
        out[column].append(word.text)
        last_right = word.right if last_right is None else max(last_right, word.right)
    return [" ".join(texts) if texts else None for texts in out]


def _column(word: Word, layout: Layout) -> int:
    middle = min((word.left + word.right) / 2, word.left + 6)
    return sum(middle > (g0 + g1) / 2 for g0, g1 in layout.gutters)


def _clear(right: float, left: float, layout: Layout, column: int) -> bool:
    """Whether the space between two words covers a whole gutter right of ``column``."""
    return any(right <= g0 + 0.5 and left >= g1 - 0.5 for g0, g1 in layout.gutters[column:])

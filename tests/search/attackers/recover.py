"""The strongest attacker of sums: takes everything that can be asked, and finds the table that fits it all best."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from clerestory.search.told import Told
from tests.search.attackers.planted import Columns, Key, Number, Planted, everything

EXACT, ROUNDED, HIDDEN = 0.02, 4.1, 4.0
"""How far a number is from the truth, as the attacker reckons: told exactly, rounded, or hidden (between none and nine)."""


@dataclass(frozen=True)
class Recovered:
    """Small cells of the truth, and what the attacker makes of them."""

    truths: list[int]
    hits: int
    """Guessed to the record."""
    near: int
    """Guessed to within one."""
    errors: list[float]


def recover(planted: Planted, told: Told, width: int = 2, rounded: float = ROUNDED) -> Recovered:
    """Guesses every small cell by ``width`` columns. ``rounded``: how far rounded counts are from the truth."""
    numbers = everything(planted, told)
    table = _fitted(planted, numbers, rounded)
    shown = {(number.columns, number.key) for number in numbers}
    small = [
        (number, _sum(table, columns, key))
        for columns in _all(planted, width)
        for key, number in planted.truth(columns).items()
        if 0 < number < told.base and (columns, key) not in shown
    ]
    guesses = [int(min(max(round(guess), 0), told.base - 1)) for _, guess in small]
    truths = [number for number, _ in small]
    errors = [guess - number for number, guess in small]
    hits = sum(guess == truth for guess, truth in zip(guesses, truths, strict=True))
    near = sum(abs(guess - truth) <= 1 for guess, truth in zip(guesses, truths, strict=True))
    return Recovered(truths, hits, near, errors)


def _all(planted: Planted, width: int) -> list[Columns]:
    return [columns for columns in product(range(planted.width), repeat=width) if list(columns) == sorted(set(columns))]


def _fitted(planted: Planted, numbers: list[Number], rounded: float) -> Any:
    """The finest table that fits all numbers best, each by how near the truth it is; what is hidden is taken for a few."""
    sizes = planted.sizes()
    places = np.arange(int(np.prod(sizes))).reshape(sizes)
    rows, values = [], []
    shown = {(number.columns, number.key) for number in numbers}
    for number in numbers:
        weight = 1 / (EXACT if number.exact else rounded)
        rows.append((_cells(places, number.columns, number.key), weight))
        values.append(number.shown * weight)
    for width in (1, 2, 3):
        for columns in _all(planted, width):
            for key in product(*(range(sizes[column]) for column in columns)):
                if (columns, key) not in shown:
                    rows.append((_cells(places, columns, key), 1 / HIDDEN))
                    values.append(4.5 / HIDDEN)
    matrix = np.zeros((len(rows), places.size))
    for row, (cells, weight) in enumerate(rows):
        matrix[row, cells] = weight
    normal = matrix.T @ matrix + 1e-6 * np.eye(places.size)
    return np.linalg.solve(normal, matrix.T @ np.asarray(values)).reshape(sizes)


def _cells(places: Any, columns: Columns, key: Key) -> Any:
    chosen: list[Any] = [slice(None)] * places.ndim
    for column, value in zip(columns, key, strict=True):
        chosen[column] = value
    return places[tuple(chosen)].ravel()


def _sum(table: Any, columns: Columns, key: Key) -> float:
    chosen: list[Any] = [slice(None)] * table.ndim
    for column, value in zip(columns, key, strict=True):
        chosen[column] = value
    return float(table[tuple(chosen)].sum())

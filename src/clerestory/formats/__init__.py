"""Bytes to places and raw strings. Knows nothing of meaning: no header, no type, no date is guessed here."""

from clerestory.formats.grid import Batch, Grid, Note, Place
from clerestory.formats.limits import DEFAULT, Limits
from clerestory.formats.open import grids
from clerestory.formats.sniff import sniff

__all__ = ["DEFAULT", "Batch", "Grid", "Limits", "Note", "Place", "grids", "sniff"]

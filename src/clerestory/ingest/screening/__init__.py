"""Screening of free text by allow-list: what is not known to be harmless becomes its shape."""

from __future__ import annotations

from clerestory.ingest.screening.admission import admit
from clerestory.ingest.screening.screen import Screen
from clerestory.ingest.screening.settled import safe_mask
from clerestory.ingest.screening.shape import shape

__all__ = ["Screen", "admit", "safe_mask", "shape"]

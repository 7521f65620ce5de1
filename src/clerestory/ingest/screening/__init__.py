"""Screening of free text by allow-list: what is not known to be harmless becomes its shape."""

from __future__ import annotations

from clerestory.ingest.screening.admission import admit
from clerestory.ingest.screening.institutional import institutional, strict_identifiers
from clerestory.ingest.screening.landmarks import landmark
from clerestory.ingest.screening.lexicon import VERSION
from clerestory.ingest.screening.links import link
from clerestory.ingest.screening.organisation import organisation
from clerestory.ingest.screening.paths import file_name
from clerestory.ingest.screening.screen import Screen
from clerestory.ingest.screening.settled import safe_mask
from clerestory.ingest.screening.shape import shape

__all__ = [
    "VERSION",
    "Screen",
    "admit",
    "file_name",
    "institutional",
    "landmark",
    "link",
    "organisation",
    "safe_mask",
    "shape",
    "strict_identifiers",
]

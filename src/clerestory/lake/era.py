"""The era of a release: the header layout that it was published in."""

from __future__ import annotations

import hashlib
import json

from clerestory.kernel.text import label_key
from clerestory.lake.ledger import Ledger


def era_of(ledger: Ledger, release: str) -> str:
    """A short name for the labels of a release's sheets: the same for every release with the same labels in the same order. Empty where
    nothing has a header.
    """
    rows = ledger.rows("SELECT layout FROM parts WHERE release = ? AND table_name <> '' AND layout <> '[]' ORDER BY part", (release,))
    layouts = dict.fromkeys(tuple(label_key(label) for _, label, _ in json.loads(row["layout"])) for row in rows)
    return hashlib.sha256(json.dumps(list(layouts)).encode()).hexdigest()[:8] if layouts else ""

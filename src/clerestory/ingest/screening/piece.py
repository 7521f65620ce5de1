"""A token in its place, as its neighbours see it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clerestory.ingest.screening.shape import shape
from clerestory.ingest.screening.words import Kind

(
    HIDDEN,
    SHAPED,
    NAMED,
    UNSETTLED,
    SOFT,
    PAINTED,
    RANK,
    STRICT,
    ROLE,
    FAMILY,
    TRIGGER,
    LISTED,
    OPENER,
    CLOSER,
    BARE,
    EVENT,
    SLOTTED,
    TITLE,
) = (1 << at for at in range(16, 34))
"""What a token may do to its neighbours or they to it; beside the bits of ``patterns.part_of``."""

_BESIDE = re.compile(r"[ \t]*[ ,.'\"\u201c\u201d()*_-]{1,3}[ \t]*")


@dataclass(slots=True)
class Piece:
    """A token in its place. ``out`` changes while the neighbours are heard."""

    text: str
    low: str
    """As it is looked up."""
    out: str
    kind: Kind
    wordy: bool
    before: str
    """What stands between this and the piece before."""
    next: str
    """The sign that follows."""
    manner: int
    """See ``context.manner_of``."""

    @property
    def masked(self) -> bool:
        """Whether anything of it is hidden."""
        return self.out != self.text

    def mask(self) -> None:
        """Leave its shape, and count as a name from here on."""
        self.out = shape(self.text)
        if self.wordy:
            self.kind = Kind.NAME
            self.manner |= NAMED


def beside(piece: Piece) -> bool:
    """Whether a piece stands close enough to the one before to be part of one name."""
    return piece.before == " " or bool(_BESIDE.fullmatch(piece.before))


def is_name(piece: Piece) -> bool:
    """Masked as a word, now or in an earlier pass."""
    return piece.wordy and len(piece.text) > 1 and (piece.out != piece.text or bool(piece.manner & SHAPED))

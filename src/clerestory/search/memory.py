"""What was worked out once for a snapshot and is said beside many answers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Made = TypeVar("Made")
MOST = 512


@dataclass
class Memory:
    """Keeps what was made under a key. The key names the snapshot, so nothing in it grows stale; belongs to one thread."""

    _held: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made under a key; made now if it was not yet."""
        if key not in self._held:
            if len(self._held) >= MOST:
                self._held.clear()
            self._held[key] = make()
        made: Made = self._held[key]
        return made
